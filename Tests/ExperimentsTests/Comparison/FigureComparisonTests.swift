import Experiments
import Testing

@Suite("A figure is compared pair by pair")
struct FigureComparisonTests {
    private func figure(_ name: String, _ pairs: [(Double?, Double?)]) -> FigureComparison {
        FigureComparison(
            name,
            of: pairs.enumerated().map { seed, pair in
                func run(_ value: Double?) -> [String: Double] { value.map { [name: $0] } ?? [:] }
                return RunPair(
                    base: comparedRun(seed: UInt64(seed), run(pair.0)),
                    new: comparedRun(seed: UInt64(seed), run(pair.1)))
            })
    }

    @Test("What one pair shows is exact, and a tenth of a percent counts")
    func onePair() {
        let one = figure("poller.calls", [(1_000, 1_001)])
        #expect(one.judgement == .worse && one.change == 1 && one.relative == 0.001 && one.interval == nil)
        #expect(figure("poller.calls", [(1_000, 999)]).judgement == .better)
        #expect(figure("checkout.accepted", [(1_000, 999)]).judgement == .worse)
        #expect(figure("poller.rows_due avg", [(10, 11)]).judgement == .changed)
        #expect(figure("poller.calls", [(1_000, 1_000)]).judgement == .same)
    }

    /// Differences 1, 2, 3: mean 2, half a 95 % interval of 4.302653 / sqrt(3) = 2.484138, so that nought is inside;
    /// of 2, 2, 3 the mean is 7/3 and half the interval 4.302653 * 0.577350 / sqrt(3) = 1.434218.
    @Test("Several pairs are judged by the interval of their mean difference")
    func severalPairs() throws {
        let unsure = figure("poller.calls", [(10, 11), (20, 22), (40, 43)])
        #expect(unsure.judgement == .undecided && unsure.change == 2 && unsure.differing == 3)
        #expect(try abs(#require(unsure.interval).halfWidth - 2.484138) < 1e-5)
        let sure = figure("poller.calls", [(10, 12), (20, 22), (40, 43)])
        #expect(sure.judgement == .worse)
        #expect(try abs(#require(sure.interval).halfWidth - 1.434218) < 1e-5)
        let worsening = try #require(sure.worsening)
        #expect(abs(worsening.estimate - 0.1) < 1e-12)
        #expect(abs(worsening.low - (7 / 3 - 1.434218) / (70 / 3)) < 1e-6)
        #expect(abs(worsening.high - (7 / 3 + 1.434218) / (70 / 3)) < 1e-6)
    }

    @Test("The same step in each pair is no chance, and of what is better when higher the sign turns round")
    func constantStep() throws {
        let figure = figure("checkout.accepted", [(10, 9), (20, 19)])
        #expect(figure.judgement == .worse)
        let worsening = try #require(figure.worsening)
        #expect(worsening.low == worsening.high && abs(worsening.estimate - 1 / 15) < 1e-12)
    }

    @Test("What only one run of a pair has is counted, and is a change")
    func oneSided() {
        let figure = figure("convergence.page p(95)", [(1, 1), (2, nil), (nil, 3), (nil, nil)])
        #expect(figure.baseOnly == 1 && figure.newOnly == 1 && figure.difference.count == 1)
        #expect(figure.judgement == .changed && !figure.isSame)
    }

    @Test("Of a base of nought anything worse is beyond every share")
    func baseOfNought() throws {
        #expect(try #require(figure("violations.I2", [(0, 1)]).worsening).low == .infinity)
        #expect(try #require(figure("violations.I2", [(0, 0)]).worsening).high == 0)
    }

    @Test("Figures come in the order of the catalogue, members of a family behind it, unknown ones last")
    func order() {
        let wanted = [
            "poller.loop_duration avg", "poller.loop_duration p(95)", "poller.calls", "kafka.lag avg",
            "kafka.lag.core avg", "cost.events", "nobody.knows", "virtual_seconds",
        ]
        #expect(ComparedFigures.inOrder(wanted.reversed()) == wanted)
    }
}
