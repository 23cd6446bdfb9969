import Containers
import ServicePorts
import VirtualTime

/// What a producer does with its batches: when they go, over how many requests at once, and what follows from an answer.
extension RecordSender {
    var now: Int64 { simulation.now.nanoseconds }
    var isAlive: Bool { process?.isAlive ?? true }

    // MARK: At once

    /// Whether nothing has to go first and the answer comes for sure when it is said to.
    func canSendDirectly(to log: Int) -> Bool {
        guard settings.linger == .zero, !settings.enableIdempotence, kafka.faults.isEmpty else { return false }
        if settings.acks == .all, kafka.replicas[log].isReplicated { return false }
        if settings.acks != .none,
            inFlight[broker(of: log)] >= settings.maxInFlightRequestsPerConnection
        {
            return false
        }
        guard !lanes.isEmpty else { return true }
        let lane = lane(of: log)
        return lanes[lane].retries.isEmpty && accumulator.lanes[lane].isEmpty
    }

    /// Sends one record off on its own. Records of one sender arrive in the order they were sent, as over one connection.
    func sendDirectly(_ record: ProducedRecord, to log: Int, isHeld: Bool) -> SlotToken {
        let token = kafka.produces.insert(
            PendingProduce(
                sender: self, log: log, records: .one(record), size: record.size, createdAtNanoseconds: now,
                isDirect: isHeld, isHeld: isHeld))
        transmit(token)
        return token
    }

    /// Puts a request on the wire.
    private func transmit(_ token: SlotToken) {
        let log = kafka.produces[token].log
        let broker = broker(of: log)
        var latency = kafka.produceLatency.sample(&latencies)
        var loss = (request: false, answer: false)
        if !kafka.faults.isEmpty {
            latency += kafka.faults.addedDelay(forClient: clientName)
            loss = kafka.faults.drawLoss(client: clientName, topic: kafka.topicTable[kafka.logs[log].topic].name)
        }
        let now = now
        let arrival = max(now + latency / 2, lastArrivalAtNanoseconds[broker] + 1)
        lastArrivalAtNanoseconds[broker] = arrival
        let wantsAnswer = process != nil && settings.acks != .none
        kafka.produces[token].leaves(
            for: broker, leaderEpoch: kafka.replicas[log].leaderEpoch, arrivesAtNanoseconds: arrival,
            answerDelayNanoseconds: max(latency - latency / 2, 1), losesAnswer: loss.answer, isCounted: wantsAnswer)
        if wantsAnswer { inFlight[broker] += 1 }
        if loss.request {
            return lost(token)
        }
        kafka.produces[token].phase = .sent
        kafka.schedule(.arrives, token, after: arrival - now)
        if wantsAnswer, !kafka.produces[token].isDirect { watch(token) }
        if settings.acks == .none { acknowledgeUnheard(token) }
    }

    /// The request is lost on its way: a producer that wants an answer notices after `request.timeout.ms`.
    private func lost(_ token: SlotToken) {
        kafka.produces[token].phase = .silent
        if kafka.produces[token].isCounted { return watch(token) }
        if settings.acks == .none, process != nil {
            acknowledgeUnheard(token)
            return kafka.drop(token)
        }
        // Nobody waits for the gateway's answers but itself.
        becameBusy()
        requests.add(
            (token, kafka.produces[token].attempt), atNanoseconds: now + settings.requestTimeout.wholeNanoseconds)
        deliveries.add(
            token,
            atNanoseconds: kafka.produces[token].createdAtNanoseconds + settings.deliveryTimeout.wholeNanoseconds)
        armTimer()
    }

    /// With `acks=0` a request counts as done when it has left.
    private func acknowledgeUnheard(_ token: SlotToken) {
        release(kafka.produces[token].size)
        if let delivery = kafka.produces[token].delivery {
            settle(delivery, .stored(log: kafka.produces[token].log, base: -1, appendTime: nil))
        }
        kafka.produces[token].delivery = nil
    }

    /// Sees to it that a time-out ends what no answer does.
    private func watch(_ token: SlotToken) {
        becameBusy()
        let attempt = kafka.produces[token].attempt
        requests.add((token, attempt), atNanoseconds: now + settings.requestTimeout.wholeNanoseconds)
        if attempt == 1 {
            deliveries.add(
                token,
                atNanoseconds: kafka.produces[token].createdAtNanoseconds
                    + settings.deliveryTimeout.wholeNanoseconds)
        }
        armTimer()
    }

    private func broker(of log: Int) -> Int { kafka.replicas[log].leader?.number ?? 0 }

    // MARK: Batches

    /// Sends what may go, partition by partition in turn, one request for each batch.
    func sendReady() {
        guard !lanes.isEmpty else { return }
        if let process, process.state != .running { return sendLater(process) }
        if settings.enableIdempotence, producerID == nil { return askForProducerID() }
        var isDone = false
        while !isDone {
            isDone = true
            for step in lanes.indices {
                let lane = (firstLaneToSend + step) % lanes.count
                if inFlight[broker(of: lanes[lane].log)] < settings.maxInFlightRequestsPerConnection,
                    sendFirst(of: lane)
                {
                    isDone = false
                }
            }
        }
        firstLaneToSend = (firstLaneToSend + 1) % lanes.count
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

    private func sendFirst(of lane: Int) -> Bool {
        if let first = lanes[lane].retries.first {
            guard kafka.produces[first].phase == .retrying else { return false }
            // Sequence numbers go in order: one that is under way goes before (KIP-98).
            if settings.enableIdempotence, lanes[lane].inOrder.first != first { return false }
            lanes[lane].retries.removeFirst()
            kafka.counters.produceRetries += 1
            transmit(first)
            return true
        }
        let asksForAll = flushes > 0 || isExhausted
        guard accumulator.isReady(lane, at: now, asksForAll: asksForAll) else { return false }
        let batch = accumulator.takeFirst(of: lane)
        let size = batch.records.reduce(0) { $0 + $1.size }
        var pending = PendingProduce(
            sender: self, log: lanes[lane].log,
            records: batch.records.count == 1 ? .one(batch.records[0]) : .many(batch.records),
            size: size, createdAtNanoseconds: batch.openedAtNanoseconds)
        pending.delivery = takeDelivery(of: lane)
        if settings.enableIdempotence {
            pending.sequence = BatchSequence(
                producerID: producerID!, epoch: lanes[lane].epoch, first: lanes[lane].nextSequence,
                count: Int32(batch.records.count))
            lanes[lane].nextSequence = pending.sequence!.next
        }
        let token = kafka.produces.insert(pending)
        if settings.enableIdempotence { lanes[lane].inOrder.append(token) }
        transmit(token)
        return true
    }

    private func askForProducerID() {
        guard !asksForProducerID else { return }
        asksForProducerID = true
        becameBusy()
        kafka.schedule(
            .producerIDArrives, busyToken!,
            after: kafka.produceLatency.sample(&latencies) + kafka.faults.addedDelay(forClient: clientName))
    }

    func producerIDArrived() {
        kafka.lastProducerID += 1
        producerID = kafka.lastProducerID
        simulation.note(KafkaTrace.producerIDGiven, UInt64(kafka.lastProducerID))
        sendReady()
    }

    // MARK: Answers

    func answered(_ token: SlotToken) {
        if kafka.produces[token].isCounted { inFlight[kafka.produces[token].broker] -= 1 }
        guard isAlive else {
            kafka.drop(token)
            return abandonAll()
        }
        if let error = kafka.produces[token].error {
            failed(token, error)
        } else {
            let (log, offset) = (kafka.produces[token].log, kafka.produces[token].offset)
            end(token, .stored(log: log, base: offset, appendTime: appendTime(of: log, at: offset)))
        }
        sendReady()
    }

    func failed(_ token: SlotToken, _ error: KafkaError) {
        simulation.note(KafkaTrace.produceFailed, UInt64(token.slot))
        // A request that nobody is told about is lost with its connection.
        if settings.acks == .none { return end(token, .failed(error)) }
        guard error.isRetriable, kafka.produces[token].attempt <= settings.retries else {
            return end(token, .failed(error))
        }
        let deadline = kafka.produces[token].createdAtNanoseconds + settings.deliveryTimeout.wholeNanoseconds
        if now >= deadline { return end(token, .failed(.deliveryTimedOut(topic: topic(of: token)))) }
        let lane = lane(of: kafka.produces[token].log)
        if case .outOfOrderSequence = error, lanes[lane].inOrder.first == token { beginEpoch(of: lane) }
        if kafka.produces[token].attempt == 1 { deliveries.add(token, atNanoseconds: deadline) }
        becameBusy()
        kafka.produces[token].phase = .backingOff
        requeue(token, in: lane)
        kafka.schedule(.retryIsDue, token, after: settings.retryBackoff.wholeNanoseconds)
        armTimer()
    }

    /// To the front, which is how retries overtake nothing but are overtaken; by sequence when there is one.
    private func requeue(_ token: SlotToken, in lane: Int) {
        guard let place = lanes[lane].inOrder.firstIndex(of: token) else {
            return lanes[lane].retries.prepend(token)
        }
        let before = lanes[lane].inOrder[..<place]
        let index = lanes[lane].retries.firstIndex { !before.contains($0) } ?? lanes[lane].retries.count
        lanes[lane].retries.insert(token, at: index)
    }

    /// What the broker knows of the producer does not fit any more, and nothing before is under way: the producer begins a
    /// new epoch and numbers what it has not had acknowledged from zero (KIP-360).
    private func beginEpoch(of lane: Int) {
        newestEpoch += 1
        lanes[lane].epoch = newestEpoch
        lanes[lane].nextSequence = 0
        for token in lanes[lane].inOrder {
            var sequence = kafka.produces[token].sequence!
            sequence.epoch = newestEpoch
            sequence.first = lanes[lane].nextSequence
            kafka.produces[token].sequence = sequence
            lanes[lane].nextSequence = sequence.next
        }
    }

    func topic(of token: SlotToken) -> String { kafka.topicPartition(kafka.produces[token].log).topic }

    /// Takes a batch out of the producer's books and tells its callers.
    func end(_ token: SlotToken, _ outcome: BatchDelivery.Outcome) {
        forget(token)
        release(kafka.produces[token].size)
        if case .failed = outcome { kafka.counters.produceFailures += UInt64(kafka.produces[token].records.count) }
        if let delivery = kafka.produces[token].delivery { settle(delivery, outcome) }
        kafka.drop(token)
    }

    func forget(_ token: SlotToken) {
        guard !lanes.isEmpty else { return }
        let lane = lane(of: kafka.produces[token].log)
        lanes[lane].retries.removeAll { $0 == token }
        lanes[lane].inOrder.removeAll { $0 == token }
    }

    /// The call that sent directly waits no longer: the request goes on as it would have.
    func abandon(_ token: SlotToken) {
        kafka.produces[token].isHeld = false
        guard kafka.produces[token].isDirect else {
            if kafka.produces[token].phase == .settled { kafka.produces.remove(token) }
            return
        }
        kafka.produces[token].isDirect = false
        let hasArrived = kafka.produces[token].offset >= 0
        guard isAlive else {
            if hasArrived { kafka.produces.remove(token) }
            return
        }
        guard hasArrived else { return }
        kafka.produces[token].phase = .answering
        kafka.schedule(
            .answered, token, after: max(kafka.produces[token].acknowledgedAtNanoseconds - now, 0))
    }
}
