import Containers
import DequeModule
import ServicePorts
import VirtualTime

/// The client's end of produce requests.
protocol ProduceClient: AnyObject {
    /// An answer has come back, the request failed, or nobody waits for an answer.
    func answered(_ request: SlotToken)
    /// A request has waited for its retry.
    func sendReady()
    func timerFired()
    func producerIDArrived()
}

/// The brokers' side of produce requests (`KafkaApis.handleProduceRequest`): it takes them as they arrive, lets the
/// leader append, drops what idempotent producers send twice, and answers when as many replicas have the records as
/// `acks` asks for.
///
/// `@unchecked Sendable`: touched only by the thread that runs its simulation. Of `@exclusivity(unchecked)` see
/// `ReplicaManager`.
final class ProduceServer: AgendaHandler, @unchecked Sendable {
    /// What an agenda entry means, about a request or a client.
    typealias Entry = TaggedEntry<Kind, SlotToken>

    enum Kind: UInt8 { case arrives, answered, retryIsDue, senderTimer, producerIDArrives }

    struct Counters {
        var produceRetries: UInt64 = 0
        var produceFailures: UInt64 = 0
        var duplicatesDropped: UInt64 = 0
    }

    /// What is on its way to the high watermark before it is acknowledged.
    private struct AwaitedAppend {
        /// The offset after its last record.
        let end: Int64
        let request: SlotToken
    }

    let simulation: Simulation
    let replicas: ReplicaManager
    let latency: Sampler
    @exclusivity(unchecked) var counters = Counters()
    @exclusivity(unchecked) var recorder: (any KafkaRecorder)?
    /// Requests that are under way or may go once more.
    @exclusivity(unchecked) var requests = SlotTable<PendingProduce>()
    /// Clients that have something buffered or under way which may need them later.
    @exclusivity(unchecked) private var busyClients = SlotTable<any ProduceClient>()
    @exclusivity(unchecked) private var sequences: IDTable<LogID, SequenceTable>
    /// Requests that wait for the high watermark, in order of offset.
    private var awaiting: IDTable<LogID, Deque<AwaitedAppend>>
    private var producerIDs: Int64 = 0
    private var handler: HandlerID<Entry>!

    init(_ model: KafkaModel, _ replicas: ReplicaManager) {
        simulation = replicas.simulation
        self.replicas = replicas
        latency = Sampler(model.produceLatency)
        sequences = IDTable(repeating: SequenceTable(), count: replicas.metadata.logCount)
        awaiting = IDTable(repeating: [], count: replicas.metadata.logCount)
        replicas.produces = self
    }

    /// Makes it known to the simulation, once.
    func register() {
        precondition(handler == nil, "A handler is registered once.")
        handler = simulation.register(self)
    }

    /// Forgets what is under way, when the simulation is over: clients know the server, and they would keep each other
    /// for ever.
    func close() {
        requests = SlotTable()
        busyClients = SlotTable()
        awaiting = IDTable(repeating: [], count: awaiting.count)
    }

    // MARK: Agenda

    func fire(_ entry: Entry) {
        let slot = entry.subject
        switch entry.tag {
        case .arrives: arrived(slot)
        case .answered: answered(slot)
        case .retryIsDue: retryIsDue(slot)
        case .senderTimer: if busyClients.contains(slot) { busyClients[slot].timerFired() }
        case .producerIDArrives: if busyClients.contains(slot) { busyClients[slot].producerIDArrived() }
        }
    }

    func schedule(_ kind: Kind, _ token: SlotToken, after nanoseconds: Int64) {
        simulation.schedule(afterNanoseconds: nanoseconds, handler, Entry(kind, token))
    }

    // MARK: Clients

    /// Keeps a client until `becameIdle`; its timer is found by what is returned.
    func becameBusy(_ client: any ProduceClient) -> SlotToken { busyClients.insert(client) }
    func becameIdle(_ client: SlotToken) { busyClients.remove(client) }

    /// The id of one more idempotent producer.
    func makeProducerID() -> ProducerID {
        defer { producerIDs += 1 }
        simulation.note(KafkaTrace.producerIDGiven, UInt64(producerIDs))
        return ProducerID(producerIDs)
    }

    /// Removes a request, or leaves it to the call that will still ask for it.
    func drop(_ request: SlotToken) {
        precondition(requests[request].phase != .awaiting, "What waits for replicas is not dropped.")
        if requests[request].isHeld {
            requests[request].phase = .settled
        } else {
            requests.remove(request)
        }
    }

    func stopAwaiting(_ request: SlotToken) {
        precondition(requests[request].phase == .awaiting, "Only what was stored waits for other replicas.")
        let log = requests[request].log
        let count = awaiting[log].count
        awaiting[log].removeAll { $0.request == request }
        precondition(awaiting[log].count == count - 1, "What waits for replicas is in line once.")
        requests[request].phase = .silent
    }

    // MARK: Requests that arrive

    private func arrived(_ request: SlotToken) {
        precondition(
            requests[request].phase == .sent || requests[request].phase == .orphaned,
            "A request arrives once, after it was sent.")
        precondition(requests[request].offset < 0, "An attempt is stored once.")
        let log = requests[request].log
        if let error = refusal(of: request, on: log) { return refuse(request, with: error) }
        guard let sequence = requests[request].sequence else {
            return stored(request, at: append(request, to: log))
        }
        switch sequences[log].judge(sequence) {
        case .append:
            let offset = append(request, to: log)
            sequences[log].appended(sequence, at: offset)
            stored(request, at: offset)
        case .duplicate(let offset):
            counters.duplicatesDropped += 1
            simulation.note(KafkaTrace.duplicateDropped, of: log.index, UInt64(offset))
            stored(request, at: offset)
        case .outOfOrder: refuse(request, with: .outOfOrderSequence(topic: topic(of: log)))
        case .fenced: refuse(request, with: .invalidProducerEpoch(topic: topic(of: log)))
        }
    }

    @inline(__always)
    private func append(_ request: SlotToken, to log: LogID) -> Int64 {
        let base = replicas.append(requests[request].records, to: log)
        if recorder != nil {
            tellAppended(requests[request].records, from: base, to: log, by: requests[request].client)
        }
        return base
    }

    private func topic(of log: LogID) -> String { replicas.metadata[log].name }

    private func refusal(of request: SlotToken, on log: LogID) -> KafkaError? {
        guard replicas.logs[log].isAvailable else {
            let isCrashed = replicas.partitions[log].leader.map { !replicas.isRunning($0) } ?? false
            return isCrashed ? .networkException(topic: topic(of: log)) : .notLeaderOrFollower(topic: topic(of: log))
        }
        if requests[request].leaderEpoch != replicas.partitions[log].leaderEpoch {
            return .notLeaderOrFollower(topic: topic(of: log))
        }
        if let defect = replicas.defect(of: requests[request].records, for: log) { return defect }
        if replicas.lacksReplicas(log), requests[request].acks == .all {
            return .notEnoughReplicas(topic: topic(of: log))
        }
        return nil
    }

    /// The leader has the records: whoever wants no more is answered now.
    private func stored(_ request: SlotToken, at offset: Int64) {
        precondition(offset >= 0, "What is stored has its place.")
        precondition(requests[request].error == nil, "What is refused is not stored.")
        requests[request].offset = offset
        if requests[request].phase == .orphaned { return drop(request) }
        let end = offset + Int64(requests[request].records.count)
        let log = requests[request].log
        precondition(end <= replicas.logs[log].endOffset, "What is stored lies in its log.")
        if replicas.partitions[log].isReplicated, requests[request].isCounted,
            replicas.partitions[log].highWatermark < end, requests[request].acks == .all
        {
            requests[request].phase = .awaiting
            let place = awaiting[log].lastIndex { $0.end <= end }.map { $0 + 1 } ?? 0
            return awaiting[log].insert(AwaitedAppend(end: end, request: request), at: place)
        }
        answer(request)
    }

    /// Sends an answer off, unless nobody waits for one or the call itself knows when it comes.
    private func answer(_ request: SlotToken) {
        if requests[request].isDirect { return }
        precondition(
            requests[request].phase == .sent || requests[request].phase == .awaiting,
            "What the brokers have is answered once.")
        guard requests[request].isCounted else { return requests[request].client.answered(request) }
        guard !requests[request].losesAnswer else { return requests[request].phase = .silent }
        requests[request].phase = .answering
        // The request has waited here if this is later than the producer expected.
        schedule(.answered, request, after: requests[request].answerDelayNanoseconds)
    }

    private func refuse(_ request: SlotToken, with error: KafkaError) {
        if requests[request].phase == .orphaned { return drop(request) }
        precondition(
            requests[request].phase == .sent || requests[request].phase == .awaiting,
            "Only what the brokers have is refused.")
        requests[request].error = error
        requests[request].isDirect = false
        // The call that sent it directly is woken before it can be told.
        if requests[request].isHeld, requests[request].delivery == nil {
            requests[request].delivery = BatchDelivery(number: 0)
        }
        answer(request)
    }

    // MARK: Answers and retries that arrive

    /// An answer has come back, or the connection has broken.
    private func answered(_ request: SlotToken) {
        if requests[request].phase == .orphaned { return drop(request) }
        precondition(requests[request].phase == .answering, "An answer was sent before it arrives.")
        precondition(requests[request].isCounted, "Nobody is answered who does not want it.")
        requests[request].client.answered(request)
    }

    private func retryIsDue(_ request: SlotToken) {
        guard requests.contains(request), requests[request].phase == .backingOff else { return }
        precondition(!requests[request].isDirect, "Who is told of each attempt has no call that waits by itself.")
        requests[request].phase = .retrying
        requests[request].client.sendReady()
    }
}

extension ProduceServer: DelayedProduces {
    func highWatermarkAdvanced(on log: LogID, to offset: Int64) {
        precondition(offset <= replicas.logs[log].endOffset, "Nobody agrees on what is not there.")
        assert(
            zip(awaiting[log].dropFirst(), awaiting[log]).allSatisfy { $0.end >= $1.end },
            "Requests wait in order of offset.")
        while let first = awaiting[log].first, first.end <= offset {
            awaiting[log].removeFirst()
            precondition(requests[first.request].phase == .awaiting, "What waits for replicas was stored.")
            if replicas.lacksReplicas(log) {
                requests[first.request].error = .notEnoughReplicasAfterAppend(topic: topic(of: log))
            }
            answer(first.request)
        }
    }

    func leaderIsGone(from log: LogID, because error: KafkaError) {
        while let first = awaiting[log].popFirst() { refuse(first.request, with: error) }
    }

    func logTruncated(_ log: LogID, from end: Int64) {
        precondition(awaiting[log].isEmpty, "Nobody waits for records of a leader that is gone.")
        sequences[log].truncate(from: end)
    }
}
