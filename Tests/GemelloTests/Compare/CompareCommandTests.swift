import Foundation
import GRDB
import Results
import Testing

/// `gemello compare` as a user runs it, over runs of half an hour.
@Suite("Two databases, settings or baselines are compared") struct CompareCommandTests {
    let program: BuiltProgram

    init() throws {
        program = try BuiltProgram()
        try program.write(smallScenario, to: "small.yaml")
    }

    private func run(_ db: String, _ options: String...) throws {
        let command = [BuiltProgram.path, "run", "small.yaml", "--db", db, "--quiet"] + options
        let ending = try program.run(command: command)
        try #require([0, 1, 3, 4].contains(ending.exitCode), "\(ending.errors)")
    }

    private func object(_ output: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])
    }

    @Test("The same runs are identical in one line, and keep every rule")
    func identical() throws {
        try run("a.sqlite", "--seeds", "0..<2")
        try run("b.sqlite", "--seeds", "0..<2")
        let ending = try program.run(
            "compare", "a.sqlite", "b.sqlite", "--fail-on", "differs", "--fail-on", "finding new")
        #expect(ending.exitCode == 0 && ending.errors == "")
        #expect(ending.output.contains("identical   all 2 pairs are the same in trace, measures and findings\n"))
        #expect(!ending.output.contains("\nmeasures "), "\(ending.output)")
        #expect(ending.output.contains("fail-on     held: small: differs; all 2 pairs are identical"))
        #expect(ending.output.contains("cost        wall time x "))
    }

    @Test("A setting that was changed is named, and its figures are worse, better, or fail a rule")
    func settings() throws {
        try run("runs.sqlite")
        try run("runs.sqlite", "--set", "services.poller.loop_time=30s")
        let sides = ["--base", "unset", "--new", "services.poller.loop_time=30s"]
        let rules = ["--fail-on", "poller.rows_scanned p(95) worse 1%", "--fail-on", "violations.I2 differs"]
        let command = [BuiltProgram.path, "compare", "runs.sqlite"] + sides + rules
        let ending = try program.run(command: command)
        #expect(ending.output.contains("set         services.poller.loop_time 90s -> 30s\n"), "\(ending.output)")
        #expect(!ending.output.contains("\ncode "))
        #expect(ending.output.contains("poller.loop_duration"))
        #expect(ending.output.contains("fail-on     held: small: violations.I2 differs; it is the same in each pair"))
        let json = try object(try program.run(command: command + ["--json", "--story"]).output)
        let scenario = try #require((json["scenarios"] as? [[String: Any]])?.first)
        let settings = try #require(scenario["settings"] as? [[String: String]])
        #expect(settings == [["path": "services.poller.loop_time", "base": "90s", "new": "30s"]])
        let story = try #require((scenario["stories"] as? [[String: Any]])?.first)
        #expect(story["same_faults"] as? Bool == true && (story["joined"] as? Int ?? 0) > 5)
        #expect((story["lines"] as? [Any])?.isEmpty == false)
        let told = try program.run(command: command + ["--story"])
        #expect(told.output.contains(" citizens on both sides, the same faults; "), "\(told.output)")
        // Which side is the base turns every sign round.
        let swapped = ["--base", sides[3], "--new", "unset", "--json"]
        let other = try object(
            try program.run(command: [BuiltProgram.path, "compare", "runs.sqlite"] + swapped).output)
        func changes(_ json: [String: Any]) throws -> [String: Double] {
            let figures = try #require(((json["scenarios"] as? [[String: Any]])?.first)?["figures"] as? [[String: Any]])
            return Dictionary(
                uniqueKeysWithValues: figures.map { ($0["figure"] as? String ?? "", $0["change"] as? Double ?? .nan) })
        }
        let (there, back) = (try changes(json), try changes(other))
        #expect(!there.isEmpty && there.keys.sorted() == back.keys.sorted())
        for (name, change) in there where change.isFinite {
            #expect(abs((back[name] ?? .nan) + change) <= 1e-9 * abs(change), "\(name)")
        }
    }

    @Test("A trace that differs without a cause is told first, and ends with 5")
    func notDeterministic() throws {
        try run("a.sqlite")
        try FileManager.default.copyItem(atPath: program.file("a.sqlite"), toPath: program.file("b.sqlite"))
        #expect(try program.run("compare", "a.sqlite", "b.sqlite").exitCode == 0)
        try plant("UPDATE stored_run SET trace_hash = trace_hash + 1", in: "b.sqlite")
        let ending = try program.run("compare", "a.sqlite", "b.sqlite", "--junit", "junit.xml")
        #expect(ending.exitCode == 5)
        #expect(ending.output.hasPrefix("NOT DETERMINISTIC: 1 pair of runs of the same scenario, seed and program"))
        #expect(try program.read("junit.xml").contains(#"<error type="not_deterministic""#))
    }

    @Test("A finding that is planted is new one way and resolved the other, and fails a rule that asks for it")
    func plantedFinding() throws {
        try run("a.sqlite")
        try FileManager.default.copyItem(atPath: program.file("a.sqlite"), toPath: program.file("b.sqlite"))
        try plant("UPDATE promise SET broken = 1 WHERE invariant = 'I2'", in: "b.sqlite")
        try plant("UPDATE stored_run SET code_version = '2+planted'", in: "b.sqlite")
        let there = try program.run("compare", "a.sqlite", "b.sqlite", "--fail-on", "finding new")
        #expect(there.exitCode == 1)
        #expect(there.output.contains("new: I2 (not kept: "), "\(there.output)")
        #expect(there.output.contains("fail-on     failed: small: finding new; new: I2\n"))
        #expect(there.output.contains("which the new program counts"))
        let back = try program.run("compare", "b.sqlite", "a.sqlite", "--fail-on", "finding new")
        #expect(back.exitCode == 0 && back.output.contains("resolved: I2 (not kept: "))
    }

    @Test("A baseline is the same text each time, and a database is identical with its own")
    func baseline() throws {
        try run("a.sqlite", "--seeds", "0..<2")
        let written = try program.run("compare", "a.sqlite", "--write-baseline", "baseline.tsv")
        #expect(written.exitCode == 0 && written.output == "baseline of 2 runs of 1 scenario in baseline.tsv\n")
        let text = try program.read("baseline.tsv")
        let ending = try program.run("compare", "baseline.tsv", "a.sqlite", "--fail-on", "differs")
        #expect(ending.exitCode == 0, "\(ending.output)")
        try run("a.sqlite", "--seeds", "0..<3")
        let more = try program.run("compare", "baseline.tsv", "a.sqlite", "--fail-on", "differs")
        #expect(more.exitCode == 1 && more.output.contains("not compared: small, seed 2, only in a.sqlite"))
        try program.write(text.replacingOccurrences(of: "poller.calls\t", with: "poller.calls\t1"), to: "other.tsv")
        let other = try program.run("compare", "other.tsv", "a.sqlite", "--fail-on", "poller.calls differs")
        #expect(other.exitCode == 1 && other.output.contains("better") && other.output.contains("poller.calls"))
        #expect(try program.run("compare", "baseline.tsv", "a.sqlite", "--story").exitCode == 2)
    }

    @Test("Reports are written, and what the pairs cannot decide has the code that was asked for")
    func reports() throws {
        try run("a.sqlite", "--seeds", "0..<2")
        try run("b.sqlite", "--seeds", "0..<2", "--set", "services.poller.loop_time=30s")
        let rule = ["--fail-on", "cost.wall_seconds worse 5%", "--fail-on", "differs"]
        let ending = try program.run(
            command: [BuiltProgram.path, "compare", "a.sqlite", "b.sqlite"] + rule
                + ["--junit", "j.xml", "--openmetrics", "m.txt", "--csv", "f.csv", "--json"])
        #expect(ending.exitCode == 1)
        #expect(try program.read("j.xml").contains(#"<failure type="fail_on" message="2 of 2 pairs differ"/>"#))
        #expect(try program.read("m.txt").contains("gemello_compare_figures{scenario=\"small\",judgement=\"worse\"}"))
        #expect(try program.read("m.txt").hasSuffix("# EOF\n"))
        #expect(try program.read("f.csv").hasPrefix("scenario,figure,unit,judgement,"))
        #expect(try object(ending.output)["exit_code"] as? Int == 1)
        let one = ["compare", "a.sqlite", "b.sqlite", "--base", "runs=1", "--fail-on", "cost.wall_seconds worse 5%"]
        #expect(try program.run(command: [BuiltProgram.path] + one).exitCode == 0)
        #expect(try program.run(command: [BuiltProgram.path] + one + ["--on-undecided", "6"]).exitCode == 6)
    }

    /// Changes what a database holds, as no program would.
    private func plant(_ sql: String, in name: String) throws {
        try DatabaseQueue(path: program.file(name)).write { try $0.execute(sql: sql) }
    }
}
