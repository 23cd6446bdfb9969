import Foundation
import PaymentServices
import Testing
import VirtualTime
import World

@testable import Scenarios

@Suite("A scenario reads, extends and prints by one schema")
struct ScenarioTextTests {
    @Test("An empty scenario has every documented default, and its text says all of them")
    func defaultsAreComplete() throws {
        let scenario = try Scenario(text: "name: a")
        for key in ScenarioSchema.keys { #expect(scenario.text.contains(key.name + ": "), "\(key.path)") }
        #expect(scenario.services.poller.loopTime == .seconds(90))
        #expect(scenario.world.citizens.paysOnline == Ratio(55, in: 100))
    }

    @Test(
        "A choice is written in words joined by underscores, an abbreviation as one of them",
        arguments: [
            (PaymentIdentity.derivedFromRemoteID.text, "derived_from_remote_id"),
            (ServicesPart.DeduplicationChoice.viewAndLocalSet.text, "view_and_local_set"),
            (FaultKind.slowCPU.text, "slow_cpu"), (RepeatedIUD.duplicateRefused.text, "duplicate_refused"),
        ])
    func wordsOfAChoice(text: String, expected: String) { #expect(text == expected) }

    @Test("The canonical text reads back to the same text and hash")
    func textRoundTrip() throws {
        let settings = [
            "services.poller.loop_time=45s", "network.inside={uniform: [1ms, 2500us]}", "citizens.payments=2.5/s",
            "citizens.online=12.25%", "description='a: \"b\" # c'", "services.core.workers=unlimited",
            "expect=[\"poller.calls value > 3\"]", "citizens.deadline.date=2025-03-03",
        ]
        let scenario = try Scenario(text: "name: a", settings: settings)
        let again = try Scenario(text: scenario.text)
        #expect(again.text == scenario.text)
        #expect(again.identity == scenario.identity)
        #expect(again.description == "a: \"b\" # c")
    }

    @Test("Every key's default is a text that the key itself accepts", arguments: ScenarioSchema.keys.map(\.path))
    func defaultIsAccepted(_ path: String) throws {
        let key = try #require(ScenarioSchema.key(at: path))
        let original = try Scenario(text: "name: a")
        let scenario = try Scenario(text: "name: a", settings: ["\(path)=\(key.text(original))"])
        #expect(key.text(scenario) == key.text(original))
        #expect(!key.meaning.isEmpty)
    }

    @Test("Two scenarios that differ in one value have different hashes")
    func hashFollowsValues() throws {
        let plain = try Scenario(text: "name: a")
        let other = try Scenario(text: "name: a", settings: ["tenants.count=201"])
        #expect(plain.identity.hash != other.identity.hash)
        #expect(plain.identity.hash.count == 16)
    }

    @Test("A file that extends another overrides what it names and keeps the rest")
    func extending() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("scenarios-\(getpid())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try "name: base\ntenants: {count: 7, services: 3}\n".write(
            to: folder.appendingPathComponent("base.yaml"), atomically: true, encoding: .utf8)
        try "extends: base.yaml\nname: top\ntenants: {services: 2}\n".write(
            to: folder.appendingPathComponent("top.yaml"), atomically: true, encoding: .utf8)
        try "extends: circle.yaml\n".write(
            to: folder.appendingPathComponent("circle.yaml"), atomically: true, encoding: .utf8)
        let scenario = try Scenario(
            file: folder.appendingPathComponent("top.yaml").path, settings: ["tenants.services=4"])
        #expect(scenario.name == "top")
        #expect(scenario.world.tenantCount == 7)
        #expect(scenario.world.servicesPerTenant == 4)
        let error = try #require(throws: ScenarioError.self) {
            try Scenario(file: folder.appendingPathComponent("circle.yaml").path)
        }
        #expect(error.kind == .contradiction)
    }
}

@Suite("Values carry their units")
struct ScenarioUnitTests {
    @Test(
        "Durations are read in every unit and written in the largest that divides them",
        arguments: [
            ("250ms", 250_000_000, "250ms"), ("45s", 45_000_000_000, "45s"), ("2min", 120_000_000_000, "2min"),
            ("120s", 120_000_000_000, "2min"), ("1h", 3_600_000_000_000, "1h"), ("3d", 259_200_000_000_000, "3d"),
            ("1.5s", 1_500_000_000, "1500ms"), ("0s", 0, "0s"), ("90 s", 90_000_000_000, "90s"),
            ("0.25us", 250, "250ns"),
        ])
    func durations(_ text: String, _ nanoseconds: Int64, _ canonical: String) throws {
        let duration = try Duration(scalar: text)
        #expect(duration.wholeNanoseconds == nanoseconds)
        #expect(duration.text == canonical)
    }

    @Test(
        "A duration that is no whole number of nanoseconds is refused", arguments: ["0.3ns", "300000000000d", "s", ""])
    func impossibleDurations(_ text: String) {
        #expect(throws: ValueRefusal.self) { try Duration(scalar: text) }
    }

    @Test("Rates mean the same in every period")
    func rates() throws {
        #expect(try Rate(scalar: "86400/day").perSecond == 1)
        #expect(try Rate(scalar: "60/min").perSecond == 1)
        #expect(try Rate(scalar: "3600/h").perDay == 86_400)
        #expect(try Rate(scalar: "1500/day").text == "1500/day")
    }

    @Test("Shares are exact ratios", arguments: [("55%", 550_000), ("0.5%", 5_000), ("100%", 1_000_000), ("0%", 0)])
    func shares(_ text: String, _ millionths: UInt64) throws {
        let ratio = try Ratio(scalar: text)
        #expect(ratio == Ratio(millionths, in: 1_000_000))
        #expect(ratio.text == text)
    }

    @Test(
        "Every distribution reads back from its own text",
        arguments: [
            "{constant: 20ms}", "{uniform: [10ms, 30ms]}", "{exponential: 20ms}",
            "{log_normal: {median: 350ms, p99: 3s}}", "{log_normal: {mean: 3s, sigma: 0.8}}",
            "{gamma: {shape: 2.5, mean: 3s}}", "{weibull: {shape: 0.7, scale: 3s}}",
            "{empirical: {0%: 1ms, 99.5%: 20ms, 100%: 2s}}",
            "{truncated: {of: {exponential: 2s}, from: 100ms, to: 10s}}",
            "{mixture: [{weight: 9, of: {constant: 1s}}, {weight: 1, of: {uniform: [1min, 2min]}}]}",
        ])
    func distributions(_ text: String) throws {
        let scenario = try Scenario(text: "name: a", settings: ["network.inside=\(text)"])
        #expect(scenario.infrastructure.linkLatency.text == text)
    }

    @Test(
        "Distributions that cannot be are refused",
        arguments: [
            "{uniform: [3s]}", "{log_normal: {median: 0s, p99: 3s}}", "{log_normal: {median: 1s}}",
            "{gamma: {shape: 0, mean: 3s}}", "{weibull: {shape: 1, scale: 0s}}", "{empirical: {0%: 1s, 50%: 2s}}",
            "{empirical: {0%: 3s, 100%: 2s}}", "{truncated: {of: {constant: 1s}, from: 2s, to: 3s}}", "{mixture: []}",
            "{mixture: [{weight: 0, of: {constant: 1s}}]}", "{constant: 1s, exponential: 2s}", "20ms",
        ])
    func impossibleDistributions(_ text: String) {
        #expect(throws: ScenarioError.self) { try Scenario(text: "name: a", settings: ["network.inside=\(text)"]) }
    }
}
