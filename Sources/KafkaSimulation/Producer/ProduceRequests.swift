import Containers
import ServicePorts
import VirtualTime

/// The leader's side of produce requests, and what comes back.
extension SimulatedKafka {
    func schedule(_ entry: ProduceEntries.Kind, _ token: SlotToken, after nanoseconds: Int64) {
        simulation.schedule(after: nanoseconds, produceHandler, TaggedEntry(entry, token))
    }

    func produceArrived(_ token: SlotToken) {
        let log = produces[token].log
        let records = produces[token].records
        if let error = refusal(of: records, token, on: log) { return refuse(token, with: error) }
        if let sequence = produces[token].sequence {
            switch sequences[log].judge(sequence) {
            case .append: break
            case .duplicate(let offset):
                counters.duplicatesDropped += 1
                simulation.note(KafkaTrace.duplicateDropped, of: log, UInt64(offset))
                return stored(token, at: offset)
            case .outOfOrder: return refuse(token, with: .outOfOrderSequence(topic: topicName(log)))
            case .fenced: return refuse(token, with: .invalidProducerEpoch(topic: topicName(log)))
            }
        }
        let offset = append(records, to: log)
        if let sequence = produces[token].sequence { sequences[log].appended(sequence, at: offset) }
        stored(token, at: offset)
    }

    private func topicName(_ log: Int) -> String { topicTable[logs[log].topic].name }

    private func refusal(of records: BatchRecords, _ token: SlotToken, on log: Int) -> KafkaError? {
        guard logs[log].isAvailable else {
            let leader = replicas[log].leader
            let isCrashed = leader.map { !brokers[$0.number].isRunning } ?? false
            return isCrashed ? .networkException(topic: topicName(log)) : .notLeaderOrFollower(topic: topicName(log))
        }
        if produces[token].leaderEpoch != replicas[log].leaderEpoch {
            return .notLeaderOrFollower(topic: topicName(log))
        }
        if let defect = defect(of: records, for: log) { return defect }
        if lacksReplicas(log), produces[token].sender.settings.acks == .all {
            return .notEnoughReplicas(topic: topicName(log))
        }
        return nil
    }

    private func lacksReplicas(_ log: Int) -> Bool {
        replicas[log].inSync.count < topicTable[logs[log].topic].model.minInsyncReplicas
    }

    /// The leader has the records: whoever wants no more is answered now.
    private func stored(_ token: SlotToken, at offset: Int64) {
        produces[token].offset = offset
        if produces[token].phase == .orphaned { return drop(token) }
        let end = offset + Int64(produces[token].records.count)
        let log = produces[token].log
        if replicas[log].isReplicated, produces[token].isCounted, replicas[log].highWatermark < end,
            produces[token].sender.settings.acks == .all
        {
            produces[token].phase = .awaiting
            let place = awaiting[log].lastIndex { $0.end <= end }.map { $0 + 1 } ?? 0
            return awaiting[log].insert(AwaitedAppend(end: end, token: token), at: place)
        }
        answer(token)
    }

    /// Sends an answer off, unless nobody waits for one or the call itself knows when it comes.
    private func answer(_ token: SlotToken) {
        if produces[token].isDirect { return }
        guard produces[token].isCounted else { return finish(token) }
        guard !produces[token].losesAnswer else { return produces[token].phase = .silent }
        produces[token].phase = .answering
        // The request has waited here if this is later than the producer expected.
        schedule(.answered, token, after: produces[token].answerDelayNanoseconds)
    }

    private func refuse(_ token: SlotToken, with error: KafkaError) {
        if produces[token].phase == .orphaned { return drop(token) }
        produces[token].error = error
        produces[token].isDirect = false
        // The call that sent it directly is woken before it can be told.
        if produces[token].isHeld, produces[token].delivery == nil {
            produces[token].delivery = BatchDelivery(number: 0)
        }
        answer(token)
    }

    func answerAwaiting(on log: Int, below highWatermark: Int64) {
        while let first = awaiting[log].first, first.end <= highWatermark {
            awaiting[log].removeFirst()
            if lacksReplicas(log) {
                produces[first.token].error = .notEnoughReplicasAfterAppend(topic: topicName(log))
            }
            answer(first.token)
        }
    }

    /// The leader is one no longer: nobody will tell what came of the records that were not agreed on.
    func refuseAwaiting(on log: Int, with error: KafkaError) {
        while let first = awaiting[log].popFirst() { refuse(first.token, with: error) }
    }

    func stopAwaiting(_ token: SlotToken) {
        let log = produces[token].log
        awaiting[log].removeAll { $0.token == token }
    }

    /// An answer has come back, or the connection has broken.
    func produceAnswered(_ token: SlotToken) {
        if produces[token].phase == .orphaned { return drop(token) }
        finish(token)
    }

    private func finish(_ token: SlotToken) {
        let sender = produces[token].sender
        sender.answered(token)
    }

    func retryIsDue(_ token: SlotToken) {
        guard produces.contains(token), produces[token].phase == .backingOff else { return }
        produces[token].phase = .retrying
        produces[token].sender.sendReady()
    }

    /// Removes an entry, or leaves it to the call that will still ask for it.
    func drop(_ token: SlotToken) {
        if produces[token].isHeld {
            produces[token].phase = .settled
        } else {
            produces.remove(token)
        }
    }
}
