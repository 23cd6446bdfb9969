/// What was injected.
struct FaultMeasures: Sendable {
    let injected: MeasureID<CounterMeasure>
    let hits: MeasureID<CounterMeasure>

    init(_ list: inout MeasureList) {
        injected = list.declare("faults.injected", "faults", "how often a fault began")
        hits = list.declare("faults.hits", "hits", "calls, messages, processes ... that faults touched")
    }
}

/// Promises that were not kept.
struct ViolationMeasures: Sendable {
    let safety: MeasureID<CounterMeasure>
    let liveness: MeasureID<CounterMeasure>
    let service: MeasureID<CounterMeasure>
    /// By invariant, in the order of its cases.
    let byInvariant: [MeasureID<CounterMeasure>]

    init(_ list: inout MeasureList) {
        safety = list.declare(
            "violations.safety", "violations", "broken promises that must hold at every moment", .lowerIsBetter)
        liveness = list.declare(
            "violations.liveness", "violations", "promises unmet when their time was over", .lowerIsBetter)
        service = list.declare(
            "violations.service", "violations", "harm to people that the platform's rules allow", .lowerIsBetter)
        byInvariant = Invariant.allCases.map {
            list.declare("violations.\($0.rawValue)", "violations", "not kept: \($0.promise)", .lowerIsBetter)
        }
    }
}

/// What the run cost the machine.
struct CostMeasures: Sendable {
    let events: MeasureID<CostMeasure>
    let jobs: MeasureID<CostMeasure>
    let eventsPerSecond: MeasureID<CostMeasure>
    let wallSeconds: MeasureID<CostMeasure>
    let simulatedPerSecond: MeasureID<CostMeasure>

    init(_ list: inout MeasureList) {
        events = list.declare("cost.events", "events", "agenda entries fired", .lowerIsBetter)
        jobs = list.declare("cost.jobs", "jobs", "task jobs run", .lowerIsBetter)
        eventsPerSecond = list.declare(
            "cost.events_per_s", "1/s", "agenda entries fired per second of wall time", .higherIsBetter)
        wallSeconds = list.declare("cost.wall_seconds", "s", "wall time of the run", .lowerIsBetter)
        simulatedPerSecond = list.declare(
            "cost.simulated_s_per_s", "s/s", "simulated seconds per second of wall time", .higherIsBetter)
    }
}
