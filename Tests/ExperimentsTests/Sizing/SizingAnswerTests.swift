import Observation
import Scenarios
import Testing

@testable import Experiments

@Suite("An answer says where it holds, what binds it and what is missing")
struct SizingAnswerTests {
    private let loopTime = "services.poller.loop_time=30s..5min"

    private func label(_ answer: SizingAnswer, _ point: Int?) -> String? {
        point.map { answer.search.points[$0].label }
    }

    @Test("The band reaches to the finest value that was run, and ends before the first that does not hold")
    func band() throws {
        var question = try Question([loopTime]) { numbers, _ in [numbers[0] < 92 ? 10 : 200] }
        let answer = question.answer()
        let band = try #require(answer.bands.first ?? nil)
        #expect(label(answer, answer.target) == "90s")
        #expect(label(answer, band.high) == "91s" && label(answer, band.above) == "97s")
        #expect(band.below == nil && label(answer, band.low) == "30s")
        #expect(answer.gaps.isEmpty)
    }

    /// By what whole loops leave of an hour, of a loop that checks three seconds after it began.
    @Test("A response that resonates is run as a whole, and an answer beside a jump is a point or names what fails")
    func resonance() throws {
        let late: ([Double], Int) -> [Double] = { numbers, _ in
            let time = numbers[0]
            return [((3_600 + 3) / time).rounded(.up) * time - 3_603]
        }
        #expect(late([90], 0) == [87] && late([91], 0) == [37])
        var question = try Question(["services.poller.loop_time=1min..150s"]) { numbers, seed in
            // 100 is the limit.
            late(numbers, seed).map { $0 + 30 }
        }
        let answer = question.answer()
        #expect(label(answer, answer.target) == "145s")
        let beside = [answer.bands[0]?.below, answer.bands[0]?.above].compactMap { label(answer, $0 ?? nil) }
        #expect(!beside.isEmpty)
        #expect(!answer.gaps.isEmpty)
        #expect(label(answer, answer.safe) == "70s")
        #expect(answer.gaps.contains { answer.search.points[$0].label == "90s" })
    }

    @Test("The binding gate is the one that the next better choice misses")
    func binding() throws {
        var question = try Question([loopTime], gates: 3) { numbers, _ in [1, numbers[0], 50 + numbers[0] / 100] }
        let answer = question.answer()
        #expect(label(answer, answer.target) == "90s" && answer.binding == 1)
        let results = answer.search.results(at: try #require(answer.target))
        #expect(results.map(\.headroom) == [0.99, 0.1, 0.491])
        var free = try Question([loopTime]) { _, _ in [1] }
        let unbound = free.answer()
        #expect(label(unbound, unbound.target) == "5min" && unbound.binding == nil)
    }

    @Test("When nothing keeps the gates, the nearest choice and its gate are named, and what is not moved is told")
    func nothing() throws {
        var question = try Question([loopTime], gates: 2) { numbers, _ in [50 + numbers[0], 150 - numbers[0] / 100] }
        let answer = question.answer()
        #expect(answer.target == nil && answer.open.isEmpty)
        // At 30 s the first has room and the second misses by half of its limit; at 5 min the first by 2.5 of it.
        let nearest = try #require(answer.nearest)
        #expect(nearest.gate == 1)
        let unmoved = try #require(answer.unmoved)
        #expect(unmoved.moved < 3 && unmoved.away > 45)
        var near = try Question([loopTime]) { numbers, _ in [80 + numbers[0]] }
        let moved = near.answer()
        #expect(label(moved, moved.nearest?.point) == "30s" && moved.unmoved == nil)
    }

    @Test("Two gates that exclude each other are told after a bisection, without running the whole grid")
    func contradiction() throws {
        var question = try Question([loopTime], gates: 2) { numbers, _ in [numbers[0], 220 - numbers[0]] }
        let answer = question.answer()
        #expect(answer.target == nil && answer.way == .bisection)
        #expect(answer.ran.count < 12)
    }
}
