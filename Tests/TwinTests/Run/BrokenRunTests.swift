import PaymentServices
import ShippedScenarios
import Testing
import VirtualTime

@testable import Twin

/// A guest process in a whole installation does what no service may do.
@Suite("A run that cannot go on says why")
struct BrokenRunTests {
    private struct Refusal: Error, CustomStringConvertible {
        var description: String { "no partition is left" }
    }

    /// What the run says in its first nine seconds when `main` is all that a guest does; nil when it goes on.
    private func error(
        of main: @escaping @Sendable (SimulatedProcess) async throws -> Void
    ) throws -> RunCrash? {
        let installation = try Installation(TwinRun(scenario: ScenarioFolder.short(), seed: 1), journal: nil)
        defer { installation.close() }
        let guest = installation.simulation.makeProcess(named: "guest-1")
        installation.start(guest) { try await main(guest) }
        do throws(RunStop) {
            try installation.advance(to: VirtualInstant(nanoseconds: 5_000_000_000))
            try installation.advance(to: VirtualInstant(nanoseconds: 9_000_000_000))
            return nil
        } catch {
            guard case .crashed(let crash) = error else { throw error }
            return crash
        }
    }

    @Test("A service that returns ends the run, with its name and the instant")
    func returns() throws {
        let error = try error { try await $0.clock.sleep(for: .seconds(7)) }
        #expect(error?.cause == .serviceEnded)
        #expect(error?.description == "guest-1 ended by itself after 7.00 s of virtual time: it returned")
    }

    @Test("A service that throws ends the run with its error")
    func throwsItsError() throws {
        let error = try error { _ in throw Refusal() }
        #expect(
            error
                == RunCrash(
                    .serviceEnded, reason: "guest-1 ended by itself after 0 s of virtual time: no partition is left"))
    }

    @Test("A service that crashes as the scenario wants it, or runs on, ends no run")
    func crashes() throws {
        #expect(
            try error { guest in
                try await guest.clock.sleep(for: .seconds(3))
                guest.crash()
            } == nil)
        #expect(try error { try await $0.clock.sleep(for: .seconds(3_600)) } == nil)
    }

    @Test("A sleep on a real clock inside a run is a leak that ends it, with the name of the process")
    func leaks() throws {
        let error = try error { guest in
            try await Task.sleep(for: .milliseconds(1))
            try await guest.clock.sleep(for: .seconds(3_600))
        }
        #expect(error?.cause == .determinismLeak)
        let words = "not deterministic: guest-1#0 sleeps on a real clock instead of its own"
        #expect(error?.description.hasPrefix(words) == true)
        #expect(error?.description.contains(", at 0s, task started at ") == true)
        #expect(error?.description.contains("(Run/BrokenRunTests.swift:62, in closure") == true)
    }

    @Test("A service that waits for a callback that never comes is named when the installation is closed")
    func waitsForNobody() throws {
        let installation = try Installation(TwinRun(scenario: ScenarioFolder.short(), seed: 1), journal: nil)
        let guest = installation.simulation.makeProcess(named: "guest-1")
        installation.start(guest) { await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in } }
        do throws(RunStop) { try installation.advance(to: VirtualInstant(nanoseconds: 5_000_000_000)) } catch {
            Issue.record("It may still come: \(error)")
        }
        #expect(installation.simulation.leaks == [])
        installation.close()
        installation.close()
        #expect(installation.simulation.leaks.map(\.kind) == [.continuationNotResumed])
        #expect(installation.simulation.leaks.map(\.process) == ["guest-1#0"])
    }

    @Test("A service that goes on without a wait ends the run, with its name")
    func goesOnWithoutAWait() throws {
        let error = try error { guest in while true { try await guest.clock.sleep(for: .zero) } }
        #expect(error?.cause == .stalled)
        #expect(error?.description == "guest-1#0 goes on without an end and without a wait after 0 s")
    }

    @Test("A run that crashes ends with that verdict, its reason, and what was found until then")
    func endsByItself() throws {
        var scenario = try ScenarioFolder.short()
        scenario.services.updater.paymentsTopic = "elsewhere"
        let ticket = RunTicket(scenario, seed: 3)
        let ending = try TwinRun(ticket).run()
        #expect(ending.ticket == ticket)
        #expect(ending.findings.verdict == .crashed)
        let crash = try #require(ending.findings.crash)
        #expect(crash.cause == .serviceEnded && crash.reason.hasPrefix("payment-updater-1 ended by itself after "))
        #expect(ending.findings.virtualTime < scenario.duration)
        #expect(ending.findings.gates.isEmpty && !ending.findings.measures.isEmpty)
        #expect(try TwinRun(ticket).run().findings == ending.findings)
    }
}
