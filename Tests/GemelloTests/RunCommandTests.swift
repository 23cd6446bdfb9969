import Foundation
import Observation
import Results
import Scenarios
import Testing
import Twin

/// `gemello run` from the scenario file to what is on the disk.
@Suite struct RunCommandTests {
    let program: BuiltProgram

    init() throws {
        program = try BuiltProgram()
        try program.write(smallScenario, to: "small.yaml")
    }

    private func object(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    @Test("A run ends with a summary, a verdict and a stored run that carries the same hash")
    func aRunEndsWithASummary() throws {
        let ending = try program.run("run", "small.yaml", "--seed", "7")
        #expect(ending.errorLines == [])
        let runs = try program.runs()
        #expect(runs.map(\.seed) == [7])
        #expect(ending.exitCode == runs[0].verdict.rawValue)
        #expect(ending.output.contains("trace_hash  \(traceHashText(runs[0].traceHash))\n"))
        #expect(ending.output.contains("repeat      gemello replay --run 1\n"))
        #expect(ending.output.contains("run 1 of Reports/gemello.sqlite\n"))
    }

    @Test("With --json standard output is one object that tells what the database tells")
    func withJsonStandardOutput() throws {
        let ending = try program.run("run", "small.yaml", "--json", "--quiet")
        #expect(ending.errorLines == [])
        #expect(ending.output.split(separator: "\n").count == 1)
        let object = try object(ending.output)
        let run = try #require(try program.runs().first)
        #expect(object["trace_hash"] as? String == traceHashText(run.traceHash))
        #expect(object["exit_code"] as? Int32 == ending.exitCode)
        let stored = try ResultStore(reading: program.file("Reports/gemello.sqlite")).run(run.id).ending
        let measures = try #require(object["measures"] as? [String: Any])
        #expect(measures.keys.sorted() == stored.measures.map(\.name).sorted())
        #expect(object["events"] as? UInt64 == stored.findings.events)
    }

    @Test("The same seed gives the same hash in another process, another seed another")
    func theSameSeedGives() throws {
        func hash(_ seed: String) throws -> String? {
            try object(try program.run("run", "small.yaml", "--json", "--seed", seed).output)["trace_hash"] as? String
        }
        let first = try hash("1")
        #expect(try hash("1") == first)
        #expect(try hash("2") != first)
    }

    @Test("A run that is verified gives the hash of one that is not")
    func aRunThatIsVerifiedGives() throws {
        _ = try program.run("run", "small.yaml")
        let verified = try program.run("run", "small.yaml", "--verify")
        #expect(verified.errorLines == [])
        #expect(verified.output.contains(", the same twice\n"))
        let runs = try program.runs()
        #expect(runs.count == 2)
        #expect(runs[0].traceHash == runs[1].traceHash)
    }

    @Test("A missed gate ends with code 1 and is still stored")
    func aMissedGateEnds() throws {
        try program.write(smallScenario + "expect:\n  - checkout.asked value < 0\n", to: "strict.yaml")
        let ending = try program.run("run", "strict.yaml", "--set", "citizens.payments=0/day")
        #expect(ending.exitCode == 1)
        #expect(ending.output.contains("missed: checkout.asked value < 0; it was "))
        #expect(try program.runs().map(\.verdict) == [.gateMissed])
    }

    @Test("CSV files have the columns of their reports and a line for every measure")
    func csvFilesHaveTheColumns() throws {
        #expect(try program.run("run", "small.yaml", "--csv", "out").errorLines == [])
        let measures = try ResultStore(reading: program.file("Reports/gemello.sqlite")).run(1).ending.measures
        let lines = try program.read("out/run_summary.csv").components(separatedBy: "\r\n")
        #expect(lines[0].hasPrefix("scenario,seed,replication,trace_hash,verdict,measure,unit,value,"))
        #expect(lines.count == measures.count + 2 && measures.count >= MeasureCatalogue.all.count)
        for name in ["poller_load", "state_convergence", "checkout_throughput"] {
            #expect(try program.read("out/\(name).csv").components(separatedBy: "\r\n").count > 3, "\(name)")
        }
    }

    @Test("Topics are written one JSON record a line")
    func topicsAreWrittenOne() throws {
        #expect(try program.run("run", "small.yaml", "--topics", "topics").errorLines == [])
        let files = try FileManager.default.contentsOfDirectory(atPath: program.file("topics")).sorted()
        #expect(!files.isEmpty)
        for file in files {
            for line in try program.read("topics/\(file)").split(separator: "\n").prefix(20) {
                let record = try object(String(line))
                let parts = ["broker", "key", "offset", "partition", "payload", "topic", "ts", "tstype"]
                #expect(record.keys.sorted() == parts, "\(file)")
            }
        }
    }

    @Test("A run whose topics do not fit the disk is kept, and told so with code 2", arguments: [[], ["--verify"]])
    func aRunWhoseTopicsDoNotFit(options: [String]) throws {
        try FileManager.default.createDirectory(atPath: program.file("topics"), withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            atPath: program.file("topics/payments.ndjson"), withDestinationPath: "/dev/full")
        let run = [BuiltProgram.path, "run", "small.yaml", "--topics", "topics", "--set", "duration=10min"]
        let ending = try program.run(command: run + options)
        #expect(ending.exitCode == 2)
        let trouble = "gemello: topics/payments.ndjson: cannot write topics: No space left on device; "
        #expect(ending.errorLines == ["\(trouble)run 1 is kept in Reports/gemello.sqlite"])
        #expect(
            ending.output.contains("results     run 1 of Reports/gemello.sqlite\n            not all topics in topics"))
        #expect(try program.runs().count == 1)
        let again = try program.run("replay", "--topics", "topics")
        #expect(again.exitCode == 2)
        #expect(again.errorLines == [trouble.dropLast(2)])
        #expect(again.output.contains("to the last event\n            not all topics in topics"))
    }

    @Test("A run whose figures cannot be written is kept, and told so with code 2")
    func aRunWhoseFiguresCannotBeWritten() throws {
        try FileManager.default.createDirectory(atPath: program.file("Reports"), withIntermediateDirectories: true)
        try program.write("-- title: T\n-- unit: s\n-- chart: table\nSELECT 1;\nSELECT 2\n", to: "Reports/two.sql")
        let ending = try program.run("run", "small.yaml", "--csv", "out", "--set", "duration=10min")
        #expect(ending.exitCode == 2)
        #expect(
            ending.errorLines.count == 1 && ending.errors.contains("gemello: Reports/two.sql:5: "), "\(ending.errors)")
        #expect(ending.errors.contains("; run 1 is kept in Reports/gemello.sqlite\n"))
        #expect(ending.output.contains("repeat      gemello replay --run 1\n"))
        #expect(ending.output.contains("not all CSV files in out\n"))
        #expect(try program.runs().count == 1)
    }

    @Test("A report shows a stored run as its run did")
    func aReportShowsAStored() throws {
        let atEnd = try program.run("run", "small.yaml").output
        let later = try program.run("report", "--run", "1")
        #expect(later.exitCode == 0)
        #expect(later.output.hasPrefix("1 run:\n"))
        for line in atEnd.split(separator: "\n") where !line.hasPrefix("results") {
            #expect(later.output.contains(line), "\(line)")
        }
    }

    @Test("scenario show prints a scenario that runs as the one it shows")
    func scenarioShowPrints() throws {
        let shown = try program.run("scenario", "show", "small.yaml")
        #expect(shown.exitCode == 0)
        try program.write(shown.output, to: "shown.yaml")
        _ = try program.run("run", "small.yaml")
        _ = try program.run("run", "shown.yaml")
        let hashes = try program.runs().map(\.traceHash)
        #expect(hashes.count == 2 && hashes[0] == hashes[1])
    }
    @Test("scenario moments lists every moment, one a line")
    func scenarioMomentsLists() throws {
        let listed = try program.run("scenario", "moments")
        #expect(listed.exitCode == 0)
        let names = listed.output.split(separator: "\n").map { $0.prefix { $0 != " " } }
        #expect(names.count == MomentList.lines.count)
        #expect(names.contains("proxy.afterCreate") && names.contains("updater.beforeCommit"))
        #expect(listed.output.contains("proxy.afterPut              a creation is stored; it is not published\n"))
    }
}
