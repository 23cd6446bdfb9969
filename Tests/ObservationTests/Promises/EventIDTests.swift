import PaymentModel
import Testing

@testable import Observation

@Suite("Event ids")
struct EventIDTests {
    private func finds(_ rule: inout EventIDUnique, _ event: EntityID, latest: EntityID? = nil) -> Bool {
        !rule.findings(of: .eventPublished(event, of: .payment(event), latest: latest)).isEmpty
    }

    private func id(_ number: Int) -> EntityID { EntityID.derived(from: EntityID(high: 1, low: UInt64(number))) }

    @Test("Ids that differ are no repetition, whatever their number")
    func distinctIDs() {
        var rule = EventIDUnique(capacity: 1_000)
        for number in 0..<10_000 {
            #expect(!finds(&rule, id(number)))
        }
    }

    @Test("A repetition is found while fewer events than the capacity lie between")
    func repetitionWithinCapacity() {
        for distance in [1, 10, 500, 999] {
            var rule = EventIDUnique(capacity: 1_000)
            for number in 0..<distance { _ = finds(&rule, id(number)) }
            #expect(finds(&rule, id(0)), "after \(distance)")
        }
    }

    @Test("The latest id of the same payment is known however many events lie between")
    func latestIDOfThePayment() {
        var rule = EventIDUnique(capacity: 10)
        for number in 0..<100 { _ = finds(&rule, id(number)) }
        #expect(!finds(&rule, id(0)))
        #expect(finds(&rule, id(1), latest: id(1)))
    }

    @Test("What is held stays below twice the capacity")
    func boundedMemory() {
        var rule = EventIDUnique(capacity: 100)
        var most = 0
        for number in 0..<5_000 {
            _ = finds(&rule, id(number))
            most = max(most, rule.count)
        }
        #expect(most <= 200)
        #expect(most >= 100)
    }

    @Test("A set of ids holds the nil UUID like any other")
    func setHoldsNilUUID() {
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

    @Test("A set of ids finds all of a thousand members and nothing else")
    func setFindsItsMembers() {
        var set = EntityIDSet()
        for number in 0..<1_000 { #expect(set.insert(id(number)) == true) }
        #expect((0..<1_000).allSatisfy { set.contains(id($0)) })
        #expect(!(1_000..<2_000).contains { set.contains(id($0)) })
        #expect(set.count == 1_000)
    }

    @Test("A set emptied for many more ids holds these and none of the former")
    func emptiedSet() {
        var set = EntityIDSet()
        for number in 0..<10 { _ = set.insert(id(number)) }
        set.removeAll(makingRoomFor: 1_000)
        #expect(set.count == 0)
        #expect(!(0..<10).contains { set.contains(id($0)) })
        for number in 0..<1_000 { #expect(set.insert(id(number)) == true) }
        #expect((0..<1_000).allSatisfy { set.contains(id($0)) })
    }
}

extension EntityIDSet {
    fileprivate func contains(_ id: EntityID) -> Bool { contains(id, hash: id.indexHash) }
    fileprivate mutating func insert(_ id: EntityID) -> Bool { insert(id, hash: id.indexHash) }
}
