/// What was injected.
package struct FaultMeasures: Sendable {
    package let injected: MeasureID<CounterMeasure>
    package let hits: MeasureID<CounterMeasure>

    init(_ list: inout MeasureList) {
        injected = list.declare("faults.injected", "faults", "how often a fault began")
        hits = list.declare("faults.hits", "hits", "calls, messages, processes ... that faults touched")
    }
}

/// Promises that were not kept.
package struct ViolationMeasures: Sendable {
    package let safety: MeasureID<CounterMeasure>
    package let liveness: MeasureID<CounterMeasure>
    /// By invariant, in the order of its cases.
    package let byInvariant: [MeasureID<CounterMeasure>]

    init(_ list: inout MeasureList) {
        safety = list.declare(
            "violations.safety", "violations", "broken promises that must hold at every moment", .lowerIsBetter)
        liveness = list.declare(
            "violations.liveness", "violations", "promises unmet when their time was over", .lowerIsBetter)
        byInvariant = Invariant.allCases.map {
            list.declare("violations.\($0.rawValue)", "violations", "not kept: \($0.promise)", .lowerIsBetter)
        }
    }
}

/// What the run cost the machine.
package struct CostMeasures: Sendable {
    package let events: MeasureID<ValueMeasure>
    package let jobs: MeasureID<ValueMeasure>
    package let eventsPerSecond: MeasureID<ValueMeasure>
    package let wallSeconds: MeasureID<ValueMeasure>
    package let simulatedPerSecond: MeasureID<ValueMeasure>

    init(_ list: inout MeasureList) {
        events = list.declare("cost.events", "events", "agenda entries fired", .lowerIsBetter, isCost: true)
        jobs = list.declare("cost.jobs", "jobs", "task jobs run", .lowerIsBetter, isCost: true)
        eventsPerSecond = list.declare(
            "cost.events_per_s", "1/s", "agenda entries fired per second of wall time", .higherIsBetter, isCost: true)
        wallSeconds = list.declare("cost.wall_seconds", "s", "wall time of the run", .lowerIsBetter, isCost: true)
        simulatedPerSecond = list.declare(
            "cost.simulated_s_per_s", "s/s", "simulated seconds per second of wall time", .higherIsBetter, isCost: true)
    }
}
