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

    /// What of the response has been taken, as far as the partition's next records are concerned.
    func room(in index: Int) -> ResponseRoom {
        ResponseRoom(
            ofPartition: assigned[index].bytesTaken, ofResponse: responseBytesTaken,
            partitionLimit: settings.maxPartitionFetchBytes, responseLimit: settings.fetchMaxBytes)
    }

    /// Takes out of the response what was taken out of `room`.
    func take(_ room: ResponseRoom, _ index: Int) {
        assigned[index].bytesTaken = room.ofPartition
        responseBytesTaken = room.ofResponse
    }
}

/// The bytes of one response (`max.partition.fetch.bytes`, `fetch.max.bytes`), counted apart from its fetcher while
/// records are handed out.
struct ResponseRoom {
    private(set) var ofPartition: Int
    private(set) var ofResponse: Int
    private let partitionLimit: Int
    private let responseLimit: Int

    init(ofPartition: Int, ofResponse: Int, partitionLimit: Int, responseLimit: Int) {
        self.ofPartition = ofPartition
        self.ofResponse = ofResponse
        self.partitionLimit = partitionLimit
        self.responseLimit = responseLimit
    }

    /// Whether there is room for so many more bytes; takes them.
    @inline(__always)
    mutating func fits(_ bytes: Int) -> Bool {
        precondition(bytes > 0, "A record has its overhead at least.")
        if ofPartition > 0, ofPartition + bytes > partitionLimit { return false }
        if ofResponse > 0, ofResponse + bytes > responseLimit { return false }
        ofPartition += bytes
        ofResponse += bytes
        return true
    }
}
