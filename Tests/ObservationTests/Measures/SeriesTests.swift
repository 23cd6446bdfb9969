import Testing
import VirtualTime

@testable import Observation

@Suite("Series, life lines and the knee of a load ramp")
struct SeriesTests {
    @Test("A series has one value a step, of occurrences per second and of mean levels")
    func oneValueAStep() {
        var recorder = SeriesRecorder(resolution: .seconds(10))
        let calls = recorder.addRate(of: Measures.poller.callsPerSecond.definition)
        let level = recorder.addLevel(of: Measures.convergence.open.definition)
        for instant in [1, 2, 25] as [Int64] { recorder.happened(calls, at: instant * second) }
        recorder.change(level, to: 6, at: 5 * second)
        recorder.change(level, to: 0, at: 20 * second)
        let series = recorder.finished(at: 35 * second)
        #expect(series.map(\.values) == [[0.2, 0, 0.1, 0], [3, 6, 0, 0]])
        #expect(series.map(\.unit) == ["1/s", "payments"])
        #expect(series.map(\.name) == ["poller.calls_per_s", "convergence.open"])
    }

    @Test("A last step that is cut short is told by its own length")
    func shortLastStep() {
        var recorder = SeriesRecorder(resolution: .seconds(10))
        let calls = recorder.addRate(of: Measures.poller.callsPerSecond.definition)
        let level = recorder.addLevel(of: Measures.convergence.open.definition)
        recorder.happened(calls, at: 11 * second)
        recorder.change(level, to: 2, at: 0)
        #expect(recorder.finished(at: 12 * second).map(\.values) == [[0, 0.5], [2, 2]])
    }

    @Test("Life lines stay within bounds and spread over the whole run")
    func lifeLinesAreSpread() {
        var shelf = LifeLineShelf(capacity: 100)
        for number in 0..<10_000 as Range<UInt64> {
            shelf.add(
                number,
                PaymentLifeLine(
                    paymentID: "\(number)", applicationID: "", tenant: "", channel: "", status: "", checks: 0))
        }
        let kept = shelf.lines.compactMap { Int($0.paymentID) }
        #expect(kept.count <= 100)
        #expect(kept.count >= 50)
        #expect(kept == kept.sorted())
        #expect(kept.contains { $0 < 1_000 } && kept.contains { $0 > 9_000 })
    }

    @Test("A shelf without room keeps nothing")
    func emptyShelf() {
        var shelf = LifeLineShelf(capacity: 0)
        shelf.add(
            0, PaymentLifeLine(paymentID: "", applicationID: "", tenant: "", channel: "", status: "", checks: 0))
        #expect(shelf.lines == [])
    }

    @Test("The knee is the highest rate below the first refusal")
    func knee() {
        var knee = CheckoutKnee()
        for (minute, carts) in [10, 20, 30, 40].enumerated() {
            for _ in 0..<carts { knee.asked(at: Int64(minute) * 60 * second) }
            if carts >= 40 { knee.refusedForCapacity() }
        }
        #expect(knee.kneePerSecond() == 0.5)
    }

    @Test("Without refusals the knee lies at the highest rate seen")
    func kneeWithoutRefusals() {
        var knee = CheckoutKnee()
        for (minute, carts) in [10, 60, 30].enumerated() {
            for _ in 0..<carts { knee.asked(at: Int64(minute) * 60 * second) }
        }
        #expect(knee.kneePerSecond() == 1)
    }
}
