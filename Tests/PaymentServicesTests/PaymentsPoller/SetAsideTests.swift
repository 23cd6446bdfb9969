import ServicePorts
import Testing

@testable import PaymentServices

@Suite("A payment whose check failed")
struct SetAsideTests {
    private func isAlone(_ url: String, in aside: inout SetAside, at now: Int64) -> Bool {
        aside.contains(url, at: now)
    }

    private let backOff = BackOff(first: .nanoseconds(10), longest: .nanoseconds(40))

    @Test("is left alone twice as long after each failure in a row, and is as before after an answer")
    func doubling() {
        var aside = SetAside(backOff)
        var now: Int64 = 0
        for wait in [10, 20, 40, 40] as [Int64] {
            aside.failed("a", at: now)
            #expect(isAlone("a", in: &aside, at: now + wait - 1))
            #expect(!isAlone("b", in: &aside, at: now + wait - 1))
            now += wait
            #expect(!isAlone("a", in: &aside, at: now))
        }
        aside.answered("a")
        aside.failed("a", at: now)
        #expect(!isAlone("a", in: &aside, at: now + 10))
    }

    @Test("that is given up is never called again, as long as it is asked about")
    func givenUp() {
        var aside = SetAside(backOff)
        aside.givenUp("a", at: 0)
        for now in stride(from: 0, to: 10_000, by: 30) as StrideTo<Int64> { #expect(isAlone("a", in: &aside, at: now)) }
    }

    @Test("is forgotten once nobody asks about it")
    func forgotten() {
        var aside = SetAside(backOff)
        for number in 0..<100 { aside.failed("\(number)", at: 0) }
        #expect(aside.count == 100)
        for now in stride(from: 0, to: 300, by: 20) as StrideTo<Int64> { _ = aside.contains("0", at: now) }
        #expect(aside.count == 1)
    }

    @Test("is known for longer than its longest wait, whenever the wait began", arguments: 0..<160 as Range<Int64>)
    func longestWait(_ begin: Int64) {
        var aside = SetAside(backOff)
        for failure in 0..<3 as Range<Int64> { aside.failed("a", at: begin + failure) }
        #expect(isAlone("a", in: &aside, at: begin + 2 + 39))
        aside.failed("a", at: begin + 2 + 40)
        #expect(isAlone("a", in: &aside, at: begin + 2 + 79))
    }
}
