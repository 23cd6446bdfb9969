import Containers
import Testing

@testable import Observation

@Suite("Terms that are moved on")
struct SlotTermsTests {
    private func place(_ slot: UInt32) -> SlotToken { SlotToken(slot: slot, generation: 0) }

    @Test("Terms come out in order of deadline once their bucket is over, each once")
    func orderOfDeadlines() {
        var terms = SlotTerms()
        for (slot, deadline) in [(0, 500), (1, 20), (2, 90_000), (3, 20)] as [(UInt32, Int64)] {
            terms.set(place(slot), since: 0, deadline: deadline * second)
        }
        #expect(terms.takePassed(before: terms.nextDeadline - 1) == [])
        #expect(terms.takePassed(before: 1_000 * second).map(\.place) == [1, 3, 0])
        #expect(terms.takePassed(before: 1_000 * second) == [])
        #expect(terms.count == 1)
        #expect(terms.takePassed(before: 100_000 * second).map(\.deadline) == [90_000 * second])
        #expect(terms.nextDeadline == .max)
    }

    @Test("A term that is moved on or cleared does not pass at its old deadline")
    func movedOn() {
        var terms = SlotTerms()
        terms.set(place(0), since: 0, deadline: 10 * second)
        terms.set(place(1), since: 0, deadline: 10 * second)
        terms.set(place(0), since: 5 * second, deadline: 400 * second)
        terms.clear(place(1))
        #expect(terms.count == 1)
        #expect(terms.takePassed(before: 300 * second) == [])
        #expect(terms.takePassed(before: 500 * second) == [.init(place: 0, since: 5 * second, deadline: 400 * second)])
    }

    @Test("Like a list that is searched, whatever is set, moved and cleared", arguments: 0..<20)
    func likeAList(seed: UInt64) {
        var random = SystemlessRandom(state: seed)
        var terms = SlotTerms()
        var model: [Int: Int64] = [:]
        var now: Int64 = 0
        for _ in 0..<2_000 {
            let slot = UInt32(random.next() % 40)
            // Some of the terms lie beyond the ring.
            let ahead = Int64(random.next() % (random.next() % 10 == 0 ? 200_000 : 900))
            if random.next() % 5 == 0 {
                terms.clear(place(slot))
                model[Int(slot)] = nil
            } else {
                terms.set(place(slot), since: now, deadline: now + ahead * second)
                model[Int(slot)] = now + ahead * second
            }
            now += Int64(random.next() % 200) * second
            for passed in terms.takePassed(before: now) {
                #expect(passed.deadline < now)
                #expect(model.removeValue(forKey: passed.place) == passed.deadline)
            }
            // What is left lies in a bucket that is not over.
            #expect(model.values.allSatisfy { $0 >= (now >> 36) << 36 })
            #expect(terms.count == model.count)
        }
        #expect(terms.takeAll(before: .max).map(\.deadline) == model.values.sorted())
    }
}

/// Numbers that follow from a seed.
private struct SystemlessRandom {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        let mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        return (mixed ^ (mixed >> 27)) >> 8
    }
}
