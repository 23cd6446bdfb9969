import Testing

@testable import Observation
@testable import Scenarios

@Suite("Gates are read from left to right")
struct GateReadingTests {
    struct Reading: Sendable {
        var line: String
        var measure: String
        var aggregate: Gate.Aggregate
        var comparison: Gate.Comparison
        var bound: Double
        var unit: String
    }

    @Test(
        "a line is read in full",
        arguments: [
            Reading(
                line: "convergence.application p(95) < 2min", measure: "convergence.application",
                aggregate: .percentile(95), comparison: .less, bound: 120, unit: "s"),
            Reading(
                line: "  convergence.page   avg<=1500ms ", measure: "convergence.page", aggregate: .mean,
                comparison: .lessOrEqual, bound: 1.5, unit: "s"),
            Reading(
                line: "convergence.view med > 0", measure: "convergence.view", aggregate: .percentile(50),
                comparison: .greater, bound: 0, unit: "s"),
            Reading(
                line: "convergence.view p(99.9) < 3h", measure: "convergence.view", aggregate: .percentile(99.9),
                comparison: .less, bound: 10_800, unit: "s"),
            Reading(
                line: "poller.overrun_share value < 5%", measure: "poller.overrun_share", aggregate: .value,
                comparison: .less, bound: 5, unit: "%"),
            Reading(
                line: "poller.wasted_share rate<99.5%", measure: "poller.wasted_share", aggregate: .rate,
                comparison: .less, bound: 99.5, unit: "%"),
            Reading(
                line: "checkout.accepted rate > 0", measure: "checkout.accepted", aggregate: .rate,
                comparison: .greater, bound: 0, unit: "1/s"),
            Reading(
                line: "checkout.accepted count == 20 carts", measure: "checkout.accepted", aggregate: .count,
                comparison: .equal, bound: 20, unit: "carts"),
            Reading(
                line: "poller.calls_per_s value <= 120/min", measure: "poller.calls_per_s", aggregate: .value,
                comparison: .lessOrEqual, bound: 2, unit: "1/s"),
            Reading(
                line: "convergence.disagreement max < 40", measure: "convergence.disagreement", aggregate: .max,
                comparison: .less, bound: 40, unit: "payments"),
            Reading(
                line: "convergence.page count >= 100", measure: "convergence.page", aggregate: .count,
                comparison: .greaterOrEqual, bound: 100, unit: "samples"),
            Reading(
                line: "kafka.lag.payment-proxy p(95) < 100", measure: "kafka.lag.payment-proxy",
                aggregate: .percentile(95), comparison: .less, bound: 100, unit: "records"),
        ])
    func aLineIsReadInFull(_ reading: Reading) throws {
        let gate = try Gate(reading: reading.line)
        #expect(gate.expression == reading.line)
        #expect(gate.measure == reading.measure)
        #expect(gate.aggregate == reading.aggregate)
        #expect(gate.comparison == reading.comparison)
        #expect(gate.bound == reading.bound)
        #expect(gate.unit == reading.unit)
    }

    @Test(
        "a line that cannot be judged is refused where it goes wrong",
        arguments: [
            ("", 1, "the name of a measure is missing"),
            ("convergence.aplication p(95) < 2min", 1, "there is no measure `convergence.aplication`"),
            ("  nothing value < 1", 3, "there is no measure `nothing`"),
            ("convergence.application", 24, "what to take of `convergence.application` is missing"),
            ("convergence.application p95 < 2min", 25, "`p95` is not an aggregate"),
            ("convergence.application p(0) < 2min", 25, "`p(0)` is not an aggregate"),
            ("convergence.application p(101) < 2min", 25, "`p(101)` is not an aggregate"),
            ("convergence.application min < 2min", 25, "`min` is not an aggregate"),
            ("convergence.application value < 2min", 25, "`value` does not suit `convergence.application`"),
            ("poller.overrun_share p(95) < 5%", 22, "`p(95)` does not suit `poller.overrun_share`"),
            ("convergence.unsettled rate < 5", 23, "`rate` does not suit `convergence.unsettled`"),
            ("convergence.application p(95) 2min", 31, "this is no comparison"),
            ("convergence.application p(95) != 2min", 31, "this is no comparison"),
            ("convergence.application p(95)", 30, "a comparison is missing"),
            ("convergence.application p(95) <", 32, "a value to compare with is missing"),
            ("convergence.application p(95) < soon", 33, "`soon` is not a number with a unit"),
            ("convergence.application p(95) < -2min", 33, "`-2min` is negative and no measure is"),
            (
                "convergence.application p(95) < 120", 33,
                "`120` cannot be compared with `convergence.application`, which is in s"
            ),
            (
                "convergence.application p(95) < 5%", 33,
                "`5%` cannot be compared with `convergence.application`, which is in s"
            ),
            (
                "poller.overrun_share value < 0.05", 30,
                "`0.05` cannot be compared with `poller.overrun_share`, which is in %"
            ),
            ("poller.calls count < 5/s", 22, "`5/s` cannot be compared with `poller.calls`, which is in calls"),
        ])
    func aLineThatCannotBeJudged(line: String, column: Int, message: String) {
        let error = #expect(throws: GateError.self) { try Gate(reading: line) }
        #expect(error?.column == column)
        #expect(error?.message == message)
        #expect(error?.wayOut.isEmpty == false)
    }

    @Test("a misspelt measure is answered with the nearest one")
    func aMisspeltMeasureIsAnswered() {
        let error = #expect(throws: GateError.self) { try Gate(reading: "convergence.aplication p(95) < 2min") }
        #expect(error?.wayOut == "did you mean `convergence.application`?")
    }

    @Test("a tag that the run does not have is refused with the nearest one")
    func aTagThatTheRunDoesNotHaveIsRefused() {
        let tags = MeasureTags(consumerGroups: ["payment-proxy", "payment-updater"])
        let error = #expect(throws: GateError.self) {
            try Gate(reading: "kafka.lag.payment-prxy max < 10", tags: tags)
        }
        #expect(error?.wayOut == "did you mean `kafka.lag.payment-proxy`?")
    }

    @Test("every aggregate that a measure offers can be written in a gate")
    func everyAggregateThatAMeasure() throws {
        for definition in MeasureCatalogue.all {
            for aggregate in definition.aggregates {
                let gate = try Gate(reading: "\(definition.name) \(aggregate) >= 0")
                #expect(gate.bound == 0)
            }
        }
    }
}
