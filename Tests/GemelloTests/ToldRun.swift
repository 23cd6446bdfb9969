import Foundation
import Scenarios
import ShippedScenarios
import Testing

/// What `run --json` tells of one run.
struct ToldRun: Decodable {
    struct Fault: Decodable, Equatable {
        var kind, target: String
        var occurrences, hits: Int
        /// Seconds after the start; absent when it never began.
        var end: Double?

        private enum CodingKeys: String, CodingKey {
            case kind, target, occurrences, hits
            case end = "end_s"
        }
    }

    /// One value, or a distribution of which the mean is read.
    struct Figure: Decodable {
        var value, mean: Double?
    }

    var verdict, traceHash: String
    var measures: [String: Figure]
    var faults: [Fault]

    private enum CodingKeys: String, CodingKey {
        case verdict, measures, faults
        case traceHash = "trace_hash"
    }

    /// The value of a measure, or the mean of its distribution.
    func figure(_ name: String) throws -> Double {
        let figure = try #require(measures[name], "\(name)")
        return try #require(figure.value ?? figure.mean, "\(name) has no figure")
    }
}

extension BuiltProgram {
    /// One run of a scenario that the repository ships, by its name.
    func tell(_ scenario: String, seed: Int, settings: [String], wire: String = "typed") throws -> ToldRun {
        let given = settings.flatMap { ["--set", $0] }
        let told = ["--seed", "\(seed)", "--wire", wire, "--json", "--quiet"]
        let path = ScenarioFolder.path(of: scenario)
        let ending = try run(command: [Self.path, "run", path] + told + given)
        do { return try JSONDecoder().decode(ToldRun.self, from: Data(ending.output.utf8)) } catch {
            throw UntoldRun(errors: ending.errors, cause: "\(error)")
        }
    }

    struct UntoldRun: Error {
        var errors, cause: String
    }
}
