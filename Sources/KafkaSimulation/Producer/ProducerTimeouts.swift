import Containers
import ServicePorts
import VirtualTime

/// What a producer does when time passes: batches that have lingered enough go, requests that nobody answered are given up
/// (`request.timeout.ms`), records that have waited too long fail (`delivery.timeout.ms`).
extension RecordSender {
    func becameBusy() {
        if busyToken == nil { busyToken = kafka.busySenders.insert(self) }
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
        timerAtNanoseconds = due
        kafka.schedule(.senderTimer, busyToken, after: max(due - now, 0))
    }

    private func dropWhatIsOver() {
        let kafka = kafka
        requests.drop { mark in
            guard kafka.produces.contains(mark.token), kafka.produces[mark.token].attempt == mark.attempt else {
                return true
            }
            switch kafka.produces[mark.token].phase {
            case .sent, .awaiting, .answering, .silent: return false
            case .backingOff, .retrying, .orphaned, .settled: return true
            }
        }
        deliveries.drop { token in
            guard kafka.produces.contains(token) else { return true }
            let phase = kafka.produces[token].phase
            return phase == .orphaned || phase == .settled
        }
    }

    func timerFired() {
        guard timerAtNanoseconds == now else { return }
        timerAtNanoseconds = nil
        guard isAlive else { return abandonAll() }
        if process?.state == .paused {
            sendLater(process!)
            timerAtNanoseconds = nil
            return
        }
        expire()
        sendReady()
        dropWhatIsOver()
        if requests.firstNanoseconds == nil, deliveries.firstNanoseconds == nil, accumulator.isEmpty,
            timerAtNanoseconds == nil, lanes.allSatisfy(\.retries.isEmpty), !asksForProducerID || producerID != nil
        {
            kafka.busySenders.remove(busyToken!)
            busyToken = nil
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
        for lane in lanes.indices {
            while let first = accumulator.lanes[lane].first,
                first.openedAtNanoseconds + settings.deliveryTimeout.wholeNanoseconds <= now
            {
                let batch = accumulator.takeFirst(of: lane)
                release(batch.records.reduce(0) { $0 + $1.size })
                kafka.counters.produceFailures += UInt64(batch.records.count)
                let topic = kafka.topicPartition(lanes[lane].log).topic
                settle(takeDelivery(of: lane), .failed(.deliveryTimedOut(topic: topic)))
            }
        }
    }

    /// `delivery.timeout.ms` has passed. What is on the wire still arrives.
    private func giveUp(_ token: SlotToken) {
        let phase = kafka.produces[token].phase
        let isUnderWay = phase == .sent || phase == .answering || phase == .awaiting || phase == .silent
        if isUnderWay, kafka.produces[token].isCounted { inFlight[kafka.produces[token].broker] -= 1 }
        if phase == .awaiting { kafka.stopAwaiting(token) }
        let topic = topic(of: token)
        if phase == .sent || phase == .answering {
            let (delivery, size) = (kafka.produces[token].delivery, kafka.produces[token].size)
            forget(token)
            release(size)
            kafka.counters.produceFailures += UInt64(kafka.produces[token].records.count)
            kafka.produces[token].phase = .orphaned
            kafka.produces[token].delivery = nil
            if let delivery { settle(delivery, .failed(.deliveryTimedOut(topic: topic))) }
        } else {
            end(token, .failed(.deliveryTimedOut(topic: topic)))
        }
    }

    /// No answer within `request.timeout.ms`: the connection is given up and the batch goes again over a new one. What is
    /// still on the old one arrives all the same.
    private func requestTimedOut(_ token: SlotToken) {
        let phase = kafka.produces[token].phase
        let broker = kafka.produces[token].broker
        if kafka.produces[token].isCounted { inFlight[broker] -= 1 }
        lastArrivalAtNanoseconds[broker] = now
        let error = KafkaError.requestTimedOut(topic: topic(of: token))
        if phase == .awaiting { kafka.stopAwaiting(token) }
        guard phase == .sent || phase == .answering else { return failed(token, error) }
        var again = kafka.produces[token]
        again.isHeld = false
        kafka.produces[token].phase = .orphaned
        kafka.produces[token].delivery = nil
        let successor = kafka.produces.insert(again)
        let lane = lane(of: again.log)
        if let place = lanes[lane].inOrder.firstIndex(of: token) { lanes[lane].inOrder[place] = successor }
        deliveries.add(
            successor, atNanoseconds: again.createdAtNanoseconds + settings.deliveryTimeout.wholeNanoseconds)
        failed(successor, error)
    }

    /// The process is dead: what was not on the wire is lost with it.
    func abandonAll() {
        for lane in lanes.indices {
            while !accumulator.lanes[lane].isEmpty { _ = accumulator.takeFirst(of: lane) }
            for token in lanes[lane].retries { kafka.produces.remove(token) }
            lanes[lane].retries = []
            lanes[lane].inOrder = []
        }
        // Nothing on the agenda names a request that was lost.
        while let token = deliveries.popDue(at: .max) {
            if kafka.produces.contains(token), kafka.produces[token].phase == .silent { kafka.drop(token) }
        }
        guard let busyToken else { return }
        self.busyToken = nil
        kafka.busySenders.remove(busyToken)
    }
}
