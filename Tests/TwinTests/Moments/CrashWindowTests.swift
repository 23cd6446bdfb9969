import PaymentModel
import PaymentServices
import ServicePorts
import Testing
import VirtualTime

@testable import Scenarios
@testable import Twin

/// The four crash points of a creation (<doc:/PaymentModel/Proxy>), each met by the fifth creation of a run.
@Suite("A proxy that crashes inside a creation leaves what its window predicts")
struct CrashWindowTests {
    private func end(crashingAt moment: Moment, _ settings: [String] = []) throws -> DisturbedRun.End {
        let rule = MomentRule("window", at: moment, choice: .occurrence(5), .crash(restartAfter: .seconds(3)))
        let end = try DisturbedRun(
            settings: [
                "intermediaries.rest.refuse_creation=0%", "services.proxy.publication=store_then_publish",
            ] + settings, hazards: Hazards(moments: [rule])
        ).end()
        #expect(end.tallies.map(\.hits) == [1])
        return end
    }

    /// Payments that never left CREATION_PENDING.
    private func stuck(_ end: DisturbedRun.End) -> Int {
        end.report.lifeLines.filter { $0.status == PaymentStatus.creationPending.rawValue }.count
    }

    @Test("Before the intermediary is asked: the redelivery creates the payment, late and once")
    func beforeCreate() throws {
        let end = try end(crashingAt: .proxyBeforeCreate)
        #expect(end.verdict == .held, "\(end.report.violations)")
        #expect(end.kafka.redelivered > 0)
        #expect(stuck(end) == 0)
    }

    @Test("Between creation and storing: the redelivery opens a second debt position")
    func afterCreate() throws {
        let end = try end(crashingAt: .proxyAfterCreate, ["intermediaries.rest.repeated_iud=second_position"])
        #expect(end.violations(of: .oneDebtPosition).count == 1)
        #expect(end.report.brokenSafety == 1)
        #expect(stuck(end) == 0)
    }

    @Test("Between creation and storing, with an intermediary that knows the iud again: nothing is doubled")
    func afterCreateIdempotent() throws {
        let end = try end(crashingAt: .proxyAfterCreate, ["intermediaries.rest.repeated_iud=upsert"])
        #expect(end.verdict == .held, "\(end.report.violations)")
        #expect(stuck(end) == 0)
    }

    @Test("Between storing and publishing: the guard skips the redelivery, and the payment is stuck for ever")
    func afterPut() throws {
        let end = try end(crashingAt: .proxyAfterPut)
        #expect(stuck(end) == 1)
        #expect(end.report.brokenSafety == 0)
    }

    @Test("Between storing and publishing, with a guard that publishes again: the payment goes on")
    func afterPutRepublished() throws {
        let end = try end(crashingAt: .proxyAfterPut, ["services.proxy.creation_guard=republish_stored"])
        #expect(end.verdict == .held, "\(end.report.violations)")
        #expect(stuck(end) == 0)
    }

    @Test(
        "Between publishing and committing: whatever the guard does with a stored payment does no harm",
        arguments: ["skip_stored", "republish_stored"])
    func afterProduce(_ creationGuard: String) throws {
        let end = try end(crashingAt: .proxyAfterProduce, ["services.proxy.creation_guard=\(creationGuard)"])
        #expect(end.verdict == .held, "\(end.report.violations)")
        #expect(end.kafka.redelivered > 0)
        #expect(stuck(end) == 0)
    }

    @Test("Without a guard every redelivery creates once more, in whatever window the crash was")
    func noGuard() throws {
        let end = try end(
            crashingAt: .proxyBeforeCommit,
            ["services.proxy.creation_guard=none", "intermediaries.rest.repeated_iud=second_position"])
        #expect(end.violations(of: .oneDebtPosition).count == 1)
    }

    @Test("A run with a crash repeats by hash, and values on the wire do as bytes do")
    func repeats() throws {
        let rule = MomentRule(
            "window", at: .proxyAfterCreate, choice: .occurrence(5), .crash(restartAfter: .seconds(3)))
        let hashes = try [PayloadForm.typed, .typed, .bytes].map { wire in
            try DisturbedRun(wire: wire, hazards: Hazards(moments: [rule])).end().traceHash
        }
        #expect(Set(hashes).count == 1)
        #expect(try DisturbedRun().end().traceHash != hashes[0])
    }
}
