import VirtualTime

/// What a run cost the machine. Wall time varies from run to run and so stays out of everything that decides.
package struct RunCost: Sendable {
    /// Agenda entries fired.
    package var events: UInt64
    /// Task jobs run.
    package var jobs: UInt64
    /// By the machine's clock, from the run's start to its end.
    package var wallTime: Duration

    /// What a run has cost.
    package init(events: UInt64, jobs: UInt64, wallTime: Duration) {
        self.events = events
        self.jobs = jobs
        self.wallTime = wallTime
    }

    /// The measures of the kind `MeasureDefinition.Kind.cost`.
    /// - Parameter virtualTime: of the run.
    package func measures(over virtualTime: Duration) -> [Measure] {
        let seconds = Double(wallTime.wholeNanoseconds) / 1e9
        let cost = Measures.cost
        var measures = [
            Measure(cost.events.definition, .value(Double(events))),
            Measure(cost.jobs.definition, .value(Double(jobs))),
        ]
        if seconds > 0 { measures.append(Measure(cost.eventsPerSecond.definition, .value(Double(events) / seconds))) }
        measures.append(Measure(cost.wallSeconds.definition, .value(seconds)))
        if seconds > 0 {
            let simulated = Double(virtualTime.wholeNanoseconds) / 1e9
            measures.append(Measure(cost.simulatedPerSecond.definition, .value(simulated / seconds)))
        }
        return measures
    }
}
