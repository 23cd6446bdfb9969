import Observation
import Twin

/// What the summary and the JSON of a run warn of: faults that did nothing.
struct FaultWarnings {
    /// One sentence for each such fault that the scenario wrote, in its order; one for all that a swarm drew, since
    /// nobody aims them and another seed draws them elsewhere.
    let lines: [String]

    init(_ ending: RunEnding) {
        let written = ending.ticket.scenario.faults.count
        let idle = ending.findings.faults.filter { $0.hits == 0 }
        let drawn = ending.findings.faults.count { $0.index >= written }
        let idleDrawn = idle.count { $0.index >= written }
        lines =
            idle.filter { $0.index < written }.map(Self.sentence)
            + (idleDrawn > 0 ? ["of the \(drawn) faults that the swarm drew \(idleDrawn) hit nothing"] : [])
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
