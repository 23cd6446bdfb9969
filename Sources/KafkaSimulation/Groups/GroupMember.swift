import ServicePorts
import VirtualTime

/// One consumer in its group's protocol: where it believes to stand, what it has asked, and since when it is silent.
///
/// `@unchecked Sendable`: touched only by the thread that runs its simulation. Of `@exclusivity(unchecked)` see
/// `ReplicaManager`.
final class GroupMember: @unchecked Sendable {
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
        /// It has assigned partitions to itself and takes no part in the protocol.
        case assigned
    }

    let id: MemberID
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

    /// How often it has left its group to come back: what was asked before that means nothing any more.
    private(set) var epoch = 0
    /// In which epoch the request was that the coordinator has had last.
    var heardInEpoch = 0
    /// Whether it has unsubscribed and has not joined since: no heartbeat leaves, and its polls are nobody's business.
    var hasLeft = false
    /// Leave requests on their way.
    var leavesUnderWay = 0

    /// What it has asked and what has come back: requests as they left, answers on the wire, answers that have arrived.
    var joinRequest: GroupMembership.JoinRequest?
    var syncRequest: GroupMembership.Assignments?
    var upcomingJoin: GroupMembership.JoinAnswer?
    var upcomingSync: GroupMembership.SyncAnswer?
    var joinAnswer: GroupMembership.JoinAnswer?
    var syncAnswer: GroupMembership.SyncAnswer?
    var answerDelayNanoseconds: Int64 = 0
    @exclusivity(unchecked) private var lastArrivalAtNanoseconds: Int64 = 0
    /// When the next join may be tried, and how long the wait after that is.
    var retryAtNanoseconds: Int64 = 0
    var retryBackoffNanoseconds: Int64

    /// Set while a poll waits.
    @exclusivity(unchecked) var waiter: Waiter?
    @exclusivity(unchecked) var isPolling = false
    /// Set while another call than a poll waits.
    @exclusivity(unchecked) var isAsking = false
    /// The task that calls the listener, while it does.
    var tellingTask: RunningTask?
    /// Whether the poll that waits, or the next one, is to end.
    @exclusivity(unchecked) var wakesUp = false
    var leftPollAtNanoseconds: Int64 = 0

    /// Since when no heartbeat leaves the process.
    var silentSinceNanoseconds: Int64?
    /// When the coordinator has last answered something other than a heartbeat.
    var lastHeardAtNanoseconds: Int64 = 0
    @exclusivity(unchecked) var checkAtNanoseconds: Int64?
    var isClosed = false
    @exclusivity(unchecked) var latencies: RandomStream
    let createdAtNanoseconds: Int64

    let isCooperative: Bool
    let sessionTimeoutNanoseconds: Int64
    let heartbeatIntervalNanoseconds: Int64
    let maxPollIntervalNanoseconds: Int64

    init(_ id: MemberID, process: SimulatedProcess, settings: ConsumerSettings, group: ConsumerGroup) {
        self.id = id
        self.process = process
        self.settings = settings
        self.group = group
        clientName = settings.clientID.isEmpty ? process.name : settings.clientID
        name = "\(clientName)-\(process.incarnation)-\(id.index)"
        latencies = process.simulation.stream("kafka/consumer/\(settings.groupID)/\(process.name)")
        isCooperative = settings.partitionAssignmentStrategy.allSatisfy(\.isCooperative)
        sessionTimeoutNanoseconds = settings.sessionTimeout.wholeNanoseconds
        heartbeatIntervalNanoseconds = settings.heartbeatInterval.wholeNanoseconds
        maxPollIntervalNanoseconds = settings.maxPollInterval.wholeNanoseconds
        retryBackoffNanoseconds = settings.retryBackoff.wholeNanoseconds
        createdAtNanoseconds = process.simulation.now.nanoseconds
        leftPollAtNanoseconds = createdAtNanoseconds
    }

    var isStatic: Bool { settings.groupInstanceID != nil }

    /// Whether it is a member, wants to be one, or does not know yet that it is none any more.
    var takesPart: Bool { standing != .outside && standing != .assigned }

    /// Ends the poll that waits, if any does.
    func wake() {
        guard let waiter else { return }
        self.waiter = nil
        process.simulation.wake(waiter)
    }

    /// When a request that takes `latency` for both ways arrives, and how long its answer takes back. Requests of one
    /// member arrive in the order they were sent, as over one connection.
    func delays(of latency: Int64, at now: Int64) -> (there: Int64, back: Int64) {
        precondition(latency >= 0, "Nothing arrives before it was sent.")
        lastArrivalAtNanoseconds = max(now + latency / 2, lastArrivalAtNanoseconds)
        return (lastArrivalAtNanoseconds - now, latency - latency / 2)
    }

    /// The instant of the last heartbeat that left before or at `nanoseconds`.
    func lastHeartbeat(before nanoseconds: Int64) -> Int64 {
        precondition(nanoseconds >= createdAtNanoseconds, "No heartbeat leaves before its consumer is there.")
        return nanoseconds - (nanoseconds - createdAtNanoseconds) % heartbeatIntervalNanoseconds
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

    /// Unsubscribes: what was asked and answered is forgotten.
    func leaveGroup() {
        standing = .outside
        topics = []
        isKnown = false
        generation = -1
        mustRejoin = false
        retryAtNanoseconds = 0
        hasLeft = true
        epoch += 1
        (joinRequest, syncRequest) = (nil, nil)
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
    let name: String
    let id: GroupID
    @exclusivity(unchecked) var membership = GroupMembership()
    /// -1 where the group never committed.
    @exclusivity(unchecked) var committed: IDTable<LogID, Int64>
    var topics: [TopicID] = []
    /// Since when it has no members, where it has had some.
    @exclusivity(unchecked) var emptySinceNanoseconds: Int64?
    /// Whether it has had members since its offsets were forgotten last: then they are not forgotten one by one.
    @exclusivity(unchecked) var hasProtocol = false
    /// When each log's offset was last committed by who is no member; empty until that happens.
    var committedAtNanoseconds: IDTable<LogID, Int64> = IDTable()
    /// When somebody looks whether offsets have expired.
    var expiryAtNanoseconds: Int64?
    /// Since when it divides its partitions anew.
    @exclusivity(unchecked) var rebalancingSinceNanoseconds: Int64?
    /// The last round that began with nobody there, and since when it waits.
    var initialRound: (number: UInt32, sinceNanoseconds: Int64) = (0, 0)
    /// When sessions began anew because another broker took over.
    var coordinatorSinceNanoseconds: Int64 = 0

    init(_ name: String, _ id: GroupID, logCount: Int) {
        self.name = name
        self.id = id
        committed = IDTable(repeating: -1, count: logCount)
    }

    /// Whether a broker coordinates it now.
    var isCoordinatorAvailable: Bool { membership.isLoaded }
}
