import Observation
import Testing

@Suite("Each measure says which of two figures is the better one")
struct DirectionTests {
    /// Of these neither more nor less is better: they tell what was asked of the run, or what has time left.
    private static let neither: Set = [
        "poller.rows_due", "convergence.settling", "convergence.payments", "convergence.open", "checkout.asked",
        "checkout.completed_per_s_peak_60s", "checkout.abandoned", "kafka.records", "intermediary.pushes",
        "faults.injected", "faults.hits",
    ]
    private static let higher: Set = [
        "convergence.completed", "checkout.accepted", "checkout.completed", "checkout.completed_per_s", "checkout.knee",
        "cost.events_per_s", "cost.simulated_s_per_s",
    ]

    @Test("Less is better of all measures but those of goods and of what was asked")
    func allMeasures() {
        for definition in MeasureCatalogue.all {
            let expected: MeasureDefinition.Direction? =
                Self.neither.contains(definition.name)
                ? nil : Self.higher.contains(definition.name) ? .higherIsBetter : .lowerIsBetter
            #expect(definition.direction == expected, "\(definition.name)")
        }
        let names = Set(MeasureCatalogue.all.map(\.name))
        #expect(Self.neither.isSubset(of: names) && Self.higher.isSubset(of: names))
    }
}
