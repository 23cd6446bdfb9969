import Foundation
import FoundationXML
import Testing

/// `gemello run` with gates over the seeds, gates that end a run, and reports for CI.
@Suite struct GateCommandTests {
    let program: BuiltProgram

    init() throws {
        program = try BuiltProgram()
        let guarded = smallScenario + "services:\n  proxy:\n    stale_write_guard: compare_and_swap\n"
        try program.write(guarded, to: "small.yaml")
    }

    private func run(_ expect: String, _ options: [String]) throws -> BuiltProgram.Ending {
        try program.run(
            command: [
                BuiltProgram.path, "run", "small.yaml", "--quiet", "--set", "duration=10min", "--set",
                "expect=[\(expect)]",
            ]
                + options)
    }

    private let mean = "{threshold: convergence.payments count < 1000, over: mean}"
    private let share = "{threshold: convergence.payments count < 1000, over: share of seeds >= 90%}"

    @Test("What the runs cannot decide is told, and ends with the code that was asked for")
    func undecided() throws {
        for (options, code) in [([], 0), (["--on-undecided", "6"], 6), (["--on-undecided", "fail"], 1)]
            as [([String], Int32)]
        {
            let one = try run(mean, ["--seed", "1"] + options)
            #expect(
                one.exitCode == code && one.output.contains("undecided: convergence.payments count < 1000 over mean"))
            let many = try run(share, ["--seeds", "1...3"] + options)
            #expect(many.exitCode == code && many.output.contains("exit code   \(code)\n"))
        }
        let decided = try run(mean, ["--seeds", "1...3", "--on-undecided", "6"])
        #expect(decided.exitCode == 0 && decided.output.contains("gates       1 of 1 held"))
        let missed = try run("{threshold: convergence.payments count < 1, over: mean}", ["--seeds", "1...3"])
        #expect(missed.exitCode == 1 && missed.output.contains("verdicts    3 held"))
        let json = try run(mean, ["--seed", "1", "--json", "--on-undecided", "6"])
        #expect(json.exitCode == 6 && json.output.contains("\"exit_code\":6"))
        let refused = try run(mean, ["--on-undecided", "maybe"])
        #expect(refused.exitCode == 2)
    }

    @Test("A gate that ends a run ends all, and what is told is the same at any width")
    func abort() throws {
        let gate = "{threshold: convergence.payments count < 2, abort_on_fail: true}"
        func run(_ jobs: String) throws -> BuiltProgram.Ending {
            try self.run(gate, ["--seeds", "1...9", "--jobs", jobs, "--db", "\(jobs).sqlite", "--json"])
        }
        let (one, three) = (try run("1"), try run("3"))
        #expect(one.exitCode == 1 && three.exitCode == 1)
        func told(_ ending: BuiltProgram.Ending) throws -> [[String: Any]] {
            try ending.output.split(separator: "\n").map { line in
                let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
                var fields = try #require(object as? [String: Any])
                for name in ["wall_seconds", "measures"] { fields[name] = nil }
                return fields
            }
        }
        let lines = try told(one)
        #expect(NSArray(array: lines) == NSArray(array: try told(three)))
        #expect(lines.count < 10 && lines.last?["exit_code"] as? Int == 1)
        #expect(try program.runs(in: "1.sqlite").count == lines.count - 1)
        // The database knows the run that ended all: nothing is run again.
        let again = try run("1")
        #expect(try program.runs(in: "1.sqlite").count == lines.count - 1)
        #expect(NSArray(array: try told(again)) == NSArray(array: lines))
    }

    @Test("One command writes all reports, and each reads back")
    func reports() throws {
        let gates = "convergence.payments count < 1000, convergence.payments count < 1"
        let ending = try run(
            gates,
            [
                "--seeds", "1...2", "--junit", "j.xml", "--openmetrics", "m.txt", "--github-summary", "s.md",
                "--gitlab-codequality", "q.json",
            ])
        #expect(ending.exitCode == 1 && ending.output.contains("reports in j.xml, m.txt, s.md, q.json"))
        #expect(XMLParser(data: Data(try program.read("j.xml").utf8)).parse())
        #expect(try program.read("m.txt").hasSuffix("# EOF\n"))
        #expect(try program.read("s.md").contains("| `convergence.payments count < 1` | **missed** |"))
        let issues = try JSONSerialization.jsonObject(with: Data(try program.read("q.json").utf8))
        #expect((issues as? [[String: Any]])?.map { $0["check_name"] as? String } == ["gate_missed"])
    }

    @Test("The same runs give the same bytes of every report, whether they ran or were there before")
    func sameBytes() throws {
        func files(_ jobs: String) throws -> [String] {
            let names = ["j", "m", "s", "q"].map { "\($0)\(jobs)" }
            _ = try run(
                mean,
                [
                    "--seeds", "1...4", "--jobs", jobs, "--junit", names[0], "--openmetrics", names[1],
                    "--github-summary", names[2], "--gitlab-codequality", names[3],
                ])
            return try names.map(program.read)
        }
        #expect(try files("2") == files("1"))
    }

    @Test("GitHub's own summary is appended to, another file is written anew")
    func githubSummary() throws {
        try program.write("# before", to: "step.md")
        let options = "run small.yaml --quiet --set duration=10min --github-summary"
        let script = "\(BuiltProgram.path) \(options) step.md && \(BuiltProgram.path) \(options) own.md"
        for _ in 0..<2 {
            let ending = try program.run(command: [
                "/bin/sh", "-c", "GITHUB_STEP_SUMMARY=step.md; export GITHUB_STEP_SUMMARY; \(script)",
            ])
            #expect(ending.exitCode == 0)
        }
        let step = try program.read("step.md")
        #expect(step.hasPrefix("# before\n### gemello: ") && step.split(separator: "### gemello").count == 3)
        #expect(try program.read("own.md").split(separator: "### gemello").count == 1)
    }

    @Test("A report that cannot be written is refused before anything runs")
    func refused() throws {
        let ending = try run(mean, ["--junit", "nowhere/j.xml"])
        #expect(ending.exitCode == 2 && ending.errors.contains("nowhere/j.xml: cannot be written"))
        #expect(!program.exists("Reports/gemello.sqlite"))
        let twice = try run(mean, ["--junit", "a", "--openmetrics", "a"])
        #expect(twice.exitCode == 2 && twice.errors.contains("a: two reports cannot be one file"))
    }

    @Test(
        "A sweep judges a gate over the seeds at every point",
        arguments: [("< 0", "undecided", 6), ("< 9999", "held", 0)])
    func sweep(bound: String, verdict: String, code: Int32) throws {
        let ending = try program.run(
            "sweep", "small.yaml", "--quiet", "--set", "duration=10min", "--set",
            "expect=[{threshold: poller.calls value \(bound), over: mean}]", "--vary",
            "services.poller.loop_time=1min,2min", "--seeds", "1...2", "--on-undecided", "6", "--junit", "j.xml")
        #expect(ending.exitCode == code && ending.output.contains("exit code   \(code)\n"))
        let junit = try program.read("j.xml")
        #expect(XMLParser(data: Data(junit.utf8)).parse())
        #expect(
            junit.contains("<testsuites name=\"gemello\" tests=\"4\" failures=\"\(code == 0 ? 0 : 2)\" errors=\"0\">"))
        #expect(junit.contains("<testsuite name=\"small loop_time=1min\" tests=\"2\""))
        #expect(ending.output.contains("gate 1      poller.calls value \(bound) over mean"))
        let rows = ending.output.split(separator: "\n").filter { $0.hasPrefix("loop_time=") && $0.hasSuffix(verdict) }
        #expect(rows.count == 2)
    }
}
