import PaymentModel
import Testing

@testable import Observation
@testable import Twin

@Suite("Event ids")
struct EventIDTests {
    private func id(_ number: Int) -> EntityID { EntityID.derived(from: EntityID(high: 1, low: UInt64(number))) }

    @Test func `ids that differ are no repetition, whatever their number`() {
        var rule = EventIDUnique(capacity: 1_000)
        for number in 0..<10_000 {
            #expect(rule.published(id(number), latest: nil, at: 0) == nil)
        }
    }

    @Test func `a repetition is found while fewer events than the capacity lie between`() {
        for distance in [1, 10, 500, 999] {
            var rule = EventIDUnique(capacity: 1_000)
            for number in 0..<distance { _ = rule.published(id(number), latest: nil, at: 0) }
            #expect(rule.published(id(0), latest: nil, at: 5) != nil, "after \(distance)")
        }
    }

    @Test func `what is held stays below twice the capacity`() {
        var rule = EventIDUnique(capacity: 100)
        var most = 0
        for number in 0..<5_000 {
            _ = rule.published(id(number), latest: nil, at: 0)
            most = max(most, rule.count)
        }
        #expect(most <= 200)
        #expect(most >= 100)
    }

    @Test func `a set of ids holds the nil UUID like any other`() {
        var set = EntityIDSet()
        let none = EntityID(high: 0, low: 0)
        #expect(!set.contains(none))
        #expect(set.insert(none) == true)
        #expect(set.contains(none))
        #expect(set.insert(none) == false)
        #expect(set.count == 1)
        set.removeAll()
        #expect(!set.contains(none))
    }

    @Test func `a set of ids finds all of a thousand members and nothing else`() {
        var set = EntityIDSet()
        for number in 0..<1_000 { #expect(set.insert(id(number)) == true) }
        #expect((0..<1_000).allSatisfy { set.contains(id($0)) })
        #expect(!(1_000..<2_000).contains { set.contains(id($0)) })
        #expect(set.count == 1_000)
    }

    @Test func `a set emptied for many more ids holds these and none of the former`() {
        var set = EntityIDSet()
        for number in 0..<10 { _ = set.insert(id(number)) }
        set.removeAll(makingRoomFor: 1_000)
        #expect(set.count == 0)
        #expect(!(0..<10).contains { set.contains(id($0)) })
        for number in 0..<1_000 { #expect(set.insert(id(number)) == true) }
        #expect((0..<1_000).allSatisfy { set.contains(id($0)) })
    }
}
