import InfrastructureSimulation
import Testing
import VirtualTime

extension SimulatedWorld {
    /// Lets a fault befall its target now, by the words of a scenario, such as `.linkDelay(to: "bank.test", by: ...)`.
    /// - Parameter length: after which it ends by itself; nil for one that lasts until `end`, and for what happens at
    ///   one instant.
    /// - Throws: `FaultRefusal`, when there is nothing that it could befall, or it needs a length, or takes none.
    @discardableResult
    public func inject(_ fault: InfrastructureFault, for length: Duration? = nil) throws(FaultRefusal) -> RunningFault {
        try injector.check(fault, for: length)
        let end = length.map { simulation.now.advanced(by: $0) }
        let running = RunningFault(
            fault: fault, injector: injector, id: injector.inject(fault, named: "faults/\(fault)", until: end))
        // A fault may outlast its test.
        if let end { agenda.schedule(at: end, nil) { running.end() } }
        return running
    }
}

/// A fault that was injected into a test's world.
public struct RunningFault {
    /// What befalls whom.
    public let fault: InfrastructureFault
    let injector: FaultInjector
    let id: FaultID

    /// Ends it; what it has done stays done. Nothing happens when it has ended, or happened at one instant.
    public func end() { if fault.kind.lasts { injector.remove(id) } }

    /// What it has done so far; it may have ended.
    public var hits: FaultHits { injector.hits(of: id) }
}
