import Containers
import PaymentModel
import ServicePorts
import Testing
import VirtualTime

@testable import World

@Suite("A world around a small platform")
struct WorldTests {
    /// Offline payers pay within hours, so that a few days hold everything.
    private func bench(
        seed: UInt64 = 1, perDay: Double = 600, wire: PayloadForm = .typed,
        _ change: (inout WorldSettings) -> Void = { _ in }
    ) -> (WorldBench, FakePlatform) {
        let bench = WorldBench(seed: seed, arrivalsPerDay: perDay, wire: wire) {
            $0.citizens.offlineDelay = .logNormal(median: .seconds(3600), p99: .seconds(36_000))
            $0.citizens.noticeTerm = .seconds(86_400)
            $0.citizens.lastDays = .seconds(3600)
            $0.citizens.lateDelay = .uniform(.seconds(0), .seconds(3600))
            change(&$0)
        }
        let platform = FakePlatform(network: bench.network, world: bench.world)
        bench.world.start()
        return (bench, platform)
    }

    @Test(
        "Everybody who comes leaves, every payment is paid once, and nothing is left behind", arguments: [false, true])
    func everybodyLeaves(usesCheckout: Bool) {
        let (bench, platform) = bench(seed: 3)
        platform.usesCheckout = usesCheckout
        #expect(bench.simulation.run() == .agendaEmpty)
        let counts = bench.world.citizens
        #expect(counts.arrived > 450)
        #expect(bench.record.ends.count == Int(counts.arrived))
        #expect(bench.world.citizensPresent == 0)
        #expect(bench.world.sessionsOpen == 0)
        #expect(Set(bench.record.movements.map(\.payment)).count == bench.record.movements.count)
        #expect(bench.record.movements.count > counts.arrived / 2)
        #expect((bench.record.cartsAsked > 0) == usesCheckout)
        #expect(bench.record.cartsAsked == bench.record.cartsAccepted + bench.record.cartRefusals.count)
        #expect(bench.record.submitted == platform.submissions)
    }

    @Test("Who pays online sees it on the page, but for lost pushes and closed tabs")
    func pageShowsOutcome() {
        let (bench, platform) = bench()
        bench.simulation.run()
        let online = bench.record.movements.filter { $0.way == .online }
        let seen = online.count { bench.record.pagesShowed.contains($0.payment) }
        #expect(Double(seen) > 0.95 * Double(online.count))
        for application in bench.record.pagesShowed { #expect(platform.isPaid(application)) }
    }

    @Test("Channels, abandonment and failures keep their shares")
    func sharesHold() {
        let (bench, _) = bench(perDay: 6000)
        bench.simulation.run()
        let counts = bench.world.citizens
        let seen = Double(bench.record.linksShown)
        let neverPaid = Double(counts[.neverPaid]) / seen
        #expect(abs(neverPaid - 0.45 * 0.12) < 0.01)
        let counter = Double(bench.record.movements.count { $0.way == .atCounter }) / seen
        #expect(abs(counter - 0.45 * 0.88) < 0.03)
        let sessions = bench.record.sessions
        let abandoned = Double(sessions.count { $0 == .abandoned }) / Double(sessions.count)
        #expect(abs(abandoned - 0.22) < 0.03)
        let failed = Double(sessions.count { $0 == .failed }) / Double(sessions.count)
        #expect(abs(failed - 0.08) < 0.02)
    }

    @Test("The node blocks second tabs and second payments: nobody pays twice for one notice")
    func doublesAreBlocked() {
        let (bench, _) = bench {
            $0.citizens.opensSecondTab = .always
            $0.citizens.paysTwice = .always
        }
        bench.simulation.run()
        #expect(bench.world.citizens.doubles > 300)
        #expect(bench.record.refusedAttempts.contains(.duplicated))
        #expect(bench.record.refusedAttempts.contains(.ongoing))
        #expect(Set(bench.record.movements.map(\.notice)).count == bench.record.movements.count)
    }

    @Test("Nobody arrives once the arrivals have ended")
    func arrivalsEnd() {
        let bench = WorldBench(arrivalsPerDay: 2400, arrivalsEnd: .seconds(12 * 3600))
        let platform = FakePlatform(network: bench.network, world: bench.world)
        bench.world.start()
        bench.run(for: .seconds(12 * 3600 + 60))
        let atTheEnd = bench.world.citizens.arrived
        #expect(atTheEnd > 0 && platform.submissions > 0)
        bench.run(for: .seconds(86_400))
        #expect(bench.world.citizens.arrived == atTheEnd)
    }

    @Test("The same seed gives the same trace, typed and in bytes; another seed another")
    func traceIsDeterministic() {
        func hash(seed: UInt64, _ wire: PayloadForm) -> UInt64 {
            let (bench, platform) = bench(seed: seed, perDay: 300, wire: wire)
            bench.simulation.run()
            #expect(platform.submissions > 200)
            return bench.simulation.trace.value
        }
        let first = hash(seed: 11, .typed)
        #expect(hash(seed: 11, .typed) == first)
        #expect(hash(seed: 11, .bytes) == first)
        #expect(hash(seed: 12, .typed) != first)
    }

    @Test("A citizen takes at most 104 bytes, and the slots of those who left are used again")
    func citizensAreSmall() {
        #expect(MemoryLayout<Citizen>.stride <= 104)
        var citizens = SlotTable<Citizen>()
        let stream = RandomStream(seed: 1, name: "s", replication: 0)
        for _ in 0..<3 {
            let taken = (0..<100_000).map { _ in citizens.insert(Citizen(tenant: 1, service: 1, stream: stream)) }
            let count = citizens.count
            #expect(count == 100_000)
            #expect(taken.allSatisfy { $0.slot < 100_000 })
            for token in taken { citizens.remove(token) }
        }
    }

    @Test("Where Core cannot be reached, citizens give up after their tries")
    func unreachableCore() {
        let bench = WorldBench()
        bench.world.admitCitizen(tenant: 0, service: 0)
        bench.simulation.run()
        #expect(bench.record.ends == [.submissionRefused])
        #expect(bench.world.citizensPresent == 0)
    }
}
