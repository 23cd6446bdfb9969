import Containers
import Testing

@Suite struct SlotTableTests {
    @Test("A slot is used again and its old token names nothing")
    func aSlotIsUsedAgain() {
        var table = SlotTable<String>()
        let first = table.insert("a")
        let second = table.insert("b")
        let removed = table.remove(first)
        let third = table.insert("c")
        let isFirstKnown = table.contains(first)
        let (thirdRecord, secondRecord, count) = (table[third], table[second], table.count)
        let others = table.tokens { $0 != "b" }
        let (atThird, atSecond, beyond) = (table.token(atSlot: 0), table.token(atSlot: 1), table.token(atSlot: 2))
        #expect(removed == "a")
        #expect(third.slot == first.slot)
        #expect(!isFirstKnown)
        #expect([thirdRecord, secondRecord] == ["c", "b"])
        #expect(count == 2)
        #expect(others == [third])
        #expect([atThird, atSecond, beyond] == [third, second, nil])
    }

    @Test("The last free slot is taken first")
    func theLastFreeSlot() {
        var table = SlotTable<Int>()
        let tokens = (0..<5).map { table.insert($0) }
        for number in [1, 3, 0] { table.remove(tokens[number]) }
        let slots = (0..<4).map { table.insert($0).slot }
        #expect(slots == [0, 3, 1, 5])
    }

    @Test("A table grows without losing a record")
    func aTableGrowsWithout() {
        var table = SlotTable<String>(capacity: 1)
        let tokens = (0..<1000).map { table.insert("\($0)") }
        var shown: [String] = []
        table.forEach { shown.append($0) }
        let records = tokens.map { table.remove($0) }
        #expect(shown == (0..<1000).map(String.init))
        #expect(records == (0..<1000).map(String.init))
    }

    @Test("A table lets go of the records that are left")
    func aTableLetsGo() {
        final class Held {}
        weak var kept: Held?
        weak var removed: Held?
        do {
            var table = SlotTable<Held>()
            let (first, second) = (Held(), Held())
            (kept, removed) = (first, second)
            _ = table.insert(first)
            table.remove(table.insert(second))
        }
        #expect(kept == nil)
        #expect(removed == nil)
    }

    @Test("Records that cannot be copied are moved in and out")
    func recordsThatCannotBeCopied() {
        struct Unique: ~Copyable { var number: Int }
        var table = SlotTable<Unique>()
        let token = table.insert(Unique(number: 1))
        table[token].number += 1
        let number = table.remove(token).number
        #expect(number == 2)
    }

    @Test("A token whose record is gone traps")
    func aTokenWhoseRecord() async {
        await #expect(processExitsWith: .failure) {
            var table = SlotTable<Int>()
            let token = table.insert(1)
            table.remove(token)
            table.remove(token)
        }
        await #expect(processExitsWith: .failure) {
            var table = SlotTable<Int>()
            let token = table.insert(1)
            table.remove(token)
            _ = table.insert(2)
            table[token] = 3
        }
    }
}
