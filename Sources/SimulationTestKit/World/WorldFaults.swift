import InfrastructureSimulation
import Testing
import VirtualTime

extension SimulatedWorld {
    /// Lets a fault befall its target now, by the words of a scenario, such as `.linkDelay(to: "bank.test", by: ...)`.
    /// - Parameters:
    ///   - length: after which it ends by itself; nil for one that lasts until `end`, and for what happens at one
    ///     instant.
    ///   - mayMiss: whether the test is content when nothing comes by for the fault in any of its seeds, and when its
    ///     rolling restart is not over. Otherwise that is an issue of the test.
    /// - Throws: `FaultRefusal`, when there is nothing that it could befall, or it needs a length, or takes none, or
    ///   would change nothing.
    @discardableResult
    public func inject(
        _ fault: InfrastructureFault, for length: Duration? = nil, mayMiss: Bool = false,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws(FaultRefusal) -> RunningFault {
        guard takes("inject(\(fault))", sourceLocation) else { throw .noTarget(fault) }
        try injector.check(fault, for: length)
        let end = length.map { simulation.now.advanced(by: $0) }
        let running = RunningFault(
            fault: fault, injector: injector, gate: gate, simulation: simulation,
            id: injector.inject(fault, named: "faults/\(fault)", until: end))
        if !mayMiss { injected.append((running, sourceLocation)) }
        // A fault may outlast its test.
        if let end { agenda.schedule(at: end, nil) { try running.end() } }
        return running
    }
}

/// A fault that was injected into a test's world.
public struct RunningFault {
    /// What befalls whom.
    public let fault: InfrastructureFault
    let injector: FaultInjector
    let gate: WorldGate
    let simulation: Simulation
    let id: FaultID

    /// Ends it; what it has done stays done. Nothing happens when it has ended.
    /// - Throws: `FaultRefusal`, when it happened at one instant.
    public func end() throws(FaultRefusal) {
        guard fault.kind.lasts else { throw .noEnd(fault) }
        if let reason = gate.reason {
            return gate.refuse("end() of \(fault)", reason, at: simulation.placeOfCall, in: simulation)
        }
        injector.remove(id)
    }

    /// Whether it happened at one instant and still goes on by itself.
    var isUnderWay: Bool { injector.isUnderWay(id) }

    /// What it has done so far; it may have ended.
    public var hits: FaultHits { injector.hits(of: id) }

    /// Whether anything came by that it was meant for. An outage of a coordinator counts the groups that were there
    /// when it began, and befalls those that come, too.
    var hasBeenMet: Bool { hits.exposed > 0 || hits.hit > 0 || fault.kind == .kafkaCoordinatorDown }
}
