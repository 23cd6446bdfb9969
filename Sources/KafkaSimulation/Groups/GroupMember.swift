import ServicePorts
import VirtualTime

/// One consumer as the cluster knows it: what it holds, where it reads, and what it waits for.
///
/// `@unchecked Sendable`: touched only by the thread that runs its simulation.
///
/// Hot members go without the runtime's check of exclusive access (`@exclusivity(unchecked)`), which cost as much as
/// the changes themselves: while one is being changed, nothing is called that could come back to it.
final class GroupMember: @unchecked Sendable {
    /// What an agenda entry of a member means.
    enum Entry: UInt32 {
        case joinArrives, joinAnswered, syncArrives, syncAnswered, leaveArrives, heartbeatAnswered
        case check, pollTimesOut, processChanged
    }

    /// Where the member believes to stand in its group's protocol.
    enum Standing {
        case outside
        /// Its join is on the way, or the round is not over.
        case joining
        /// Its generation is known, its partitions are not.
        case syncing
        case member
        /// It has learned that the group goes on without it, and has not told its listener yet.
        case lost
    }

    struct Assigned {
        let log: Int
        /// Negative while nothing says where to read from.
        var position: Int64
        var isPaused = false
        /// Taken out of the response that is being handed out, in bytes of nominal size.
        var bytesTaken = 0
    }

    let number: Int
    let process: SimulatedProcess
    let settings: ConsumerSettings
    let group: ConsumerGroup
    /// `client.id`, or the name of the process.
    let clientName: String
    let name: String
    var topics: [String] = []
    @exclusivity(unchecked) var standing = Standing.outside
    var generation: Int32 = -1
    /// Whether the coordinator has ever answered a join of this incarnation, and not disowned it since.
    var isKnown = false
    @exclusivity(unchecked) var mustRejoin = false
    /// What no further poll can heal.
    @exclusivity(unchecked) var failure: KafkaError?
    /// What it held last, for sticky assignors: eager ones ask after all has been given up.
    var remembered: (partitions: [TopicPartition], generation: Int32) = ([], -1)

    /// What it has asked and what has come back: requests as they left, answers on the wire, answers that have arrived.
    var joinRequest: GroupMembership.JoinRequest?
    var syncRequest: [(member: Int, partitions: [TopicPartition])]?
    var upcomingJoin: GroupMembership.JoinAnswer?
    var upcomingSync: GroupMembership.SyncAnswer?
    var joinAnswer: GroupMembership.JoinAnswer?
    var syncAnswer: GroupMembership.SyncAnswer?
    var answerDelayNanoseconds: Int64 = 0
    @exclusivity(unchecked) private var lastArrivalAtNanoseconds: Int64 = 0
    /// When the next join may be tried, and how long the wait after that is.
    var retryAtNanoseconds: Int64 = 0
    var retryBackoffNanoseconds: Int64

    @exclusivity(unchecked) var assigned: [Assigned] = []
    @exclusivity(unchecked) var firstToFetch = 0

    /// Set while a poll waits.
    @exclusivity(unchecked) var waiter: Waiter?
    @exclusivity(unchecked) var isPolling = false
    /// When the poll that waits ends without records, and when the timer that ends polls is due.
    var pollDeadlineNanoseconds: Int64 = 0
    var pollTimerAtNanoseconds: Int64?
    var leftPollAtNanoseconds: Int64 = 0
    @exclusivity(unchecked) var lastFetchAtNanoseconds: Int64 = 0
    @exclusivity(unchecked) var fetchDelayNanoseconds: Int64?
    @exclusivity(unchecked) var responseBytesTaken = 0
    /// Why a position cannot be found (`auto.offset.reset=none`).
    @exclusivity(unchecked) var positionTrouble: KafkaError?
    var nextAutoCommitAtNanoseconds: Int64

    /// Since when no heartbeat leaves the process.
    var silentSinceNanoseconds: Int64?
    /// When the coordinator has last answered something other than a heartbeat.
    var lastHeardAtNanoseconds: Int64 = 0
    @exclusivity(unchecked) var checkAtNanoseconds: Int64?
    var isClosed = false
    @exclusivity(unchecked) var latencies: RandomStream
    let createdAtNanoseconds: Int64

    let isCooperative: Bool
    let autoCommitIntervalNanoseconds: Int64
    let sessionTimeoutNanoseconds: Int64
    let heartbeatIntervalNanoseconds: Int64
    let maxPollIntervalNanoseconds: Int64

    init(number: Int, process: SimulatedProcess, settings: ConsumerSettings, group: ConsumerGroup) {
        self.number = number
        self.process = process
        self.settings = settings
        self.group = group
        clientName = settings.clientID.isEmpty ? process.name : settings.clientID
        name = "\(clientName)-\(process.incarnation)-\(number)"
        latencies = process.simulation.stream("kafka/consumer/\(settings.groupID)/\(process.name)")
        isCooperative = settings.partitionAssignmentStrategy.allSatisfy(\.isCooperative)
        autoCommitIntervalNanoseconds = settings.autoCommitInterval.wholeNanoseconds
        sessionTimeoutNanoseconds = settings.sessionTimeout.wholeNanoseconds
        heartbeatIntervalNanoseconds = settings.heartbeatInterval.wholeNanoseconds
        maxPollIntervalNanoseconds = settings.maxPollInterval.wholeNanoseconds
        retryBackoffNanoseconds = settings.retryBackoff.wholeNanoseconds
        createdAtNanoseconds = process.simulation.now.nanoseconds
        nextAutoCommitAtNanoseconds = createdAtNanoseconds + autoCommitIntervalNanoseconds
        leftPollAtNanoseconds = createdAtNanoseconds
    }

    var positions: [(log: Int, offset: Int64)] {
        assigned.filter { $0.position >= 0 }.map { ($0.log, $0.position) }
    }

    var isStatic: Bool { settings.groupInstanceID != nil }

    /// How long the next request to the coordinator takes there, and its answer back. Requests of one member arrive
    /// in the order they were sent, as over one connection.
    func coordinatorDelays(_ kafka: SimulatedKafka) -> (there: Int64, back: Int64) {
        let latency = kafka.coordinatorLatency.sample(&latencies) + kafka.faults.addedDelay(forClient: clientName)
        let now = kafka.simulation.now.nanoseconds
        lastArrivalAtNanoseconds = max(now + latency / 2, lastArrivalAtNanoseconds)
        return (lastArrivalAtNanoseconds - now, latency - latency / 2)
    }

    /// The instant of the last heartbeat that left before or at `nanoseconds`.
    func lastHeartbeat(before nanoseconds: Int64) -> Int64 {
        nanoseconds - (nanoseconds - createdAtNanoseconds) % heartbeatIntervalNanoseconds
    }

    func nextHeartbeat(after nanoseconds: Int64) -> Int64 {
        lastHeartbeat(before: nanoseconds) + heartbeatIntervalNanoseconds
    }

    /// The member has learned that its generation is not the group's.
    func lose(isStillKnown: Bool) {
        standing = .lost
        isKnown = isKnown && isStillKnown
        generation = -1
        mustRejoin = false
        (joinAnswer, syncAnswer, upcomingJoin, upcomingSync) = (nil, nil, nil, nil)
    }

    /// What the coordinator says when it refuses, as `org.apache.kafka.clients.consumer.internals` takes it.
    func take(_ refusal: GroupError) {
        switch refusal {
        case .unknownMemberID: lose(isStillKnown: false)
        case .illegalGeneration: lose(isStillKnown: true)
        case .rebalanceInProgress: mustRejoin = true
        case .fencedInstanceID: failure = .fencedInstanceID
        case .inconsistentGroupProtocol: failure = .inconsistentGroupProtocol
        case .coordinatorNotAvailable: break
        }
    }
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
    @exclusivity(unchecked) var isCoordinatorAvailable = true
    /// When sessions began anew because another broker took over.
    var coordinatorSinceNanoseconds: Int64 = 0

    init(id: String, index: Int, logCount: Int) {
        self.id = id
        self.index = index
        committed = [Int64](repeating: -1, count: logCount)
        handedOut = [Int64](repeating: 0, count: logCount)
    }
}
