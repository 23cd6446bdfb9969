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
    ) throws -> TwinRunError? {
        let installation = try Installation(TwinRun(scenario: ScenarioFolder.short(), seed: 1), journal: nil)
        defer { installation.close() }
        let guest = installation.simulation.makeProcess(named: "guest-1")
        installation.start(guest) { try await main(guest) }
        do throws(TwinRunError) {
            try installation.advance(to: VirtualInstant(nanoseconds: 5_000_000_000))
            try installation.advance(to: VirtualInstant(nanoseconds: 9_000_000_000))
            return nil
        } catch {
            return error
        }
    }

    @Test("A service that returns ends the run, with its name and the instant")
    func returns() throws {
        let error = try error { try await $0.clock.sleep(for: .seconds(7)) }
        #expect(error == .serviceEnded(process: "guest-1", instant: .seconds(7), reason: "it returned"))
        #expect(error?.description == "guest-1 ended by itself after 7s of virtual time: it returned")
    }

    @Test("A service that throws ends the run with its error")
    func throwsItsError() throws {
        let error = try error { _ in throw Refusal() }
        #expect(error == .serviceEnded(process: "guest-1", instant: .zero, reason: "no partition is left"))
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
        #expect(error == .determinismLeak(["guest-1#0 sleeps on a real clock instead of its own"]))
        #expect(error?.description.hasPrefix("not deterministic: guest-1#0") == true)
    }
}
