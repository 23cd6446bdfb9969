import Ports
import VirtualTime

/// One consumer as the cluster knows it: what it holds, where it reads, and what it waits for.
///
/// `@unchecked Sendable`: touched only by the thread that runs its simulation.
///
/// Hot members go without the runtime's check of exclusive access (`@exclusivity(unchecked)`), which cost as much as the
/// changes themselves: while one is being changed, nothing is called that could come back to it.
final class GroupMember: @unchecked Sendable {
    /// Where the member stands in its group's protocol.
    enum Standing {
        case outside
        /// Its join is on the way, or the round is not over.
        case joining
        case member
        /// Removed without knowing it: it learns at its next poll.
        case evicted
    }

    struct Assigned {
        let log: Int
        /// Negative while nothing says where to read from.
        var position: Int64
        var isPaused = false
    }

    let number: Int
    let process: SimulatedProcess
    let settings: ConsumerSettings
    let group: ConsumerGroup
    let name: String
    var topics: [String] = []
    @exclusivity(unchecked) var standing = Standing.outside
    var generation: Int32 = -1
    @exclusivity(unchecked) var mustRejoin = false
    /// What the coordinator has sent and the next poll takes over.
    @exclusivity(unchecked) var incoming: (generation: Int32, logs: [Int])?
    /// What the coordinator is sending.
    var upcoming: (generation: Int32, logs: [Int])?
    @exclusivity(unchecked) var assigned: [Assigned] = []
    @exclusivity(unchecked) var firstToFetch = 0
    /// What a poll has brought and its caller has not taken yet.
    @exclusivity(unchecked) var fetched: [(log: Int, offset: Int64, record: StoredRecord)] = []

    /// Set while a poll waits.
    @exclusivity(unchecked) var waiter: Waiter?
    @exclusivity(unchecked) var isPolling = false
    /// When the poll that waits ends without records, and when the timer that ends polls is due.
    var pollDeadlineNanoseconds: Int64 = 0
    var pollTimerAtNanoseconds: Int64?
    var leftPollAtNanoseconds: Int64 = 0
    @exclusivity(unchecked) var lastFetchAtNanoseconds: Int64 = 0
    @exclusivity(unchecked) var fetchDelayNanoseconds: Int64?
    var nextAutoCommitAtNanoseconds: Int64

    /// Since when the coordinator has heard nothing, as far as it has looked.
    var silentSinceNanoseconds: Int64?
    var isCheckArmed = false
    var isClosed = false
    @exclusivity(unchecked) var latencies: RandomStream
    let createdAtNanoseconds: Int64

    let autoCommitIntervalNanoseconds: Int64
    let sessionTimeoutNanoseconds: Int64
    let heartbeatIntervalNanoseconds: Int64
    let maxPollIntervalNanoseconds: Int64

    init(number: Int, process: SimulatedProcess, settings: ConsumerSettings, group: ConsumerGroup) {
        self.number = number
        self.process = process
        self.settings = settings
        self.group = group
        name = "\(process.name)-\(process.incarnation)-\(number)"
        latencies = process.simulation.stream("kafka/consumer/\(settings.groupID)/\(process.name)")
        autoCommitIntervalNanoseconds = settings.autoCommitInterval.wholeNanoseconds
        sessionTimeoutNanoseconds = settings.sessionTimeout.wholeNanoseconds
        heartbeatIntervalNanoseconds = settings.heartbeatInterval.wholeNanoseconds
        maxPollIntervalNanoseconds = settings.maxPollInterval.wholeNanoseconds
        createdAtNanoseconds = process.simulation.now.nanoseconds
        nextAutoCommitAtNanoseconds = createdAtNanoseconds + autoCommitIntervalNanoseconds
        leftPollAtNanoseconds = createdAtNanoseconds
    }

    func coordinatorDelay(_ kafka: SimulatedKafka) -> Int64 { kafka.coordinatorLatency.sample(&latencies) }

    var positions: [(log: Int, offset: Int64)] { assigned.map { ($0.log, $0.position) } }
}

/// A group's durable part, its committed offsets, beside its coordinator's rules.
final class ConsumerGroup {
    let id: String
    let index: Int
    var membership = GroupMembership()
    /// By log; -1 where the group never committed.
    @exclusivity(unchecked) var committed: [Int64]
    /// By log: one past the last offset ever handed out to the group.
    @exclusivity(unchecked) var handedOut: [Int64]
    var topics: [Int] = []

    init(id: String, index: Int, logCount: Int) {
        self.id = id
        self.index = index
        committed = [Int64](repeating: -1, count: logCount)
        handedOut = [Int64](repeating: 0, count: logCount)
    }
}
