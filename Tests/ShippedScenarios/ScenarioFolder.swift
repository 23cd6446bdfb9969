import Foundation
import Scenarios

/// The scenarios that ship with the package.
package enum ScenarioFolder {
    package static let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Scenarios")

    package static func path(of name: String) -> String { url.appendingPathComponent("\(name).yaml").path }

    /// - Parameter name: without its ending, such as `faults/swarm`.
    package static func load(_ name: String, settings: [String] = []) throws -> Scenario {
        try Scenario(file: path(of: name), settings: settings)
    }

    /// The smoke scenario cut to an hour of arrivals: some eighty payments.
    package static func short(_ settings: [String] = []) throws -> Scenario {
        try load("smoke", settings: ["duration=1h", "healing=3h", "expect=[]"] + settings)
    }

    /// What the proxy does as deployed, where `smoke` takes the policies that close its races.
    package static let lastWriteWins = [
        "services.proxy.stale_write_guard=none", "services.proxy.publication=store_then_publish",
    ]

    /// Of the scenarios of faults, such as `crash-after-put`.
    package static let namesOfFaults: [String] = names(in: "faults")
    /// Of the cases, such as `slow-status-answers`.
    package static let namesOfCases: [String] = names(in: "cases")
    /// Of the worked questions of sizing, such as `poll-interval`.
    package static let namesOfSizings: [String] = names(in: "sizing")
    /// Of the benchmarks, such as `view-rebuilt`.
    package static let namesOfBenchmarks: [String] = names(in: "benchmarks")
    /// Of all, as `load` takes them.
    package static let names: [String] =
        names(in: "") + namesOfFaults.map { "faults/\($0)" } + namesOfCases.map { "cases/\($0)" }
        + namesOfSizings.map { "sizing/\($0)" } + namesOfBenchmarks.map { "benchmarks/\($0)" }

    private static func names(in folder: String) -> [String] {
        let path = url.appendingPathComponent(folder).path
        let files = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
    }

    /// The cells of each row of its catalogue, `README.md`, whose first cell is a word in backquotes.
    package static func catalogue() throws -> [[String]] {
        let text = try String(contentsOf: url.appendingPathComponent("README.md"), encoding: .utf8)
        return text.split(separator: "\n").filter { $0.hasPrefix("| `") }.map { line in
            line.dropFirst().dropLast().split(separator: "|", omittingEmptySubsequences: false).map {
                $0.trimmingCharacters(in: .whitespaces)
            }
        }
    }
}
