import Containers
import ServicePorts
import VirtualTime

/// What a producer does when time passes: batches that have lingered enough go, requests that nobody answered are given
/// up (`request.timeout.ms`), records that have waited too long fail (`delivery.timeout.ms`).
extension RecordSender {
    @discardableResult
    func becameBusy() -> SlotToken {
        if let busyToken { return busyToken }
        let token = server.becameBusy(self)
        busyToken = token
        return token
    }

    /// One timer serves lingering batches and both time-outs; it is set again when something is due earlier.
    func armTimer() {
        guard let busyToken else { return }
        dropWhatIsOver()
        var due = min(requests.firstNanoseconds ?? .max, deliveries.firstNanoseconds ?? .max)
        // A full connection sends nothing anyway: its next answer looks at what has lingered.
        if let lingers = accumulator.lingersUntilNanoseconds, lingers > now { due = min(due, lingers) }
        if let oldest = accumulator.oldestNanoseconds {
            due = min(due, oldest + settings.deliveryTimeout.wholeNanoseconds)
        }
        guard due < .max else { return }
        if let armed = timerAtNanoseconds, armed <= due { return }
        precondition(due >= 0, "Nothing was due before the beginning.")
        timerAtNanoseconds = due
        server.schedule(.senderTimer, busyToken, after: max(due - now, 0))
    }

    private func dropWhatIsOver() {
        let server = server
        requests.drop { mark in
            guard server.requests.contains(mark.token), server.requests[mark.token].attempt == mark.attempt else {
                return true
            }
            switch server.requests[mark.token].phase {
            case .sent, .awaiting, .answering, .silent: return false
            case .backingOff, .retrying, .orphaned, .settled: return true
            }
        }
        deliveries.drop { token in
            guard server.requests.contains(token) else { return true }
            let phase = server.requests[token].phase
            return phase == .orphaned || phase == .settled
        }
    }

    func timerFired() {
        guard timerAtNanoseconds == now else { return }
        timerAtNanoseconds = nil
        guard isAlive else { return abandonAll() }
        if let process, process.state == .paused { return sendLater(process) }
        expire()
        sendReady()
        dropWhatIsOver()
        if requests.firstNanoseconds == nil, deliveries.firstNanoseconds == nil, accumulator.isEmpty,
            timerAtNanoseconds == nil, sends.ids.allSatisfy({ sends[$0].retries.isEmpty }),
            !asksForProducerID || producerID != nil, let idle = busyToken
        {
            self.busyToken = nil
            server.becameIdle(idle)
        }
    }

    private func expire() {
        dropWhatIsOver()
        while let token = deliveries.popDue(at: now) {
            giveUp(token)
            dropWhatIsOver()
        }
        while let (token, _) = requests.popDue(at: now) {
            requestTimedOut(token)
            dropWhatIsOver()
        }
        for slot in sends.ids {
            while let first = accumulator.batches[slot].first,
                first.openedAtNanoseconds + settings.deliveryTimeout.wholeNanoseconds <= now
            {
                let batch = accumulator.takeFirst(of: slot)
                release(batch.records.reduce(0) { $0 + $1.size })
                server.counters.produceFailures += UInt64(batch.records.count)
                let topic = metadata.topicPartitions[sends[slot].log].topic
                settle(takeDelivery(of: slot), .failed(.deliveryTimedOut(topic: topic)))
            }
        }
    }

    /// `delivery.timeout.ms` has passed. What is on the wire still arrives.
    private func giveUp(_ token: SlotToken) {
        let phase = server.requests[token].phase
        precondition(phase != .orphaned && phase != .settled, "What has ended is not given up.")
        let isUnderWay = phase == .sent || phase == .answering || phase == .awaiting || phase == .silent
        if isUnderWay, server.requests[token].isCounted { freeConnection(to: server.requests[token].broker) }
        if phase == .awaiting { server.stopAwaiting(token) }
        let topic = topic(of: token)
        if phase == .sent || phase == .answering {
            let (delivery, size) = (server.requests[token].delivery, server.requests[token].size)
            forget(token)
            release(size)
            server.counters.produceFailures += UInt64(server.requests[token].records.count)
            server.requests[token].phase = .orphaned
            server.requests[token].delivery = nil
            if let delivery { settle(delivery, .failed(.deliveryTimedOut(topic: topic))) }
        } else {
            end(token, .failed(.deliveryTimedOut(topic: topic)))
        }
    }

    /// No answer within `request.timeout.ms`: the connection is given up and the batch goes again over a new one. What
    /// is still on the old one arrives all the same.
    private func requestTimedOut(_ token: SlotToken) {
        let phase = server.requests[token].phase
        precondition(
            phase == .sent || phase == .awaiting || phase == .answering || phase == .silent,
            "Only what is under way is waited for.")
        let broker = server.requests[token].broker
        if server.requests[token].isCounted { freeConnection(to: broker) }
        lastArrivalAtNanoseconds[broker] = now
        let error = KafkaError.requestTimedOut(topic: topic(of: token))
        if phase == .awaiting { server.stopAwaiting(token) }
        guard phase == .sent || phase == .answering else { return failed(token, error) }
        var again = server.requests[token]
        again.isHeld = false
        server.requests[token].phase = .orphaned
        server.requests[token].delivery = nil
        let successor = server.requests.insert(again)
        let slot = slot(of: again.log)
        if let place = sends[slot].inOrder.firstIndex(of: token) { sends[slot].inOrder[place] = successor }
        deliveries.add(
            successor, atNanoseconds: again.createdAtNanoseconds + settings.deliveryTimeout.wholeNanoseconds)
        failed(successor, error)
    }

    /// The process is dead: what was not on the wire is lost with it.
    func abandonAll() {
        precondition(!isAlive, "Only the dead leave everything behind.")
        for slot in sends.ids {
            while !accumulator.batches[slot].isEmpty { _ = accumulator.takeFirst(of: slot) }
            for token in sends[slot].retries { server.requests.remove(token) }
            sends[slot].retries = []
            sends[slot].inOrder = []
        }
        // Nothing on the agenda names a request that was lost.
        while let token = deliveries.popDue(at: .max) {
            if server.requests.contains(token), server.requests[token].phase == .silent { server.drop(token) }
        }
        guard let busyToken else { return }
        self.busyToken = nil
        server.becameIdle(busyToken)
    }
}
