import Foundation
import Results
import Testing
import Twin

/// `gemello sweep`, as a user runs it.
@Suite struct SweepTests {
    let program: BuiltProgram

    init() throws {
        program = try BuiltProgram()
        try program.write(smallScenario + "expect:\n  - poller.calls value < 70\n", to: "small.yaml")
    }

    private let grid = [
        "--vary", "services.poller.loop_time=30s..90s/3", "--vary", "services.poller.concurrency=1,2", "--set",
        "duration=10min", "--set", "healing=20min", "--seeds", "0..<3",
    ]

    private func sweep(_ options: [String], environment: [String] = []) throws -> BuiltProgram.Ending {
        try program.run(
            command: ["/usr/bin/env"] + environment + [BuiltProgram.path, "sweep", "small.yaml"] + options)
    }

    private func objects(_ output: String) throws -> [[String: Any]] {
        try output.split(separator: "\n").map {
            try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }
    }

    /// What was found, by what decides it.
    private func findings(in database: String) throws -> [String: RunFindings] {
        let store = try ResultStore(reading: program.file(database))
        var findings: [String: RunFindings] = [:]
        for heading in try store.headings() {
            let key = "\(heading.settings) \(heading.seed)"
            #expect(findings[key] == nil, "\(key) was run twice")
            findings[key] = try store.run(heading.id).ending.findings
        }
        return findings
    }

    @Test("Every point is run with every seed, and told in the order of the grid with what was set")
    func table() throws {
        let ending = try sweep(grid)
        #expect(ending.errors.contains("sweep: small at 6 points, seeds 0..<3: 18 cells, program "))
        #expect(ending.errors.contains("18 of 18 runs ended after "))
        let lines = ending.output.split(separator: "\n").map(String.init)
        #expect(lines[0] == "small: services.poller.loop_time, services.poller.concurrency at 6 points")
        #expect(lines[1].hasPrefix("3 runs each (seeds 0..<3); figures are means, +- half a 95 % interval; * best"))
        let labels = lines.filter { $0.hasPrefix("loop_time=") }.prefix(6)
        let expected = ["30s", "1min", "90s"].flatMap { time in
            ["1", "2"].map { "loop_time=\(time) concurrency=\($0)" }
        }
        for (label, begin) in zip(labels, expected) { #expect(label.hasPrefix(begin)) }
        for line in lines { #expect(line.count <= 100, "\(line)") }
        #expect(lines.contains("gate 1      poller.calls value < 70"))
        #expect(lines.contains("set         duration=10min, healing=20min"))
        #expect(lines.contains("runs        18"))
        #expect(ending.exitCode == Int32(try program.runs().map(\.verdict.rawValue).max() ?? -1))
    }

    @Test("A point's figures are those of its runs alone")
    func figures() throws {
        let points = try objects(
            try sweep(grid + ["--json", "--quiet", "--measure", "poller.calls"]).output)
        #expect(points.count == 6)
        let last = try #require(points.last)
        #expect(last["point"] as? Int == 5 && last["runs"] as? Int == 3)
        #expect(
            last["settings"] as? [String: String]
                == ["services.poller.loop_time": "90s", "services.poller.concurrency": "2"])
        let runs = try objects(
            try program.run(
                "run", "small.yaml", "--set", "services.poller.loop_time=90s", "--set", "services.poller.concurrency=2",
                "--set", "duration=10min", "--set", "healing=20min", "--seeds", "0..<3", "--json", "--quiet", "--db",
                "alone.sqlite"
            ).output)
        let intervals = try #require(runs.last?["intervals"] as? [String: [String: Any]])
        let alone = try #require(intervals["poller.calls"]?["value"] as? [String: Double])
        let figure = try #require((last["figures"] as? [String: [String: Any]])?["poller.calls"])
        #expect(figure["mean"] as? Double == alone["mean"])
        #expect(figure["half_width"] as? Double == alone["half_width"])
        let gates = try #require(last["gates"] as? [[String: Any]])
        #expect(gates[0]["judged"] as? Int == 3)
        let held = runs.dropLast().compactMap { ($0["gates"] as? [[String: Any]])?.first?["held"] as? Bool }
        #expect(gates[0]["held"] as? Int == held.count(where: \.self))
    }

    @Test("The same bytes come at any --jobs, from shards in any order, and from the database alone")
    func sameBytes() throws {
        let csv = grid + ["--csv", "one.csv"]
        let one = try sweep(csv + ["--jobs", "1", "--db", "a.sqlite"])
        let four = try sweep(grid + ["--csv", "four.csv", "--jobs", "4", "--db", "b.sqlite"])
        for shard in ["3/4", "1/4", "4/4", "2/4"] {
            let ending = try sweep(grid + ["--shard", shard, "--db", "c.sqlite"])
            #expect(ending.output.hasPrefix("small: shard \(shard), "))
            #expect(!ending.errors.contains("in the database"))
        }
        let joined = try sweep(grid + ["--csv", "joined.csv", "--db", "c.sqlite"])
        #expect(joined.errors.contains("18 of 18 cells were in the database and need not run"))
        #expect(try findings(in: "a.sqlite") == findings(in: "c.sqlite"))
        #expect(try findings(in: "a.sqlite") == findings(in: "b.sqlite"))
        func timeless(_ text: String) -> [Substring] {
            text.split(separator: "\n").filter { !$0.contains(".sqlite") && !$0.contains(".csv") }
        }
        #expect(timeless(four.output) == timeless(one.output) && timeless(joined.output) == timeless(one.output))
        #expect(try program.read("four.csv") == program.read("one.csv"))
        #expect(try program.read("joined.csv") == program.read("one.csv"))
        #expect(one.exitCode == joined.exitCode)
    }

    @Test(
        "A sweep that was interrupted or killed goes on where it stopped, to the same findings",
        arguments: [SIGINT, SIGKILL])
    func resumed(_ signal: Int32) throws {
        let whole = try sweep(grid + ["--db", "whole.sqlite"])
        let stopped = try program.interrupt(
            by: signal, onceStored: "part.sqlite",
            command: [BuiltProgram.path, "sweep", "small.yaml", "--db", "part.sqlite", "--jobs", "1"] + grid)
        #expect(stopped.exitCode == (signal == SIGINT ? 130 : -signal))
        #expect(stopped.output == "")
        let before = try program.runs(in: "part.sqlite").count
        #expect(before > 0 && before < 18)
        if signal == SIGINT {
            #expect(stopped.errors.contains("gemello: interrupted: \(before) of 18 cells had ended and are kept in "))
            #expect(stopped.errors.contains("the same command goes on from there"))
            // What was broken off has not ended.
            #expect(stopped.errors.contains("gemello: \(before) of 18 runs ended after "))
        }
        let resumed = try sweep(grid + ["--db", "part.sqlite", "--jobs", "1"])
        #expect(resumed.errors.contains("gemello: \(before) of 18 cells w"))
        #expect(resumed.errors.contains("gemello: \(18 - before) of \(18 - before) runs ended after "))
        #expect(try findings(in: "part.sqlite") == findings(in: "whole.sqlite"))
        #expect(resumed.output == whole.output.replacingOccurrences(of: "whole.sqlite", with: "part.sqlite"))
    }

    @Test("What run --seeds has computed a sweep takes, and the other way round; --again runs all")
    func sharedCells() throws {
        _ = try program.run(
            "run", "small.yaml", "--set", "duration=10min", "--set", "healing=20min", "--set",
            "services.poller.loop_time=1min", "--set", "services.poller.concurrency=2", "--seeds", "1..<3", "--quiet")
        #expect(try sweep(grid).errors.contains("2 of 18 cells were in the database"))
        let run = try program.run(
            "run", "small.yaml", "--set", "duration=10min", "--set", "healing=20min", "--set",
            "services.poller.loop_time=30s", "--seeds", "0..<4")
        #expect(run.errors.contains("3 of 4 cells were in the database"))
        #expect(!(try sweep(grid + ["--again"]).errors.contains("in the database")))
    }

    @Test("The CSV file has a row a point that reads back as the table says")
    func csv() throws {
        let json = try objects(try sweep(grid + ["--csv", "out.csv", "--json", "--quiet"]).output)
        let rows = try program.read("out.csv").replacingOccurrences(of: "\r\n", with: "\n").split(separator: "\n")
            .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
        #expect(rows.count == 7 && Set(rows.map(\.count)).count == 1)
        let paths = ["services.poller.loop_time", "services.poller.concurrency"]
        #expect(Array(rows[0].prefix(5)) == ["point"] + paths + ["runs", "verdict"])
        let column = try #require(rows[0].firstIndex(of: "poller.calls [calls]"))
        #expect(rows[0][column + 1] == "poller.calls [calls] half_width")
        for (row, point) in zip(rows.dropFirst(), json) {
            let figure = try #require((point["figures"] as? [String: [String: Any]])?["poller.calls"])
            // Foundation reads some numbers of JSON with an error in their last bit.
            for (place, name) in [(column, "mean"), (column + 1, "half_width")] {
                let (one, other) = (try #require(Double(row[place])), try #require(figure[name] as? Double))
                #expect(abs(one - other) <= 1e-12 * abs(other))
            }
            #expect((point["settings"] as? [String: String])?["services.poller.loop_time"] == row[1])
        }
    }

    @Test("Around the scenario as it is a tornado is drawn, with differences of the same seeds")
    func around() throws {
        let options = [
            "--around", "--vary", "services.core.replicas=2,3", "--vary", "services.poller.loop_time=30s,3min",
            "--set", "duration=10min", "--set", "healing=20min", "--seeds", "0..<3", "--measure", "poller.calls",
        ]
        let ending = try sweep(options)
        // Two replicas of the core are what the scenario has as it is.
        #expect(ending.errors.contains("sweep: small at 5 points, seeds 0..<3: 12 cells"))
        let lines = ending.output.split(separator: "\n").map(String.init)
        let head = try #require(lines.firstIndex { $0.hasPrefix("poller.calls: ") && $0.hasSuffix(" as it is") })
        #expect(lines[head + 1].hasPrefix("  loop_time  ") && lines[head + 1].contains("|"))
        #expect(lines[head + 2].contains("3min: -") && lines[head + 2].contains("30s: +"))
        #expect(lines[head + 3].hasPrefix("  replicas"))
        #expect(ending.output.contains("runs        12 (1 of the points: the same scenario as another)\n"))
        let points = try objects(try sweep(options + ["--json", "--quiet"]).output)
        let long = try #require((points[4]["figures"] as? [String: [String: Any]])?["poller.calls"])
        let base = try #require((points[0]["figures"] as? [String: [String: Any]])?["poller.calls"])
        let difference = try #require(long["difference"] as? Double)
        #expect(abs(difference - (try #require(long["mean"] as? Double) - #require(base["mean"] as? Double))) < 1e-9)
        #expect(base["difference"] as? Double == 0)
    }

    @Test("A cluster's variables choose the shard, which is said, and --shard outranks them")
    func engines() throws {
        let task = ["SLURM_ARRAY_TASK_ID=2", "SLURM_ARRAY_TASK_COUNT=3", "SLURM_ARRAY_TASK_MIN=1"]
        let ending = try sweep(grid + ["--json"], environment: task)
        #expect(ending.errors.contains("gemello: shard 2/3, as SLURM_ARRAY_TASK_ID and SLURM_ARRAY_TASK_COUNT say\n"))
        let shard = try #require(try objects(ending.output).first)
        #expect(shard["shard"] as? String == "2/3" && shard["cells"] as? Int == 6 && shard["of_cells"] as? Int == 18)
        #expect(try program.runs().count == 6)
        let other = try sweep(grid + ["--shard", "1/9"], environment: task)
        #expect(!other.errors.contains("SLURM"))
        #expect(try program.runs().count == 8)
    }

    @Test(
        "A mistake is refused before any run, with its place and the way out",
        arguments: [
            ([], "--vary is missing"),
            (["--vary", "a.b=1"], "point 1 of 1 (a.b=1) cannot be: --vary a.b=1: unknown key"),
            (
                ["--vary", "services.poller.loop_time=30s,4kg,1min"],
                "point 2 of 3 (services.poller.loop_time=4kg) cannot be: --vary services.poller.loop_time=4kg: "
            ),
            (["--vary", "kafka.replication_factor=1,3"], "point 2 of 2 (kafka.replication_factor=3) cannot be"),
            (["--vary", "services.poller.loop_time=30s..1min"], "a range says how many values it is"),
            (
                ["--vary", "services.poller.selection=a..b/3"],
                "between two values of `services.poller.selection` there are no others"
            ),
            (
                ["--vary", "services.poller.loop_time=1s,2s", "--set", "services.poller.loop_time=3s"],
                "--vary services.poller.loop_time and --set services.poller.loop_time=3s say the same thing twice"
            ),
            (
                ["--vary", "services.poller.loop_time=1s", "--vary", "services.poller.loop_time=2s"],
                "--vary services.poller.loop_time is there twice"
            ),
            (["--vary", "seed=1,2"], "seed=1,2 says what --seeds says"),
            (["--vary", "wire=typed,bytes", "--wire", "bytes"], "wire=typed,bytes says what --wire says"),
            (["--vary", "duration=1h,2h", "--shard", "3/2"], "write I/N with I from 1 to N"),
            (
                ["--vary", "duration=1h,2h", "--shard", "1/2", "--csv", "x.csv"],
                "a shard has a part of each point only"
            ),
            (["--vary", "duration=1h,2h", "--sample", "3", "--around"], "--sample and --around exclude each other"),
            (["--vary", "duration=1h,2h", "--measure", "poller.cals"], "did you mean `poller.calls`?"),
            (["--vary", "duration=1h,2h", "--measure", "poller.calls p(95)"], "`p(95)` does not suit `poller.calls`"),
            (["--vary", "duration=1h,2h", "--measure", "cost.wall_seconds"], "differs from run to run"),
            (["--vary", "duration=1h,2h", "--csv", "no/where.csv"], "no/where.csv: cannot be written (there is no f"),
            (["--vary", "duration=1h,2h", "--db", "/dev/null/x"], "/dev/null/x: cannot be opened"),
        ] as [([String], String)])
    func refusals(_ options: [String], _ says: String) throws {
        let ending = try sweep(options)
        #expect(ending.exitCode == 2)
        #expect(ending.output == "")
        #expect(ending.errorLines.count == 1, "\(ending.errors)")
        #expect(ending.errors.contains(says), "\(ending.errors)")
        #expect(!program.exists("Reports/gemello.sqlite"))
    }

    @Test("A scenario comes through a pipe too")
    func pipe() throws {
        let line = "cat small.yaml | \"$0\" sweep - --vary duration=5min,10min --set healing=5min --seeds 0...0"
        let ending = try program.run(command: ["/bin/sh", "-c", line, BuiltProgram.path])
        #expect(ending.output.contains("\nruns        2\n"), "\(ending.errors)")
    }
}
