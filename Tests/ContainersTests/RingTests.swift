import Containers
import Testing

@Suite struct RingTests {
    @Test("What came first goes first also across the end and through growth")
    func whatCameFirstGoes() {
        var ring = Ring<Int>(capacity: 4)
        var (next, expected) = (0, 0)
        // The head stands everywhere when the ring is full and has to grow.
        for round in 1..<40 {
            for _ in 0..<round {
                ring.append(next)
                next += 1
            }
            for _ in 0..<(round * 2 / 3) {
                let first = ring.popFirst()
                #expect(first == expected)
                expected += 1
            }
            let count = ring.count
            #expect(count == next - expected)
        }
        while let first = ring.popFirst() {
            #expect(first == expected)
            expected += 1
        }
        #expect(expected == next)
    }

    @Test("One can look ahead as far as the queue goes")
    func oneCanLook() {
        var ring = Ring<String>(capacity: 2)
        for text in ["a", "b", "c"] { ring.append(text) }
        let ahead = (0..<4).map { ring.ahead($0) }
        #expect(ahead == ["a", "b", "c", nil])
        let first = ring.popFirst()
        #expect(first == "a")
        let next = ring.ahead(0)
        #expect(next == "b")
    }

    @Test("A ring lets go of the elements that are left")
    func aRingLetsGo() {
        final class Held {}
        weak var kept: Held?
        do {
            var ring = Ring<Held>(capacity: 1)
            let element = Held()
            kept = element
            ring.append(Held())
            ring.append(element)
            _ = ring.popFirst()
        }
        #expect(kept == nil)
    }
}
