import VirtualTime

/// The faults that hold on one cluster, and what each has done. Without any, each question costs one comparison.
///
/// Every beginning, end and hit enters the trace hash.
final class ActiveFaults {
    private struct Entry {
        let fault: FaultID
        /// Among the faults that draw or delay, in the order of their injection: what the trace knows them by.
        let number: Int
        let kind: KafkaFault
        let delay: Sampler?
        var draws: RandomStream
    }

    private let simulation: Simulation
    private var ledger = FaultLedger()
    /// All but brokers that are down, in the order of their injection.
    @exclusivity(unchecked) private var entries: [Entry] = []
    private var nextNumber = 0
    private var down: [(fault: FaultID, broker: BrokerID)] = []

    init(in simulation: Simulation) { self.simulation = simulation }

    /// Whether nothing befalls requests, replication or coordinators.
    var isEmpty: Bool { entries.isEmpty }

    /// - Parameter name: who injects it; without one its stream of randomness is found by its number.
    func add(_ kind: KafkaFault, named name: String?) -> FaultID {
        let fault = ledger.open(name ?? "fault")
        if case .brokerDown = kind { return fault }
        let number = nextNumber
        nextNumber += 1
        simulation.note(KafkaTrace.faultInjected, UInt64(number))
        let delay: Sampler? =
            switch kind {
            case .slowRequests(let delay, _), .slowReplication(_, let delay): Sampler(delay)
            default: nil
            }
        let stream = name == nil ? "\(number)" : ledger.label(of: fault)
        entries.append(
            Entry(
                fault: fault, number: number, kind: kind, delay: delay,
                draws: simulation.stream("kafka/faults/\(stream)")))
        return fault
    }

    /// Ends a fault and says what it was; nil when it has ended already, or has taken no broker down.
    func remove(_ fault: FaultID) -> KafkaFault? {
        if let index = down.firstIndex(where: { $0.fault == fault }) {
            return .brokerDown(down.remove(at: index).broker)
        }
        guard let index = entries.firstIndex(where: { $0.fault == fault }) else { return nil }
        simulation.note(KafkaTrace.faultRemoved, UInt64(entries[index].number))
        return entries.remove(at: index).kind
    }

    func hits(of fault: FaultID) -> FaultHits { ledger[fault] }

    /// Whether a fault keeps the broker down.
    func isDown(_ broker: BrokerID) -> Bool { down.contains { $0.broker == broker } }

    /// The fault keeps the broker down, which comes back when no fault does any more.
    func tookDown(_ broker: BrokerID, by fault: FaultID) {
        ledger.expose(fault)
        ledger.hit(fault)
        down.append((fault, broker))
    }

    private func hit(_ index: Int, addedNanoseconds: Int64 = 0) {
        precondition(addedNanoseconds >= 0, "A fault makes nothing faster.")
        ledger.hit(entries[index].fault, addedNanoseconds: addedNanoseconds)
        simulation.note(KafkaTrace.faultHit, UInt64(entries[index].number))
    }

    // MARK: What befalls requests

    /// What comes on top of a request's latency, in nanoseconds.
    @inline(__always)
    func addedDelay(forClient name: @autoclosure () -> String) -> Int64 {
        entries.isEmpty ? 0 : drawAddedDelay(forClient: name())
    }

    private func drawAddedDelay(forClient name: String) -> Int64 {
        var total: Int64 = 0
        for index in entries.indices {
            guard case .slowRequests(_, let clients) = entries[index].kind, clients.matches(name) else { continue }
            total = FaultDelay.sum(total, drawDelay(index))
        }
        return total
    }

    private func drawDelay(_ index: Int) -> Int64 {
        guard let delay = entries[index].delay else { preconditionFailure("Only what is slow draws a delay.") }
        let added = delay.sampleNanoseconds(&entries[index].draws)
        ledger.expose(entries[index].fault)
        hit(index, addedNanoseconds: added)
        return added
    }

    /// Whether a produce request, or its answer, is lost.
    func drawLoss(client: String, topic: String) -> (request: Bool, answer: Bool) {
        var loss = (request: false, answer: false)
        for index in entries.indices {
            guard case .produce(let shares, let clients, let topics) = entries[index].kind, clients.matches(client),
                topics.matches(topic)
            else { continue }
            ledger.expose(entries[index].fault)
            let losesRequest = entries[index].draws.happens(shares.requestLost)
            let losesAnswer = entries[index].draws.happens(shares.acknowledgementLost)
            guard losesRequest || losesAnswer else { continue }
            hit(index)
            loss.request = loss.request || losesRequest
            loss.answer = loss.answer || losesAnswer
        }
        return loss
    }

    // MARK: What befalls replication

    /// What comes on top of a replica's fetch, in nanoseconds; nil when it brings nothing.
    func replicationDelay(from leader: BrokerID, to follower: BrokerID) -> Int64? {
        var total: Int64 = 0
        for index in entries.indices {
            switch entries[index].kind {
            case .cloggedReplication(let broker) where broker == leader || broker == follower:
                ledger.expose(entries[index].fault)
                hit(index)
                return nil
            case .slowReplication(let broker, _) where broker == leader || broker == follower:
                total += drawDelay(index)
            default: continue
            }
        }
        return total
    }

    func isReplicationClogged(on broker: BrokerID) -> Bool {
        entries.contains { $0.kind == .cloggedReplication(on: broker) }
    }

    // MARK: What befalls coordinators

    /// Hits the fault once for each of `groups` that it is meant for.
    func hitGroups(_ groups: [String], by fault: FaultID) {
        guard let index = entries.firstIndex(where: { $0.fault == fault }),
            case .coordinatorOutage(let pattern) = entries[index].kind
        else { preconditionFailure("Only an outage of coordinators befalls groups.") }
        for group in groups where pattern.matches(group) {
            ledger.expose(fault)
            hit(index)
        }
    }

    func isCoordinatorOut(ofGroup id: String) -> Bool {
        entries.contains {
            if case .coordinatorOutage(let groups) = $0.kind { groups.matches(id) } else { false }
        }
    }
}
