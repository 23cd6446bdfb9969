import Observation
import Scenarios
import Testing

@testable import Experiments

@Suite("What is sized has natural values, and finer ones beside each")
struct SizingAxisTests {
    private func axis(_ text: String) throws -> SizingAxis { SizingAxis(try Variation(text, steps: .natural)) }

    @Test(
        "A range has both ends and the multiples of a natural step",
        arguments: [
            (
                "services.poller.loop_time=30s..3min",
                "30s 40s 50s 1min 70s 80s 90s 100s 110s 2min 130s 140s 150s 160s 170s 3min"
            ),
            (
                "services.poller.loop_time=62s..95s",
                "62s 64s 66s 68s 70s 72s 74s 76s 78s 80s 82s 84s 86s 88s 90s 92s 94s 95s"
            ),
            (
                "services.poller.loop_time=1h..10h",
                "1h 90min 2h 150min 3h 210min 4h 270min 5h 330min 6h "
                    + "390min 7h 450min 8h 510min 9h 570min 10h"
            ),
            ("services.poller.concurrency=1..8", "1 2 3 4 5 6 7 8"),
            ("services.poller.concurrency=3..40", "3 4 6 8 10 12 14 16 18 20 22 24 26 28 30 32 34 36 38 40"),
            ("services.poller.concurrency=1..16/4", "1 6 11 16"), ("services.poller.concurrency=8,2,4", "2 4 8"),
            ("services.poller.loop_time=1h,90s,2min", "90s 2min 1h"), ("wire=typed,bytes", "typed bytes"),
            ("intermediaries.rest.fail=0%..4%", "0% 0.5% 1% 1.5% 2% 2.5% 3% 3.5% 4%"),
        ])
    func values(_ text: String, _ values: String) throws {
        #expect(try axis(text).values.map(\.text) == values.split(separator: " ").map(String.init))
    }

    @Test("Every natural range stays readable, in order and among 25 values", arguments: [1, 7, 45, 600, 5_000])
    func bounded(low: Int) throws {
        for factor in [2, 3, 10, 100] {
            let axis = try axis("services.poller.loop_time=\(low)s..\(low * factor)s")
            let numbers = axis.values.compactMap(\.number)
            #expect((2...25).contains(numbers.count) && zip(numbers, numbers.dropFirst()).allSatisfy(<))
            #expect(numbers.first == Double(low) && numbers.last == Double(low * factor))
            for value in axis.values { _ = try Scenario(text: "name: x\n", settings: ["\(axis.path)=\(value.text)"]) }
        }
    }

    @Test(
        "Beside a value lie a little less and more, and half of the way to its neighbours",
        arguments: [
            ("services.poller.loop_time=1min,90s,2min", 1, "75s 89s 91s 105s"),
            ("services.poller.loop_time=1min,90s,2min", 0, "61s 75s"),
            ("services.poller.loop_time=1min,90s,2min", 2, "106s 118s"),
            ("services.poller.concurrency=1..8", 3, ""), ("services.poller.concurrency=2,4,8", 1, "3 5 6"),
            ("wire=typed,bytes", 0, ""),
        ])
    func beside(_ text: String, _ place: Int, _ values: String) throws {
        #expect(try axis(text).beside(place).map(\.text) == values.split(separator: " ").map(String.init))
    }

    @Test("One duration is to be the largest, one whole number the smallest, and of others it must be said")
    func usual() throws {
        #expect(try SizingObjective(usualOf: [axis("services.poller.loop_time=1s..2s")]) == .largest(axis: 0))
        #expect(try SizingObjective(usualOf: [axis("kafka.partitions=1..6")]) == .smallest(axis: 0))
        let pair = [try axis("kafka.partitions=1..6"), try axis("services.proxy.replicas=1..6")]
        for axes in [pair, [try axis("wire=typed,bytes")]] {
            #expect(throws: SweepRefusal.self) { try SizingObjective(usualOf: axes) }
        }
        let tags = MeasureTags()
        #expect(try SizingObjective(reading: "smallest replicas", of: pair, tags: tags) == .smallest(axis: 1))
        #expect(
            try SizingObjective(reading: "fewest poller.calls", of: pair, tags: tags)
                == .found(.measured(MeasuredFigure(reading: "poller.calls")), .fewest))
    }

    @Test(
        "A cost over what is varied is known beforehand, one over figures is found; a mistake is named with its column",
        arguments: [
            ("kafka.partitions", true), ("kafka.partitions * 2", true), ("kafka.partitions + poller.calls", false),
        ])
    func costs(_ text: String, _ isKnown: Bool) throws {
        let axes = [try axis("kafka.partitions=1..6")]
        #expect(try SizingObjective(cost: text, of: axes, tags: MeasureTags()).isKnown == isKnown)
    }

    @Test(
        "A formula that cannot be is refused",
        arguments: [
            ("kafka.partitions + kafka.brokers", "column 20: `kafka.brokers` is neither varied nor a figure"),
            ("1 +", "column 4"), ("2", "every choice costs the same"), ("cost.wall_seconds", "column 1"),
        ])
    func refusals(_ text: String, _ words: String) throws {
        let axes = [try axis("kafka.partitions=1..6")]
        let refusal = try #require(throws: SweepRefusal.self) {
            try SizingObjective(cost: text, of: axes, tags: MeasureTags())
        }
        #expect(refusal.description.contains(words), "\(refusal)")
    }

    @Test(
        "A gate to keep may leave out what goes without saying",
        arguments: [
            ("violations.I2 == 0", "violations.I2 value == 0", GateScope.everySeed),
            ("intermediary.calls_per_s_peak_60s < 20", "intermediary.calls_per_s_peak_60s value < 20/s", .mean),
            ("convergence.application < 2min", "convergence.application p(95) < 2min", .mean),
            ("convergence.application p(99) < 2min", "convergence.application p(99) < 2min", .mean),
        ])
    func gates(_ text: String, _ whole: String, _ scope: GateScope) throws {
        let gate = try SeriesGate(keeping: text, tags: MeasureTags())
        #expect(try gate.gate == Gate(reading: whole))
        #expect(gate.scope == scope)
    }

    @Test("A gate of the scenario that says over which runs it is judged is judged over those")
    func scopes() throws {
        var gate = try Gate(reading: "poller.calls value < 100")
        for scope in [GateScope.mean, .share(percent: 99)] {
            gate.scope = scope
            #expect(SeriesGate(keeping: gate).scope == scope)
        }
    }
}
