import Statistics
import Testing

@Suite("Warm-up")
struct WarmUpTests {
    /// 10 that fades by `decay` on a level of 5 with noise that remembers.
    private func series(_ count: Int, decay: Double, noise: Double) -> [Double] {
        var (state, bias, level) = (42 as UInt64, 10.0, 0.0)
        return (0..<count).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            level = 0.5 * level + noise * (Double(state >> 11) * 0x1p-53 - 0.5)
            defer { bias *= decay }
            return 5 + bias + level
        }
    }

    /// The cuts are those of the definition, squares / (number left)², evaluated by NumPy over the same series.
    @Test(
        "The cut is where the definition has its least",
        arguments: [
            (600, 0.97, 4.0, 50, 47), (600, 0.9, 4, 20, 17), (600, 0.97, 0.2, 255, 163), (1_000, 0.97, 20, 5, 1),
        ])
    func definition(count: Int, decay: Double, noise: Double, ofFive: Int, ofOne: Int) {
        let figures = series(count, decay: decay, noise: noise)
        #expect(WarmUp.mser5(of: figures) == ofFive)
        #expect(WarmUp.mser(of: figures, means: 1) == ofOne)
    }

    @Test("A run that is too short for its warm-up is told so", arguments: [(600, 0.995, 4.0), (300, 0.99, 1)])
    func tooShort(count: Int, decay: Double, noise: Double) {
        #expect(WarmUp.mser5(of: series(count, decay: decay, noise: noise)) == nil)
    }

    @Test("A step is cut off to the figure")
    func step() {
        let steady = (0..<150).map { $0.isMultiple(of: 2) ? 1.0 : -1 }
        #expect(WarmUp.mser(of: repeatElement(8, count: 37) + steady, means: 1) == 37)
        #expect(WarmUp.mser5(of: repeatElement(8, count: 35) + steady) == 35)
    }

    @Test("What is steady from its beginning keeps it")
    func steady() {
        #expect(WarmUp.mser5(of: Array(repeating: 3, count: 100)) == 0)
        var draws = Draws("steady")
        let cuts = (0..<200).map { _ in WarmUp.mser5(of: (0..<500).map { _ in draws.normal() }) ?? 500 }
        #expect(cuts.sorted()[100] <= 50)
    }

    @Test("Fewer than ten figures tell nothing")
    func few() {
        #expect(WarmUp.mser5(of: []) == nil)
        #expect(WarmUp.mser5(of: [9, 9, 9, 9, 9, 1, 1, 1, 1]) == nil)
    }

    /// A server that is busy for seven tenths of the time begins with work for 50 means of a service before it.
    @Test("The mean after the cut is nearer to the truth than that of the whole run")
    func bias() throws {
        var mean = Array(repeating: 0.0, count: 1_000)
        for replication in 0..<20 {
            var (draws, wait) = (Draws("warm-up", replication), 50.0)
            for customer in mean.indices {
                mean[customer] += wait / 20
                wait = max(0, wait + draws.exponential(rate: 1) - draws.exponential(rate: 0.7))
            }
        }
        let cut = try #require(WarmUp.mser5(of: mean))
        // In the steady state 0.7 / (1 - 0.7).
        let whole = abs(RunningMean(of: mean).mean - 7.0 / 3)
        let rest = abs(RunningMean(of: mean[cut...]).mean - 7.0 / 3)
        #expect(100...250 ~= cut && rest < whole / 4, "\(cut): \(rest), \(whole)")
    }
}
