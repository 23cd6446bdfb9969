import ServicePorts
import VirtualTime

/// Positions that are not in their logs: the fetch from there is refused (`OFFSET_OUT_OF_RANGE`), and another position
/// is found by `auto.offset.reset`.
extension FetchServer {
    /// What is known of a position that was not in its log.
    enum Search {
        /// There is one now.
        case found
        /// The answer to its fetch is on the way.
        case isRefused(atNanoseconds: Int64)
        /// There is none (`Fetcher.positionTrouble`).
        case failed
    }

    /// Sees to a position that is not in the log.
    func search(_ index: Int, of fetcher: Fetcher) -> Search {
        let (log, position) = (fetcher.assigned[index].log, fetcher.assigned[index].position)
        // Without a position nothing is fetched.
        if position < 0 { return resetPosition(index, of: fetcher) ? .found : .failed }
        guard let refusedAt = fetcher.assigned[index].refusedAtNanoseconds else {
            if position >= replicas.logs[log].logStartOffset, position < replicas.logs[log].startOffset {
                // It is only forgotten, because every group has committed it.
                fetcher.assigned[index].position = replicas.logs[log].startOffset
                return .found
            }
            let refusedAt = simulation.now.nanoseconds + delay(of: fetcher)
            counters.offsetsOutOfRange += 1
            simulation.note(KafkaTrace.offsetOutOfRange, of: log.index, UInt64(position))
            fetcher.assigned[index].refusedAtNanoseconds = refusedAt
            return .isRefused(atNanoseconds: refusedAt)
        }
        guard refusedAt <= simulation.now.nanoseconds else { return .isRefused(atNanoseconds: refusedAt) }
        fetcher.assigned[index].refusedAtNanoseconds = nil
        guard resetPosition(index, of: fetcher) else { return .failed }
        fetcher.move(index, to: fetcher.assigned[index].position, at: simulation.now.nanoseconds)
        return .found
    }

    /// Finds a new position for one that is not in the log (`auto.offset.reset`); false when there is none to be found.
    func resetPosition(_ index: Int, of fetcher: Fetcher) -> Bool {
        let assigned = fetcher.assigned[index]
        switch fetcher.settings.autoOffsetReset {
        case .earliest: fetcher.assigned[index].position = replicas.logs[assigned.log].startOffset
        case .latest: fetcher.assigned[index].position = replicas.logs[assigned.log].readableEnd
        case .none:
            let partition = metadata.topicPartitions[assigned.log]
            fetcher.positionTrouble =
                assigned.position < 0
                ? .noOffsetForPartition(partition) : .offsetOutOfRange(partition, offset: assigned.position)
            return false
        }
        return true
    }
}
