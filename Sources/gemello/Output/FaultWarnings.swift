import Observation
import Twin

/// What the summary and the JSON of a run warn of: faults of its scenario that did nothing. What a swarm draws may do
/// nothing, since another seed draws it elsewhere.
struct FaultWarnings {
    /// One sentence for each such fault, in the scenario's order.
    let lines: [String]

    init(_ ending: RunEnding) {
        let written = ending.ticket.scenario.faults.count
        lines = ending.findings.faults.filter { $0.index < written && $0.hits == 0 }.map(Self.sentence)
    }

    private static func sentence(_ fault: InjectedFault) -> String {
        let name = "faults.\(fault.index) (\(fault.kind)\(fault.target.isEmpty ? "" : " " + fault.target))"
        guard fault.occurrences > 0 else {
            return "\(name) never began, so that nothing here is its doing; give it another time or moment"
        }
        return "\(name) hit no \(fault.hitUnit), so that nothing here is its doing; "
            + "aim it wider, or let it last longer"
    }
}
