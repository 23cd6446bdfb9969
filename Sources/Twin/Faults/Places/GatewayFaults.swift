import Scenarios
import VirtualTime
import World

/// The gateway between Core and Kafka, as what befalls it.
///
/// Used by one thread.
final class GatewayFaults {
    private let gateway: VectorGateway
    private var ledger = FaultLedger()
    /// The fault that holds, and what the gateway had buffered before.
    private var holding: (fault: FaultID, before: UInt64)?

    init(_ gateway: VectorGateway) { self.gateway = gateway }

    /// Lets `trouble` befall the gateway until `remove`.
    /// - Parameter name: who injects it.
    func inject(_ trouble: GatewayTrouble, named name: String) -> FaultID {
        let fault = ledger.open(name)
        switch trouble {
        case .cutOff:
            holding = (fault, buffered)
            gateway.setReachesKafka(false)
        }
        return fault
    }

    /// Ends a fault. Ending one that has ended does nothing.
    func remove(_ fault: FaultID) {
        guard holding?.fault == fault else { return }
        ledger[fault] = hits(of: fault)
        holding = nil
        gateway.setReachesKafka(true)
    }

    /// What a fault has done so far; it may have ended.
    func hits(of fault: FaultID) -> FaultHits {
        var hits = ledger[fault]
        if let holding, holding.fault == fault { hits.hit += buffered - holding.before }
        return hits
    }

    private var buffered: UInt64 { gateway.counters.buffered + gateway.counters.foundFull }
}
