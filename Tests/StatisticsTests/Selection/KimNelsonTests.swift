import ElementaryFunctions
import Testing

@testable import Statistics

@Suite("Selection with a guarantee")
struct KimNelsonTests {
    /// η solves ½ (1 + 2 η)^(-(n - 1) / 2) = error; h² = 2 η (n - 1).
    @Test("The constant solves its equation", arguments: [1, 9, 19, 1_000], [0.05, 0.0111, 0.0001])
    func constant(freedom: Int, error: Double) {
        let eta = KimNelson.squaredH(error: error, freedom: freedom) / Double(2 * freedom)
        let solved = 0.5 * PortableMath.exp(-Double(freedom) / 2 * PortableMath.log(1 + 2 * eta))
        #expect(abs(solved / error - 1) < 1e-9)
    }

    private struct Trials {
        var right = 0
        var figures = 0
    }

    /// 200 searches among systems of which the first is better than all others by the indifference: the hardest case.
    private func trials(
        _ name: String, systems: Int, gap: Double, confidence: Double, common: Double = 0, objective: Objective = .least
    ) -> Trials {
        (0..<200).reduce(into: Trials()) { trials, trial in
            var draws = Draws(name, trial)
            var search = KimNelson(
                systems: systems, objective: objective, indifference: gap, confidence: confidence)
            while search.selected == nil {
                let shared = draws.normal()
                let figures = search.inPlay.map { system in
                    let better = objective == .least ? -gap : gap
                    let own = (1 - common).squareRoot() * draws.normal() + common.squareRoot() * shared
                    return (system == 0 ? better : 0) + own
                }
                trials.figures += figures.count
                _ = search.take(figures)
            }
            if search.selected == 0 { trials.right += 1 }
        }
    }

    @Test(
        "The right one is selected in at least the stated share of 200 trials",
        arguments: [(2, 0.9), (2, 0.95), (5, 0.9), (5, 0.95), (10, 0.95)])
    func guarantee(systems: Int, confidence: Double) {
        let found = trials("guarantee", systems: systems, gap: 0.25, confidence: confidence)
        #expect(found.right >= Int(200 * confidence), "\(found)")
    }

    @Test("Common random numbers make it shorter, and keep the share")
    func commonRandomNumbers() {
        let apart = trials("apart", systems: 4, gap: 0.25, confidence: 0.9, objective: .greatest)
        let together = trials("together", systems: 4, gap: 0.25, confidence: 0.9, common: 0.7, objective: .greatest)
        #expect(apart.right >= 180 && together.right >= 180, "\(apart) \(together)")
        #expect(together.figures * 2 < apart.figures, "\(together) \(apart)")
    }

    @Test("Among queues the fastest server is found")
    func queues() {
        let services = [1.0, 1.2, 1.6, 0.9]
        let right = (0..<20).count { trial in
            var search = KimNelson(systems: 4, objective: .least, indifference: 0.2)
            while search.selected == nil {
                let figures = search.inPlay.map { system in
                    let draws = Draws("fastest/\(trial)/\(search.rounds)", system)
                    var queue = Queue(arrivals: 0.6, services: services[system], servers: 1, draws: draws)
                    return (0..<10).reduce(0) { sum, _ in sum + queue.nextWait() } / 10
                }
                _ = search.take(figures)
            }
            return search.selected == 2
        }
        #expect(right >= 19, "\(right)")
    }

    @Test("Each round says who has left, and nobody leaves before the first decision")
    func steps() {
        var search = KimNelson(systems: 3, objective: .greatest, indifference: 1, first: 3)
        #expect(search.take([5, 0, 5.1]) == .goOn(eliminated: []))
        #expect(search.roundsAtMost == nil)
        #expect(search.take([6, 0, 5.9]) == .goOn(eliminated: []))
        // The lead of 5 is sure after three rounds; the third system and the first are equal but for noise.
        #expect(search.take([4, 0, 5]) == .goOn(eliminated: [1]))
        #expect(search.inPlay == [0, 2] && search.means[1].count == 3)
        #expect(search.roundsAtMost ?? 0 > 3)
    }

    @Test("Of systems that are the same the first is selected at once, and the others leave")
    func equals() {
        var search = KimNelson(systems: 3, objective: .least, indifference: 0.1, first: 2)
        #expect(search.take([3, 3, 3]) == .goOn(eliminated: []))
        #expect(search.take([4, 4, 4]) == .selected(0, eliminated: [1, 2]))
        #expect(search.selected == 0 && search.inPlay == [0])
    }
}
