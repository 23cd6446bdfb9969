import Experiments
import Foundation
import Results
import ShippedScenarios
import Testing

@Suite("The benchmarks and their baseline belong together") struct BenchmarkTests {
    private static let path = ScenarioFolder.url.appendingPathComponent("benchmarks/baseline.tsv").path

    @Test("The catalogue has each of them with its question")
    func catalogue() throws {
        let rows = try ScenarioFolder.catalogue().filter { $0[0].hasPrefix("`benchmarks/") }
        let wanted = try ScenarioFolder.namesOfBenchmarks.map { name in
            ["`benchmarks/\(name).yaml`", try ScenarioFolder.load("benchmarks/\(name)").description]
        }
        #expect(rows == wanted && wanted.count >= 5)
    }

    @Test("The baseline has each of them as it is now, at the same seeds, and is what would be written")
    func baseline() throws {
        let text = try String(contentsOfFile: Self.path, encoding: .utf8)
        let runs = try BaselineReading.runs(in: text, source: "baseline.tsv")
        let wanted = try ScenarioFolder.namesOfBenchmarks.flatMap { name in
            let identity = try ScenarioFolder.load("benchmarks/\(name)").identity
            return (0..<2).map { "\(identity.name) \(identity.hash) seed \($0)" }
        }
        #expect(runs.map { "\($0.scenario) \($0.scenarioHash) \($0.member.text)" } == wanted)
        #expect(try BaselineText.text(of: runs) == text)
        #expect(runs.allSatisfy { $0.figures["cost.events", default: 0] > 1_000 && !$0.findings.contains("crash") })
    }

    @Test("A benchmark finds what the baseline has of it")
    func one() throws {
        let program = try BuiltProgram()
        let file = ScenarioFolder.path(of: "benchmarks/polling-only")
        #expect(try program.run("run", file, "--seed", "0", "--db", "runs.sqlite", "--quiet").exitCode == 0)
        let ending = try program.run("compare", Self.path, "runs.sqlite")
        #expect(ending.exitCode == 0)
        #expect(
            ending.output.contains(
                "benchmark-polling-only: 1 pair, seed 0\n"
                    + "identical   the pair is the same in trace, measures and findings\n"
            ),
            "\(ending.output)")
    }
}
