import Testing

@testable import PaymentServices

@Suite("The next loop begins")
struct LoopPaceTests {
    private func pace(_ change: (inout PollerConfiguration) -> Void) -> LoopPace {
        var configuration = PollerConfiguration()
        change(&configuration)
        return LoopPace(configuration)
    }

    private func next(_ pace: LoopPace, after seconds: Double, due: Int = 0) -> LoopPace.Next {
        var pace = pace
        return pace.next(afterLoopOf: .seconds(seconds), due: due) {
            Issue.record("Nobody asked for chance.")
            return 0
        }
    }

    @Test("every 90 s, at once after a longer one, and both are known apart")
    func queue() {
        let usual = pace { _ in }
        #expect(next(usual, after: 30) == .init(begin: .seconds(90)))
        #expect(next(usual, after: 90) == .init(begin: .seconds(90), isOverrun: true))
        #expect(next(usual, after: 200) == .init(begin: .seconds(200), isOverrun: true))
    }

    @Test(
        "at the next multiple of LOOP_TIME where late ones are skipped", arguments: [(89.0, 90), (90, 90), (91, 180)])
    func skip(took: Double, begin: Int) {
        let skipping = pace { $0.overlap = .skip }
        #expect(next(skipping, after: took).begin == .seconds(begin))
        #expect(next(skipping, after: took).isOverrun == (took >= 90))
    }

    @Test("LOOP_TIME after the end where it pauses, however long the loop was", arguments: [0.0, 30, 500])
    func pause(took: Double) {
        #expect(next(pace { $0.pacing = .pauseBetweenLoops }, after: took) == .init(begin: .seconds(took + 90)))
    }

    @Test("soon while there is something due, and ever later while there is not, up to LOOP_TIME")
    func adaptive() {
        var pace = pace {
            $0.pacing = .adaptive
            $0.shortestLoopTime = .seconds(10)
        }
        let begins = [0, 3, 0, 0, 0, 0, 0, 1].map { pace.next(afterLoopOf: .seconds(1), due: $0) { 0 }.begin }
        #expect(begins == [90, 10, 20, 40, 80, 90, 90, 10].map { .seconds($0) })
        let late = pace.next(afterLoopOf: .seconds(12), due: 1) { 0 }
        #expect(late == .init(begin: .seconds(12), isOverrun: true))
    }

    @Test("earlier by chance, evenly spread over the wait or over half of it", arguments: [Jitter.equal, .full])
    func jitter(_ jitter: Jitter) {
        var pace = pace { $0.jitter = jitter }
        var chance = SplitMix(seed: 1)
        let least: Duration = jitter == .equal ? .seconds(60) : .seconds(30)
        var tenths = [Int](repeating: 0, count: 10)
        for _ in 0..<20_000 {
            let begin = pace.next(afterLoopOf: .seconds(30), due: 0) { chance.next() }.begin
            #expect(begin >= least && begin < .seconds(90))
            tenths[Int((begin - least) / (.seconds(90) - least) * 10)] += 1
        }
        #expect(tenths.allSatisfy { (1_800...2_200).contains($0) }, "\(tenths)")
        let overrun = pace.next(afterLoopOf: .seconds(95), due: 0) { 0 }
        #expect(overrun.begin == .seconds(95))
    }

    @Test("never before its earliest and never at its latest end of the jitter")
    func ends() {
        for wait in [1, 2, 3, 1_000_000_007] as [Int64] {
            #expect(Jitter.full.shortened(.nanoseconds(wait), chance: 0) == .zero)
            #expect(Jitter.full.shortened(.nanoseconds(wait), chance: .max) == .nanoseconds(wait - 1))
            #expect(Jitter.equal.shortened(.nanoseconds(wait), chance: 0) == .nanoseconds(wait / 2))
            #expect(Jitter.none.shortened(.nanoseconds(wait), chance: 7) == .nanoseconds(wait))
        }
        #expect(Jitter.full.shortened(.zero, chance: .max) == .zero)
    }
}
