import ServicePorts
import VirtualTime

/// What a consumer asks the leaders of partitions about their logs (`ListOffsets`), which takes a request and its
/// answer.
extension GroupClient {
    @usableFromInline
    func beginningOffsets(_ partitions: [TopicPartition]) async throws -> [TopicPartition: Int64] {
        try await ask(partitions) { log in replicas.logs[log].startOffset }
    }

    @usableFromInline
    func endOffsets(_ partitions: [TopicPartition]) async throws -> [TopicPartition: Int64] {
        try await ask(partitions) { log in replicas.logs[log].readableEnd }
    }

    @usableFromInline
    func offsetsForTimes(_ timestamps: [TopicPartition: Int64]) async throws -> [TopicPartition: OffsetAndTimestamp] {
        let wanted = timestamps.sorted { $0.key < $1.key }
        if let negative = wanted.first(where: { $0.value < 0 }) { throw KafkaError.invalidTimestamp(negative.value) }
        var logs = IDTable<LogID, Int64?>(repeating: nil, count: metadata.logCount)
        for (partition, timestamp) in wanted { logs[try metadata.log(of: partition)] = timestamp }
        return try await ask(wanted.map(\.key)) { log in
            guard let timestamp = logs[log], let offset = replicas.logs[log].firstReadable(notBefore: timestamp) else {
                return nil
            }
            return OffsetAndTimestamp(offset: offset, timestamp: replicas.logs[log][offset].timestamp)
        }
    }

    /// The answers of all leaders; partitions without one are missing. Tried again while one of them is away.
    private func ask<Answer>(
        _ partitions: [TopicPartition], _ question: (LogID) -> Answer?
    ) async throws -> [TopicPartition: Answer] {
        try checkFree()
        let logs = try partitions.map { try metadata.log(of: $0) }
        guard !logs.isEmpty else { return [:] }
        let wasAsking = beginAsking()
        defer { endAsking(wasAsking) }
        var call = beginCall()
        while true {
            let latency = fetches.delay(of: fetcher)
            try await spend(latency / 2, of: call)
            let areAvailable = logs.allSatisfy { replicas.logs[$0].isAvailable }
            for log in logs { replicas.tidy(log, at: simulation.now.nanoseconds) }
            let answers = areAvailable ? logs.map(question) : []
            try await spend(latency - latency / 2, of: call)
            if areAvailable {
                let known = zip(partitions, answers).compactMap { partition, answer in answer.map { (partition, $0) } }
                return Dictionary(known, uniquingKeysWith: { first, _ in first })
            }
            try await backOff(&call)
        }
    }
}
