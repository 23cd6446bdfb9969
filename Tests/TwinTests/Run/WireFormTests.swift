import ServicePorts
import ShippedScenarios
import Testing

@testable import Scenarios
@testable import Twin

/// What a message weighs, says and comes to is the same whether values travel or the bytes that their codecs make.
@Suite("Values and bytes on the wire give one trace hash")
struct WireFormTests {
    private static let quick = [
        "expect=[]", "duration=15min", "healing=30min", "citizens.payments=4000/day", "kafka.brokers=2",
        "kafka.replication_factor=2",
    ]

    private func hashes(_ settings: [String], seed: UInt64 = 1) throws -> [UInt64] {
        let scenario = try ScenarioFolder.load("smoke", settings: Self.quick + settings)
        return try PayloadForm.allCases.map { wire in
            try TwinRun(scenario: scenario, seed: seed, wire: wire).findings().traceHash
        }
    }

    @Test("A document that the proxy relays weighs as much on a narrow link in either form")
    func relayedDocument() throws {
        for link in ["silfi.test", "silfi-payment-proxy.test"] {
            let fault = "{kind: link_bandwidth, target: \"* -> \(link)\", bandwidth: 20kB/s, direction: answer}"
            let found = try hashes(["citizens.online=0%", "faults=[\(fault)]"])
            #expect(found[0] == found[1], "\(link)")
        }
    }

    @Test("So does every message on every way that calls take")
    func narrowLinks() throws {
        let calls = try ScenarioFolder.load("smoke", settings: Self.quick).deployment.calls
        let faults = calls.map { "{kind: link_bandwidth, target: \"\($0.caller) -> \($0.host)\", bandwidth: 8kB/s}" }
        let found = try hashes(["faults=[\(faults.joined(separator: ", "))]"])
        #expect(found[0] == found[1])
    }

    @Test("A gateway behind one hot service, with its records held back, sends records of one size in either form")
    func gateway() throws {
        let found = try hashes([
            "tenants.count=1", "tenants.services=1", "citizens.payments=20000/day",
            "faults=[{kind: gateway_cut_off, target: kafka-gateway.test, at: 3min, length: 8min}, "
                + "{kind: pause, target: \"payment-dispatcher-*\", at: 4min, length: 9min}]",
        ])
        #expect(found[0] == found[1])
    }

    @Test("So does what swarms draw", arguments: 0..<8 as Range<UInt64>)
    func swarm(_ seed: UInt64) throws {
        let found = try hashes(["swarm=true"], seed: seed)
        #expect(found[0] == found[1])
    }
}
