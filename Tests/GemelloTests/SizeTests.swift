import Foundation
import GRDB
import Results
import Testing
import Twin

/// `gemello size`, as a user runs it.
@Suite struct SizeTests {
    let program: BuiltProgram

    init() throws {
        program = try BuiltProgram()
        try program.write(smallScenario, to: "small.yaml")
    }

    /// Two gates with room at seven loop times: how late checks come binds the answer.
    private let question = [
        "--vary", "services.poller.loop_time=30s..4min/8", "--keep", "poller.overdue_age p(95) < 170s", "--keep",
        "violations.safety == 0", "--set", "duration=5min", "--set", "healing=20min", "--runs", "2", "--runs-at-most",
        "4", "--confidence", "0.6",
    ]

    private func size(_ options: [String]) throws -> BuiltProgram.Ending {
        try program.run(command: [BuiltProgram.path, "size", "small.yaml"] + options)
    }

    private func object(_ ending: BuiltProgram.Ending) throws -> [String: Any] {
        try #require(
            try JSONSerialization.jsonObject(with: Data(ending.output.utf8)) as? [String: Any], "\(ending.errors)")
    }

    @Test("It says the answer in a sentence, its bounds, the room of each gate and the trade-off")
    func answer() throws {
        let ending = try size(question + ["--csv", "out.csv"])
        #expect(ending.exitCode == 0, "\(ending.errors)")
        let lines = ending.output.split(separator: "\n").map(String.init)
        #expect(lines[0].hasPrefix("small: loop_time "))
        #expect(lines[0].contains("is the longest that keeps both gates, with 60 % confidence"))
        for fact in ["lower bound ", "target      ", "upper bound ", "gate 1      ", "gate 2      ", "resonance   "] {
            #expect(lines.contains { $0.hasPrefix(fact) }, "\(fact)\n\(ending.output)")
        }
        #expect(lines.contains { $0.hasPrefix("> loop_time ") })
        #expect(ending.output.contains("headroom") && ending.output.contains("binding"))
        #expect(ending.output.contains("answer_hash "))
        for line in lines { #expect(line.count <= 100, "\(line)") }
        let json = try object(try size(question + ["--json", "--quiet"]))
        let choices = try #require(json["choices"] as? [[String: Any]])
        let rows = try program.read("out.csv").replacingOccurrences(of: "\r\n", with: "\n").split(separator: "\n")
        #expect(rows.count == choices.count + 1)
        let runs = choices.compactMap { $0["runs"] as? Int }.reduce(0, +)
        #expect(json["runs"] as? Int == runs && (json["cells"] as? [Any])?.count == runs)
        #expect(try program.runs().count == runs)
    }

    @Test("The target is the one that a sweep of the same choices and seeds leaves as the longest that holds")
    func agreesWithSweep() throws {
        let json = try object(try size(question + ["--json", "--quiet"]))
        let target = try #require((json["target"] as? [String: String])?["services.poller.loop_time"])
        let sweep = try program.run(
            "sweep", "small.yaml", "--vary", "services.poller.loop_time=30s..4min/8", "--set", "duration=5min", "--set",
            "healing=20min", "--seeds", "0..<4", "--measure", "poller.overdue_age p(95)", "--json", "--quiet")
        let means = try sweep.output.split(separator: "\n").map { line -> (String, Double) in
            let point = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            let settings = try #require(point["settings"] as? [String: String])
            let figures = try #require(point["figures"] as? [String: [String: Any]])
            return (
                try #require(settings["services.poller.loop_time"]),
                try #require(figures["poller.overdue_age p(95)"]?["mean"] as? Double)
            )
        }
        let place = try #require(means.firstIndex { $0.0 == target })
        #expect(means[place].1 < 170)
        // Of the same cells a longer one misses, or may hold and is named.
        let undecided = (json["undecided"] as? [[String: String]])?.compactMap { $0["services.poller.loop_time"] } ?? []
        for longer in means[(place + 1)...] { #expect(longer.1 >= 170 || undecided.contains(longer.0), "\(longer)") }
    }

    @Test("At any --jobs, and from the database alone, it says the same")
    func sameBytes() throws {
        func timeless(_ text: String) -> [Substring] { text.split(separator: "\n").filter { !$0.contains(".sqlite") } }
        let one = try size(question + ["--jobs", "1", "--db", "a.sqlite"])
        let four = try size(question + ["--jobs", "4", "--db", "b.sqlite"])
        #expect(timeless(one.output) == timeless(four.output))
        let again = try size(question + ["--db", "a.sqlite"])
        #expect(again.output == one.output && !again.errors.contains("ended after"))
        #expect(again.errors.contains("in the database and need not run"))
    }

    @Test("What was interrupted goes on where it stopped, to the same answer", arguments: [SIGINT, SIGKILL])
    func resumed(_ signal: Int32) throws {
        let whole = try size(question + ["--db", "whole.sqlite"])
        let stopped = try program.interrupt(
            by: signal, onceStored: "part.sqlite",
            command: [BuiltProgram.path, "size", "small.yaml", "--db", "part.sqlite", "--jobs", "1"] + question)
        #expect(stopped.exitCode == (signal == SIGINT ? 130 : -signal) && stopped.output == "")
        if signal == SIGINT { #expect(stopped.errors.contains("the same command goes on from there")) }
        let before = try program.runs(in: "part.sqlite").count
        #expect(before > 0)
        let resumed = try size(question + ["--db", "part.sqlite"])
        #expect(resumed.output == whole.output.replacingOccurrences(of: "whole.sqlite", with: "part.sqlite"))
        #expect(resumed.errors.contains("\(before) of "))
        #expect(try program.runs(in: "part.sqlite").count == program.runs(in: "whole.sqlite").count)
    }

    @Test("An audit runs cells again and agrees; a difference that was planted in the database is found")
    func audit() throws {
        let ending = try size(question + ["--audit", "3"])
        #expect(ending.exitCode == 0 && ending.output.contains("audit       3 of 3 cells agree when run again"))
        let stored = try program.runs().count
        let database = try DatabaseQueue(path: program.file("Reports/gemello.sqlite"))
        try database.write { try $0.execute(sql: "UPDATE stored_run SET trace_hash = 170") }
        let planted = try size(question + ["--audit", "3"])
        #expect(planted.exitCode == 5, "\(planted.output)")
        #expect(planted.output.contains("audit       0 of 3 cells agree when run again"))
        #expect(planted.output.contains("came to another trace_hash than 00000000000000aa"))
        #expect(try program.runs().count == stored)
    }

    @Test("When nothing keeps the gates it says so, and which is nearest, with exit code 1")
    func nothing() throws {
        let impossible = question.map { $0 == "poller.overdue_age p(95) < 170s" ? "poller.calls > 1000000" : $0 }
        let ending = try size(impossible)
        #expect(ending.exitCode == 1)
        let text = ending.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(text.contains("small: Nothing keeps both gates among services.poller.loop_time from 30s to 4min, with"))
        #expect(text.contains("which misses `poller.calls value > 1000000`"))
        #expect(text.contains("what decides it is not varied here"))
    }

    @Test("What the runs cannot decide is undecided, with exit code 6")
    func undecided() throws {
        // The three seeds of smallest loads have no cell in common with this bound, which lies among the runs.
        let ending = try size([
            "--vary", "services.poller.concurrency=1,2", "--keep", "poller.calls < 30", "--set", "duration=5min",
            "--set", "healing=20min", "--runs", "2", "--runs-at-most", "2", "--confidence", "0.99",
        ])
        #expect(ending.exitCode == 6, "\(ending.output)")
        #expect(ending.output.hasPrefix("small: Undecided: no choice is shown to keep the gate"))
    }

    @Test("Replicas beyond the partitions are told to be idle")
    func idle() throws {
        let ending = try size([
            "--vary", "services.proxy.replicas=3,4", "--keep", "violations.safety == 0", "--set", "kafka.partitions=2",
            "--set", "duration=5min", "--set", "healing=20min", "--runs", "2",
        ])
        #expect(ending.output.contains("idle        ") && ending.output.contains("1 of 3 replicas have no partition"))
    }

    @Test(
        "A mistake is refused before any run, with its place and the way out",
        arguments: [
            ([], "--vary is missing"),
            (["--vary", "services.poller.loop_time=1s..2s"], "there is no gate to keep"),
            (["--vary", "services.poller.loop_time=30s..1kg"], "`1kg` has the unknown unit `kg`"),
            (["--vary", "a.b=1"], "which choice is best does not go without saying"),
            (
                ["--vary", "wire=typed,bytes", "--keep", "poller.calls < 1"],
                "which choice is best does not go without saying"
            ),
            (["--vary", "duration=1h..2h", "--keep", "poller.cals < 1"], "did you mean `poller.calls`?"),
            (["--vary", "duration=1h..2h", "--keep", "cost.wall_seconds < 1s"], "differs from run to run"),
            (
                ["--vary", "duration=1h..2h", "--keep", "poller.calls < 1", "--cost", "duration + nothing"],
                "--cost 'duration + nothing': column 12: `nothing` is neither varied nor a figure"
            ),
            (
                ["--vary", "duration=1h..2h", "--keep", "poller.calls < 1", "--objective", "smallest replicas"],
                "`replicas` is none of the paths that are varied and have an order; take one of duration"
            ),
            (
                ["--vary", "duration=1h..2h", "--cost", "duration", "--objective", "smallest duration"],
                "--objective and --cost both say which choice is best"
            ),
            (["--vary", "duration=1h..2h", "--runs", "9", "--runs-at-most", "5"], "--runs 9 is more than"),
            (["--vary", "duration=1h..2h", "--confidence", "95"], "write a share above 0.5 and below 1"),
            (["--vary", "seed=1..9", "--keep", "poller.calls < 1"], "says what the seeds of a sizing"),
            (
                ["--vary", "kafka.replication_factor=1,3", "--keep", "poller.calls < 1"],
                "point 2 of 2 (kafka.replication_factor=3) cannot be"
            ),
        ] as [([String], String)])
    func refusals(_ options: [String], _ says: String) throws {
        let ending = try size(options)
        #expect(ending.exitCode == 2 && ending.output == "")
        #expect(ending.errorLines.count == 1, "\(ending.errors)")
        #expect(ending.errors.contains(says), "\(ending.errors)")
    }
}
