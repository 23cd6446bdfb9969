import Foundation

@testable import Scenarios
@testable import Twin

/// The scenarios that ship with the package.
enum ScenarioFolder {
    static func load(_ name: String, settings: [String] = []) throws -> Scenario {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        return try Scenario(file: root.appendingPathComponent("Scenarios/\(name).yaml").path, settings: settings)
    }

    /// The smoke scenario cut to an hour of arrivals: some eighty payments.
    static func short(_ settings: [String] = []) throws -> Scenario {
        try load("smoke", settings: ["duration=1h", "healing=3h", "expect=[]"] + settings)
    }
}
