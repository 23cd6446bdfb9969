import PaymentServices
import Scenarios
import ServicePorts
import Testing
import VirtualTime

@testable import Twin

@Suite("Moments of a run")
struct MomentsOfARunTests {
    private func rule(
        _ name: String, at moment: Moment, of processes: String = "*", during seconds: Range<Int64> = 0..<1_800,
        choice: MomentRule.Choice, _ action: MomentRule.Action
    ) -> MomentRule {
        let time = VirtualInstant(nanoseconds: seconds.lowerBound * 1_000_000_000)
        let end = VirtualInstant(nanoseconds: seconds.upperBound * 1_000_000_000)
        return MomentRule(name, at: moment, of: NamePattern(processes), during: time..<end, choice: choice, action)
    }

    /// Looks, and never acts.
    private func watch(_ moment: Moment) -> MomentRule {
        rule(moment.description, at: moment, choice: .occurrence(.max), .delay(.constant(.zero)))
    }

    @Test("A run comes by every moment, but for the API's that nobody in it calls")
    func all() throws {
        let moments = MomentList.all
        let end = try DisturbedRun(hazards: Hazards(moments: moments.map(watch))).end()
        for (moment, tally) in zip(moments, end.tallies) {
            #expect((tally.seen > 0) == (moment != .dispatcherAPIAfterProduce), "\(moment)")
            #expect(tally.hits == 0)
        }
    }

    @Test("A listener that never acts changes nothing that is measured")
    func watching() throws {
        let watched = try DisturbedRun(hazards: Hazards(moments: MomentList.all.map(watch))).end()
        let alone = try DisturbedRun().end()
        for (first, second) in zip(watched.report.measures, alone.report.measures)
        where !first.name.hasPrefix("cost.") {
            #expect(first.figure == second.figure, "\(first.name)")
        }
        #expect(watched.report.lifeLines == alone.report.lifeLines)
    }

    @Test("An old copy that is written after the payment has ended overwrites the end, unless the store compares")
    func staleWrite() throws {
        let stale = rule(
            "stale", at: .proxyBeforeOpeningWrite, choice: .share(Ratio(1, in: 2)), .delay(.constant(.seconds(600))))
        func broken(_ staleWriteGuard: String) throws -> Int {
            let end = try DisturbedRun(
                settings: [
                    "services.proxy.stale_write_guard=\(staleWriteGuard)",
                    "services.proxy.publication=store_then_publish",
                ], hazards: Hazards(moments: [stale])
            ).end()
            #expect(end.tallies[0].hits > 10)
            return end.violations(of: .finalStateKept).count
        }
        #expect(try broken("none") > 0)
        #expect(try broken("compare_and_swap") == 0)
    }

    @Test("An updater that sleeps past its session before a commit is fenced, and its outcomes are reported again")
    func zombie() throws {
        let sleep = rule(
            "zombie", at: .updaterBeforeCommit, choice: .occurrence(2), .pause(for: .seconds(120)))
        let end = try DisturbedRun(hazards: Hazards(moments: [sleep])).end()
        #expect(end.tallies[0].hits == 1)
        #expect(end.kafka.commitsRefused == 1)
        #expect(end.kafka.redelivered > 0)
        #expect(end.verdict == .held, "\(end.report.violations)")
    }

    @Test("A dispatcher that crashes between publishing and committing makes a second payment if the view is late")
    func secondPayment() throws {
        let crash = rule(
            "crash", at: .dispatcherAfterProduce, during: 600..<1_800, choice: .occurrence(1),
            .crash(restartAfter: .seconds(2)))
        let late = rule(
            "late", at: .viewBeforeFlush, during: 500..<1_800, choice: .share(.always),
            .delay(.constant(.seconds(180))))
        func second(_ rules: [MomentRule]) throws -> Int {
            try DisturbedRun(hazards: Hazards(moments: rules)).end().violations(of: .oneActivePayment).count
        }
        #expect(try second([crash, late]) > 0)
        #expect(try second([late]) == 0)
        #expect(try second([crash]) == 0)
    }

    @Test("Rules act no more once healing begins, and what they hold goes on")
    func healing() throws {
        let rules = [
            rule(
                "updater", at: .updaterBeforeReport, choice: .share(.always),
                .hold(until: nil, atMost: .seconds(86_400))),
            rule("core", at: .coreAfterGateway, during: 300..<1_800, choice: .occurrence(1), .crash(restartAfter: nil)),
            rule("poller", at: .pollerLoopBegins, choice: .occurrence(3), .pause(for: .seconds(86_400))),
        ]
        let end = try DisturbedRun(
            settings: ["measure.deadlines.application=4h"], hazards: Hazards(moments: rules)
        ).end()
        #expect(end.tallies.allSatisfy { $0.hits > 0 })
        #expect(end.tallies.allSatisfy { $0.lastHit! < VirtualInstant(nanoseconds: 1_800_000_000_000) })
        #expect(end.number("convergence.unsettled") == 0)
        #expect(end.number("convergence.completed") > 10)
    }
}
