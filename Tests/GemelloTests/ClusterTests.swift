import Foundation
import Results
import ShippedScenarios
import Testing
import Yams

/// The manifests of `Scenarios/cluster`, run as their engines run them.
@Suite struct ClusterTests {
    let program: BuiltProgram

    init() throws {
        program = try BuiltProgram()
        try program.write(smallScenario, to: "small.yaml")
        try FileManager.default.createDirectory(atPath: program.file("Reports"), withIntermediateDirectories: true)
        try FileManager.default.createDirectory(atPath: program.file("bin"), withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            atPath: program.file("bin/gemello"), withDestinationPath: BuiltProgram.path)
    }

    private static func manifest(_ name: String) throws -> [String: Any] {
        let file = ScenarioFolder.url.appendingPathComponent("cluster/\(name)")
        let text = try String(contentsOf: file, encoding: .utf8)
        return try #require(try Yams.load(yaml: text) as? [String: Any])
    }

    /// Few and short: what is swept is not what is tested.
    private let sweep = "small.yaml --set duration=5min --set healing=5min --vary services.poller.loop_time=30s,90s"

    private func shell(_ script: String, _ environment: [String: String]) throws -> BuiltProgram.Ending {
        let variables = environment.sorted { $0.key < $1.key }.map { "\($0)=\($1)" }
        let path = "PATH=\(program.file("bin")):/usr/bin:/bin"
        return try program.run(
            command: ["/usr/bin/env"] + variables + [path, "/bin/sh", "-euc", "cd '\(program.folder)'\n" + script])
    }

    private func expectWhole(shards: Int) throws {
        let databases = try FileManager.default.contentsOfDirectory(atPath: program.file("Reports")).filter {
            $0.hasPrefix("shard-") && $0.hasSuffix(".sqlite")
        }
        #expect(databases.count == shards)
        let merged = try program.run(
            command: [BuiltProgram.path, "merge", "all.sqlite"] + databases.map { "Reports/\($0)" })
        #expect(merged.exitCode == 0 && merged.output.contains("sweep       all of its 10 cells\n"), "\(merged)")
    }

    @Test("The pods of the indexed job of Kubernetes run all shards")
    func kubernetes() throws {
        let job = try #require(try Self.manifest("kubernetes.yaml")["spec"] as? [String: Any])
        #expect(job["completionMode"] as? String == "Indexed")
        let count = try #require(job["completions"] as? Int)
        let pod = try #require((job["template"] as? [String: Any])?["spec"] as? [String: Any])
        let container = try #require((pod["containers"] as? [[String: Any]])?.first)
        let variables = try #require(container["env"] as? [[String: String]])
        #expect(variables == [["name": "JOB_COMPLETION_COUNT", "value": "\(count)"]])
        #expect(container["command"] as? [String] == ["/bin/sh", "-euc"])
        let script = try #require((container["args"] as? [String])?.first)
        let swept = "Scenarios/smoke.yaml --vary services.poller.loop_time=30s..3min/6"
        #expect(script.contains(swept))
        for index in 0..<count {
            let ending = try shell(
                script.replacingOccurrences(of: swept, with: sweep),
                ["JOB_COMPLETION_INDEX": "\(index)", "JOB_COMPLETION_COUNT": "\(count)"])
            #expect(ending.exitCode == 0, "\(ending)")
            #expect(ending.output.hasPrefix("small: shard \(index + 1)/\(count), "), "\(ending)")
        }
        try expectWhole(shards: count)
    }

    @Test("The parallel jobs of GitLab run all shards, and the job behind them tells the whole")
    func gitlab() throws {
        let manifest = try Self.manifest("gitlab-ci.yml")
        func script(_ job: String) throws -> String {
            let lines = try #require((manifest[job] as? [String: Any])?["script"] as? [String])
            return lines.joined(separator: "\n")
        }
        let count = try #require((manifest["sweep"] as? [String: Any])?["parallel"] as? Int)
        for index in 1...count {
            let ending = try shell(
                script("sweep"), ["CI_NODE_INDEX": "\(index)", "CI_NODE_TOTAL": "\(count)", "SWEEP": sweep])
            #expect(ending.exitCode == 0, "\(ending)")
        }
        let whole = try shell(script("sweep-whole"), ["SWEEP": sweep])
        #expect(whole.output.contains("sweep       all of its 10 cells\n"), "\(whole)")
        #expect(whole.errors.contains("10 of 10 cells were in the database and need not run"))
        #expect(program.exists("Reports/sweep.csv"))
    }

    @Test("A Slurm array runs all shards on a real Slurm", .enabled(if: SlurmNode.obstacle == nil, SlurmNode.comment))
    func slurm() throws {
        let slurm = try SlurmNode.running()
        defer { slurm.stop() }
        let file = ScenarioFolder.url.appendingPathComponent("cluster/slurm.sbatch").path
        let ending = slurm.run(
            "sbatch --wait --parsable --array=1-3 --output=%a.txt '\(file)' \(sweep)", in: program.folder,
            ["GEMELLO": BuiltProgram.path])
        #expect(ending.exitCode == 0, "\(ending.output)")
        for task in 1...3 { #expect(try program.read("\(task).txt").contains("small: shard \(task)/3, ")) }
        try expectWhole(shards: 3)
    }
}
