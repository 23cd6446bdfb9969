import Scenarios
import VirtualTime
import World

/// The gateway between Core and Kafka, as what befalls it.
///
/// Used by one thread.
final class GatewayFaults {
    private let gateway: VectorGateway
    private var ledger = FaultLedger()
    /// The faults that hold, and what the gateway had buffered before each.
    private var holding: [(fault: FaultID, before: UInt64)] = []

    init(_ gateway: VectorGateway) { self.gateway = gateway }

    /// Lets `trouble` befall the gateway until `remove`.
    /// - Parameter name: who injects it.
    func inject(_ trouble: GatewayTrouble, named name: String) -> FaultID {
        let fault = ledger.open(name)
        switch trouble {
        case .cutOff:
            holding.append((fault, buffered))
            gateway.setReachesKafka(false)
        }
        return fault
    }

    /// Ends a fault; the gateway reaches Kafka when none is left. Ending one that has ended does nothing.
    func remove(_ fault: FaultID) {
        guard let position = holding.firstIndex(where: { $0.fault == fault }) else { return }
        ledger[fault] = hits(of: fault)
        holding.remove(at: position)
        if holding.isEmpty { gateway.setReachesKafka(true) }
    }

    /// What a fault has done so far; it may have ended.
    func hits(of fault: FaultID) -> FaultHits {
        var hits = ledger[fault]
        if let held = holding.first(where: { $0.fault == fault }) { hits.hit += buffered - held.before }
        return hits
    }

    private var buffered: UInt64 { gateway.counters.buffered + gateway.counters.foundFull }
}
