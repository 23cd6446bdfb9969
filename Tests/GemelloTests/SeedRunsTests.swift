import Foundation
import Results
import Testing
import Twin

/// `gemello run --seeds`: many runs in one program.
@Suite struct SeedRunsTests {
    let program: BuiltProgram

    init() throws {
        program = try BuiltProgram()
        try program.write(smallScenario, to: "small.yaml")
    }

    private func objects(_ output: String) throws -> [[String: Any]] {
        try output.split(separator: "\n").map {
            try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }
    }

    /// Lines of `text` without figures of wall-clock time, which no two runs share.
    private func timeless(_ text: String) -> [String] {
        text.replacingOccurrences(of: "\r\n", with: "\n").components(separatedBy: "\n").map { line in
            ["\"wall_seconds\":[^,]*", "\"cost\\.[a-z_]*\":\\{[^}]*\\}", "^.*,cost\\..*$", "\"exit_code\":0"]
                .reduce(line) { $0.replacingOccurrences(of: $1, with: "", options: .regularExpression) }
        }
    }

    private func lines(_ ending: BuiltProgram.Ending) -> [String] {
        ending.output.split(separator: "\n").map(String.init).filter { $0.hasPrefix("seed ") }
    }

    @Test("Output, database, CSV and topics are the same at any number of jobs")
    func outputDatabaseCsv() throws {
        var outputs: [[String]] = []
        for jobs in ["1", "3"] {
            let ending = try program.run(
                "run", "small.yaml", "--seeds", "3..<7", "--jobs", jobs, "--json", "--quiet", "--schedule", "shuffle",
                "--db", "\(jobs).sqlite", "--csv", "csv\(jobs)", "--topics", "topics\(jobs)")
            #expect(ending.errorLines == [])
            outputs.append(timeless(ending.output))
            let objects = try objects(ending.output)
            #expect(objects.map { $0["seed"] as? Int } == [3, 4, 5, 6, nil])
            #expect(objects.last?["seeds"] as? String == "3..<7" && objects.last?["intervals"] != nil)
            let headings = try program.runs(in: "\(jobs).sqlite")
            #expect(headings.map(\.seed) == [3, 4, 5, 6])
            #expect(headings.map(\.id) == [1, 2, 3, 4])
            #expect(Set(headings.map(\.traceHash)).count == 4)
        }
        #expect(outputs[1] == outputs[0])
        let files = try FileManager.default.subpathsOfDirectory(atPath: program.file("csv1")).sorted()
        #expect(files.filter { $0.hasSuffix(".csv") }.count == 4 * (try ReportQuery.all(inFolder: "none").count))
        for file in files where file.hasSuffix(".csv") {
            let first = timeless(try program.read("csv1/\(file)"))
            #expect(timeless(try program.read("csv3/\(file)")) == first, "\(file)")
        }
        let topics = try FileManager.default.subpathsOfDirectory(atPath: program.file("topics1")).sorted()
        #expect(topics.contains("seed-6/payments.ndjson"))
        for file in topics where file.hasSuffix(".ndjson") {
            let first = try program.read("topics1/\(file)")
            #expect(try program.read("topics3/\(file)") == first, "\(file)")
        }
        for id in 1...4 as ClosedRange<Int64> {
            let one = try ResultStore(reading: program.file("1.sqlite")).run(id)
            let three = try ResultStore(reading: program.file("3.sqlite")).run(id)
            #expect(one.ending.ticket == three.ending.ticket)
            #expect(one.ending.findings == three.ending.findings)
            #expect(one.ending.findings.decisions.count > 0 && !one.ending.findings.lifeLines.isEmpty)
        }
    }

    @Test("Each seed of many is the run that it is alone")
    func eachSeedOfMany() throws {
        let together = try program.run(
            "run", "small.yaml", "--seeds", "0...3", "--jobs", "4", "--wire", "bytes", "--set",
            "services.poller.loop_time=45s")
        #expect(together.errorLines == [])
        let runs = try program.runs()
        #expect(runs.map(\.seed) == [0, 1, 2, 3])
        #expect(lines(together).map { $0.contains(" held ") || $0.contains(" stuck ") } == [true, true, true, true])
        for (run, line) in zip(runs, lines(together)) {
            #expect(line.hasPrefix("seed \(run.seed)  \(run.verdict.word)"))
            #expect(line.contains(traceHashText(run.traceHash)))
            _ = try program.run(
                "run", "small.yaml", "--seed", String(run.seed), "--wire", "bytes", "--set",
                "services.poller.loop_time=45s", "--db", "alone.sqlite")
        }
        #expect(try program.runs(in: "alone.sqlite").map(\.traceHash) == runs.map(\.traceHash))
        #expect(together.exitCode == runs.map(\.verdict.rawValue).max())
    }

    @Test("Seeds that are verified have the hashes of seeds that are not")
    func seedsThatAreVerifiedHaveTheHashes() throws {
        let verified = try program.run("run", "small.yaml", "--seeds", "0..<3", "--verify")
        #expect(verified.output.contains(", every one the same twice\n"))
        let again = try program.run("run", "small.yaml", "--seeds", "0..<3", "--again")
        #expect(!again.output.contains("same twice"))
        let hashes = try program.runs().map(\.traceHash)
        #expect(hashes.count == 6 && Array(hashes.prefix(3)) == Array(hashes.suffix(3)))
    }

    @Test("The worst seed decides the exit code, and the summary names its gate")
    func theWorstSeedDecides() throws {
        let guarded = smallScenario + "services:\n  proxy:\n    stale_write_guard: compare_and_swap\n"
        try program.write(guarded, to: "guarded.yaml")
        let counts = try objects(
            try program.run("run", "guarded.yaml", "--seeds", "0..<4", "--json", "--quiet").output
        ).dropLast().map { object -> Double in
            let measures = try #require(object["measures"] as? [String: [String: Any]])
            return try #require(measures["convergence.payments"]?["value"] as? Double)
        }
        let most = try #require(counts.max())
        let seed = try #require(counts.firstIndex(of: most))
        let gate = "convergence.payments value < \(Int(most))"
        try program.write(guarded + "expect:\n  - \(gate)\n", to: "strict.yaml")
        let ending = try program.run("run", "strict.yaml", "--seeds", "0..<4")
        #expect(ending.exitCode == 1)
        #expect(ending.output.contains("held"))
        #expect(ending.output.contains("missed      \(gate): seed"))
        #expect(lines(ending)[seed].hasSuffix("  missed: \(gate)"))
        #expect(try program.runs().suffix(4).map(\.verdict).contains(.held))
    }

    @Test("Ctrl-C keeps the seeds that have ended, in order, and exits with 130")
    func ctrlcKeepsTheSeeds() throws {
        let ending = try program.interrupt(
            afterOutputTells: "\nseed 1 ", "run", "small.yaml", "--seeds", "0..<1000000", "--jobs", "2")
        #expect(ending.exitCode == 130)
        #expect(ending.errorLines.count == 1, "\(ending.errors)")
        #expect(ending.errors.contains("gemello: interrupted: "))
        let kept = try program.runs().map(\.seed)
        #expect(!kept.isEmpty && kept == kept.sorted())
        #expect(lines(ending).map { $0.split(separator: " ")[1] } == kept.map { "\($0)" })
        #expect(ending.output.contains("verdicts    "))
        #expect(ending.output.contains("exit code   130"))
    }

    /// The limit of a file's size stands for a full disk.
    @Test("A full disk ends with code 2, keeps the seeds before and runs no others")
    func aFullDiskEnds() throws {
        #expect(try program.run("run", "small.yaml", "--seeds", "0..<2", "--quiet").errors == "")
        let attributes = try FileManager.default.attributesOfItem(atPath: program.file("Reports/gemello.sqlite"))
        let size = try #require(attributes[.size] as? Int)
        let limited = "ulimit -f \(size * 3 / 1_024); exec \"$0\" run small.yaml --seeds '2..<200' --jobs 2 --quiet"
        let ending = try program.run(command: ["/bin/bash", "-c", limited, BuiltProgram.path])
        #expect(ending.exitCode == 2)
        #expect(ending.output.contains("not all were kept, see the error"))
        #expect(ending.output.contains("exit code   2\n"))
        #expect(ending.errorLines.count == 1, "\(ending.errors)")
        #expect(ending.errors.contains("Reports/gemello.sqlite: "))
        let kept = try program.runs().map(\.seed)
        #expect(kept == (0..<UInt64(kept.count)).map { $0 })
        #expect(kept.count > 2 && kept.count < 100)
        #expect(lines(ending).count == kept.count - 1)
    }

    @Test(
        "A folder that cannot be written for one seed ends all with one error, which says what is kept",
        arguments: [("--csv", "cannot be opened"), ("--topics", "cannot write topics")])
    func aFolderThatCannotBeWritten(option: String, says: String) throws {
        try FileManager.default.createDirectory(atPath: program.file("out"), withIntermediateDirectories: true)
        try program.write("", to: "out/seed-2")
        let ending = try program.run(
            "run", "small.yaml", "--seeds", "0..<50", "--jobs", "2", option, "out", "--set", "duration=10min")
        #expect(ending.exitCode == 2)
        #expect(ending.errorLines.count == 1, "\(ending.errors)")
        #expect(ending.errors.contains("gemello: out/seed-2: \(says)"), "\(ending.errors)")
        let kept = try program.runs().count
        #expect(kept == (option == "--csv" ? 3 : 2))
        #expect(ending.errors.contains("; \(kept) runs, 1 to \(kept), are kept in Reports/gemello.sqlite\n"))
        #expect(ending.output.contains("small: \(kept) of 50 runs (seeds 0..<50); "), "\(ending.output)")
        #expect(ending.output.contains("results     \(kept) runs, 1 to \(kept), of Reports/gemello.sqlite\n"))
    }
}
