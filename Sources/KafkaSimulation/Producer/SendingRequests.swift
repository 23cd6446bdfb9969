import Containers
import ServicePorts
import VirtualTime

/// What a producer does with its batches: when they go, over how many requests at once, and what follows from an
/// answer.
extension RecordSender {
    var now: Int64 { simulation.now.nanoseconds }
    var isAlive: Bool { process?.isAlive ?? true }

    // MARK: At once

    /// Whether nothing has to go first and the answer comes for sure when it is said to.
    func canSendDirectly(to log: LogID) -> Bool {
        guard settings.linger == .zero, !settings.enableIdempotence, faults.isEmpty else { return false }
        if settings.acks == .all, replicas.partitions[log].isReplicated { return false }
        if settings.acks != .none,
            inFlight[broker(of: log)] >= settings.maxInFlightRequestsPerConnection
        {
            return false
        }
        guard !sends.isEmpty else { return true }
        let slot = slot(of: log)
        return sends[slot].retries.isEmpty && accumulator.batches[slot].isEmpty
    }

    /// Sends one record off on its own. Records of one sender arrive in the order they were sent, as over one
    /// connection.
    func sendDirectly(_ record: ProducedRecord, to log: LogID, isHeld: Bool) -> SlotToken {
        let token = server.requests.insert(
            PendingProduce(
                client: self, log: log, acks: settings.acks, records: .one(record), size: record.size,
                createdAtNanoseconds: now,
                isDirect: isHeld, isHeld: isHeld))
        transmit(token)
        return token
    }

    /// Puts a request on the wire.
    private func transmit(_ token: SlotToken) {
        let log = server.requests[token].log
        let broker = broker(of: log)
        var latency = server.latency.sampleNanoseconds(&latencies)
        var loss = (request: false, answer: false)
        if !faults.isEmpty {
            latency += faults.addedDelay(forClient: clientName)
            loss = faults.drawLoss(client: clientName, topic: metadata[log].name)
        }
        let now = now
        let arrival = max(now + latency / 2, lastArrivalAtNanoseconds[broker] + 1)
        lastArrivalAtNanoseconds[broker] = arrival
        let wantsAnswer = process != nil && settings.acks != .none
        server.requests[token].leaves(
            for: broker, leaderEpoch: replicas.partitions[log].leaderEpoch, arrivesAtNanoseconds: arrival,
            answerDelayNanoseconds: max(latency - latency / 2, 1), losesAnswer: loss.answer, isCounted: wantsAnswer)
        if wantsAnswer {
            inFlight[broker] += 1
            precondition(
                inFlight[broker] <= settings.maxInFlightRequestsPerConnection,
                "No more requests are under way than max.in.flight.requests.per.connection.")
        }
        if loss.request {
            return lost(token)
        }
        server.requests[token].phase = .sent
        server.schedule(.arrives, token, after: arrival - now)
        if wantsAnswer, !server.requests[token].isDirect { watch(token) }
        if settings.acks == .none { acknowledgeUnheard(token) }
    }

    /// The request is lost on its way: a producer that wants an answer notices after `request.timeout.ms`.
    private func lost(_ token: SlotToken) {
        server.requests[token].phase = .silent
        if server.requests[token].isCounted { return watch(token) }
        if settings.acks == .none, process != nil {
            acknowledgeUnheard(token)
            return server.drop(token)
        }
        // Nobody waits for the gateway's answers but itself.
        becameBusy()
        requests.add(
            (token, server.requests[token].attempt), atNanoseconds: now + settings.requestTimeout.wholeNanoseconds)
        deliveries.add(
            token,
            atNanoseconds: server.requests[token].createdAtNanoseconds + settings.deliveryTimeout.wholeNanoseconds)
        armTimer()
    }

    /// With `acks=0` a request counts as done when it has left.
    private func acknowledgeUnheard(_ token: SlotToken) {
        precondition(!server.requests[token].isCounted, "Who wants an answer waits for it.")
        release(server.requests[token].size)
        if let delivery = server.requests[token].delivery {
            settle(delivery, .stored(log: server.requests[token].log, base: -1, appendTime: nil))
        }
        server.requests[token].delivery = nil
    }

    /// Sees to it that a time-out ends what no answer does.
    private func watch(_ token: SlotToken) {
        precondition(server.requests[token].isCounted, "Only an answer that is wanted is watched for.")
        becameBusy()
        let attempt = server.requests[token].attempt
        requests.add((token, attempt), atNanoseconds: now + settings.requestTimeout.wholeNanoseconds)
        if attempt == 1 {
            deliveries.add(
                token,
                atNanoseconds: server.requests[token].createdAtNanoseconds
                    + settings.deliveryTimeout.wholeNanoseconds)
        }
        armTimer()
    }

    /// A request takes one of `max.in.flight.requests.per.connection` no more.
    func freeConnection(to broker: BrokerID) {
        inFlight[broker] -= 1
        precondition(inFlight[broker] >= 0, "A request is answered once.")
    }

    private func broker(of log: LogID) -> BrokerID { replicas.partitions[log].leader ?? 0 }

    // MARK: Batches

    /// Sends what may go, partition by partition in turn, one request for each batch.
    func sendReady() {
        guard !sends.isEmpty else { return }
        if let process, process.state != .running { return sendLater(process) }
        if settings.enableIdempotence, producerID == nil { return askForProducerID() }
        var isDone = false
        while !isDone {
            isDone = true
            for step in sends.ids {
                let slot = PartitionSlot(index: (firstToSend + step.index) % sends.count)
                if inFlight[broker(of: sends[slot].log)] < settings.maxInFlightRequestsPerConnection,
                    sendFirst(of: slot)
                {
                    isDone = false
                }
            }
        }
        firstToSend = (firstToSend + 1) % sends.count
        armTimer()
    }

    /// A paused process sends when it goes on; a dead one never does.
    func sendLater(_ process: SimulatedProcess) {
        guard process.isAlive else { return abandonAll() }
        guard !resumesLater else { return }
        resumesLater = true
        process.start {
            self.resumesLater = false
            self.sendReady()
        }
    }

    private func sendFirst(of slot: PartitionSlot) -> Bool {
        if let first = sends[slot].retries.first {
            guard server.requests[first].phase == .retrying else { return false }
            // Sequence numbers go in order: one that is under way goes before (KIP-98).
            if settings.enableIdempotence, sends[slot].inOrder.first != first { return false }
            sends[slot].retries.removeFirst()
            server.counters.produceRetries += 1
            transmit(first)
            return true
        }
        let asksForAll = flushes > 0 || isExhausted
        guard accumulator.isReady(slot, at: now, asksForAll: asksForAll) else { return false }
        let batch = accumulator.takeFirst(of: slot)
        let size = batch.records.reduce(0) { $0 + $1.size }
        precondition(batch.size == size + BatchRecords.overhead, "A batch is as large as its records and its own.")
        var pending = PendingProduce(
            client: self, log: sends[slot].log, acks: settings.acks,
            records: batch.records.count == 1 ? .one(batch.records[0]) : .many(batch.records),
            size: size, createdAtNanoseconds: batch.openedAtNanoseconds)
        pending.delivery = takeDelivery(of: slot)
        if settings.enableIdempotence {
            guard let producerID else { preconditionFailure("An idempotent producer has its id before it sends.") }
            let sequence = BatchSequence(
                producerID: producerID, epoch: sends[slot].epoch, first: sends[slot].nextSequence,
                count: Int32(batch.records.count))
            sends[slot].nextSequence = sequence.next
            pending.sequence = sequence
        }
        let token = server.requests.insert(pending)
        if settings.enableIdempotence { sends[slot].inOrder.append(token) }
        transmit(token)
        return true
    }

    private func askForProducerID() {
        guard !asksForProducerID else { return }
        asksForProducerID = true
        let busyToken = becameBusy()
        server.schedule(
            .producerIDArrives, busyToken,
            after: server.latency.sampleNanoseconds(&latencies) + faults.addedDelay(forClient: clientName))
    }

    func producerIDArrived() {
        precondition(asksForProducerID && producerID == nil, "A producer asks for one id.")
        producerID = server.makeProducerID()
        sendReady()
    }

    // MARK: Answers

    func answered(_ token: SlotToken) {
        if server.requests[token].isCounted { freeConnection(to: server.requests[token].broker) }
        guard isAlive else {
            server.drop(token)
            return abandonAll()
        }
        if let error = server.requests[token].error {
            failed(token, error)
        } else {
            let (log, offset) = (server.requests[token].log, server.requests[token].offset)
            end(token, .stored(log: log, base: offset, appendTime: replicas.appendTime(of: log, at: offset)))
        }
        sendReady()
    }

    func failed(_ token: SlotToken, _ error: KafkaError) {
        simulation.note(KafkaTrace.produceFailed, UInt64(token.slot))
        switch server.requests[token].phase {
        case .sent, .awaiting, .answering, .silent: break
        case .backingOff, .retrying, .orphaned, .settled: preconditionFailure("Only what is under way fails.")
        }
        // A request that nobody is told about is lost with its connection.
        if settings.acks == .none { return end(token, .failed(error)) }
        guard error.isRetriable, server.requests[token].attempt <= settings.retries else {
            return end(token, .failed(error))
        }
        let deadline = server.requests[token].createdAtNanoseconds + settings.deliveryTimeout.wholeNanoseconds
        if now >= deadline { return end(token, .failed(.deliveryTimedOut(topic: topic(of: token)))) }
        let slot = slot(of: server.requests[token].log)
        if case .outOfOrderSequence = error, sends[slot].inOrder.first == token { beginEpoch(of: slot) }
        if server.requests[token].attempt == 1 { deliveries.add(token, atNanoseconds: deadline) }
        becameBusy()
        server.requests[token].phase = .backingOff
        requeue(token, in: slot)
        server.schedule(.retryIsDue, token, after: settings.retryBackoff.wholeNanoseconds)
        armTimer()
    }

    /// To the front, which is how retries overtake nothing but are overtaken; by sequence when there is one.
    private func requeue(_ token: SlotToken, in slot: PartitionSlot) {
        precondition(!sends[slot].retries.contains(token), "A batch waits for its turn once.")
        guard let place = sends[slot].inOrder.firstIndex(of: token) else {
            return sends[slot].retries.prepend(token)
        }
        let before = sends[slot].inOrder[..<place]
        let index = sends[slot].retries.firstIndex { !before.contains($0) } ?? sends[slot].retries.count
        sends[slot].retries.insert(token, at: index)
    }

    /// What the broker knows of the producer does not fit any more, and nothing before is under way: the producer
    /// begins a new epoch and numbers what it has not had acknowledged from zero (KIP-360).
    private func beginEpoch(of slot: PartitionSlot) {
        precondition(settings.enableIdempotence, "Only an idempotent producer has epochs.")
        precondition(newestEpoch < .max, "A producer has at most 2 to the 31 epochs.")
        newestEpoch += 1
        sends[slot].epoch = newestEpoch
        sends[slot].nextSequence = 0
        for token in sends[slot].inOrder {
            guard var sequence = server.requests[token].sequence else {
                preconditionFailure("What is kept in order has its number.")
            }
            sequence.epoch = newestEpoch
            sequence.first = sends[slot].nextSequence
            server.requests[token].sequence = sequence
            sends[slot].nextSequence = sequence.next
        }
    }

    func topic(of token: SlotToken) -> String { metadata.topicPartitions[server.requests[token].log].topic }

    /// Takes a batch out of the producer's books and tells its callers.
    func end(_ token: SlotToken, _ outcome: BatchDelivery.Outcome) {
        let phase = server.requests[token].phase
        precondition(phase != .orphaned && phase != .settled, "A batch ends once.")
        forget(token)
        // With `acks=0` that was done when the request left.
        if settings.acks != .none { release(server.requests[token].size) }
        if case .failed = outcome { server.counters.produceFailures += UInt64(server.requests[token].records.count) }
        if let delivery = server.requests[token].delivery { settle(delivery, outcome) }
        server.drop(token)
    }

    func forget(_ token: SlotToken) {
        guard !sends.isEmpty else { return }
        let slot = slot(of: server.requests[token].log)
        sends[slot].retries.removeAll { $0 == token }
        sends[slot].inOrder.removeAll { $0 == token }
    }

    /// The call that sent directly waits no longer: the request goes on as it would have.
    func abandon(_ token: SlotToken) {
        precondition(server.requests[token].isHeld, "A call gives up its own request, once.")
        server.requests[token].isHeld = false
        guard server.requests[token].isDirect else {
            if server.requests[token].phase == .settled { server.requests.remove(token) }
            return
        }
        server.requests[token].isDirect = false
        let hasArrived = server.requests[token].offset >= 0
        guard isAlive else {
            if hasArrived { server.requests.remove(token) }
            return
        }
        guard hasArrived else { return }
        server.requests[token].phase = .answering
        server.schedule(
            .answered, token, after: max(server.requests[token].acknowledgedAtNanoseconds - now, 0))
    }
}
