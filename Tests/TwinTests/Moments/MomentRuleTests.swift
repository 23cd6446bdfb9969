import ServicePorts
import Testing
import VirtualTime

@testable import Twin

@Suite("A rule says at which of the announcements it acts")
struct MomentRuleTests {
    private static let place = Moment("place.reached", "something is done")

    private func watch(_ rule: MomentRule) -> MomentWatch {
        MomentWatch(rule, draws: RandomStream(seed: 1, name: rule.name, replication: 0))
    }

    @Test(
        "A star in a pattern stands for any text",
        arguments: [
            ("*", "anything", true), ("core-1", "core-1", true), ("core-1", "core-12", false),
            ("core-*", "core-12", true), ("*-proxy-*", "anello-payment-proxy-2", true),
            ("*-proxy-*", "payment-updater-1", false), ("a*a", "a", false), ("a*a", "aa", true),
            ("a*b*c", "a-b-c", true), ("a*b*c", "a-c-b", false), ("", "core-1", false),
        ])
    func patterns(_ pattern: String, _ name: String, _ matches: Bool) {
        #expect(NamePattern(pattern).matches(name) == matches)
    }

    @Test("An occurrence counts over all processes that match, within the rule's time")
    func occurrence() {
        var watch = watch(
            MomentRule(
                "rule", at: Self.place, of: NamePattern("updater-*"),
                during: VirtualInstant(nanoseconds: 10)..<VirtualInstant(nanoseconds: 20), choice: .occurrence(2),
                .crash(restartAfter: nil)))
        let visits: [(process: String, instant: Int64)] = [
            ("updater-1", 9), ("updater-1", 10), ("core-1", 11), ("updater-2", 12), ("updater-1", 13),
            ("updater-1", 20),
        ]
        let hits = visits.map { watch.isHit(by: $0.process, at: VirtualInstant(nanoseconds: $0.instant)) }
        #expect(hits == [false, false, false, true, false, false])
        let hit = VirtualInstant(nanoseconds: 12)
        #expect(watch.tally == MomentTally(seen: 3, hits: 1, firstHit: hit, lastHit: hit))
    }

    @Test("A share of the announcements is drawn from a stream of the rule's own")
    func share() {
        func hits(_ name: String) -> [Bool] {
            var watch = watch(
                MomentRule(name, at: Self.place, choice: .share(Ratio(1, in: 4)), .pause(for: .seconds(1))))
            return (0..<4_000).map { watch.isHit(by: "core-1", at: VirtualInstant(nanoseconds: Int64($0))) }
        }
        #expect((900...1_100).contains(hits("one").filter { $0 }.count))
        #expect(hits("one") == hits("one"))
        #expect(hits("one") != hits("two"))
    }
}
