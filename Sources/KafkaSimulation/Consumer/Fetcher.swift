import ServicePorts
import VirtualTime

/// Where one member reads, and the fetch that is on its way (`org.apache.kafka.clients.consumer.internals.Fetcher`).
///
/// `@unchecked Sendable`: touched only by the thread that runs its simulation. Of `@exclusivity(unchecked)` see
/// `ReplicaManager`.
final class Fetcher: @unchecked Sendable {
    struct Assigned {
        let log: LogID
        /// Negative while nothing says where to read from.
        var position: Int64
        var isPaused = false
        /// When the broker's answer comes that the log does not reach the position; nil while it has not been asked
        /// for such a one.
        var refusedAtNanoseconds: Int64?
        /// Taken out of the response that is being handed out, in bytes of nominal size.
        var bytesTaken = 0
    }

    let member: GroupMember
    let settings: ConsumerSettings
    @exclusivity(unchecked) var assigned: [Assigned] = []
    @exclusivity(unchecked) var firstToFetch = 0
    @exclusivity(unchecked) var lastFetchAtNanoseconds: Int64 = 0
    /// Drawn once for the response that comes next; nil while none is on its way.
    @exclusivity(unchecked) var delayNanoseconds: Int64?
    @exclusivity(unchecked) var responseBytesTaken = 0
    /// Records that the last poll brought.
    @exclusivity(unchecked) var lastCount = 0
    /// Why a position cannot be found (`auto.offset.reset=none`).
    @exclusivity(unchecked) var positionTrouble: KafkaError?
    /// When the poll that waits ends without records, and when the timer that ends polls is due.
    var pollDeadlineNanoseconds: Int64 = 0
    var pollTimerAtNanoseconds: Int64?

    init(_ member: GroupMember) {
        self.member = member
        settings = member.settings
    }

    /// Where known.
    var positions: [(log: LogID, offset: Int64)] {
        assigned.filter { $0.position >= 0 }.map { ($0.log, $0.position) }
    }

    /// A response that is on its way is of the old position and is thrown away: the next one takes its full latency.
    func move(_ index: Int, to offset: Int64, at now: Int64) {
        precondition(offset >= 0, "A known position is not negative.")
        assigned[index].position = offset
        assigned[index].refusedAtNanoseconds = nil
        delayNanoseconds = nil
        lastFetchAtNanoseconds = now
    }

    /// Whether the response has room for so many more bytes (`max.partition.fetch.bytes`, `fetch.max.bytes`); takes
    /// them.
    func fits(_ bytes: Int, _ index: Int) -> Bool {
        precondition(bytes > 0, "A record has its overhead at least.")
        let ofPartition = assigned[index].bytesTaken + bytes
        let ofResponse = responseBytesTaken + bytes
        if assigned[index].bytesTaken > 0, ofPartition > settings.maxPartitionFetchBytes { return false }
        if responseBytesTaken > 0, ofResponse > settings.fetchMaxBytes { return false }
        assigned[index].bytesTaken = ofPartition
        responseBytesTaken = ofResponse
        return true
    }
}
