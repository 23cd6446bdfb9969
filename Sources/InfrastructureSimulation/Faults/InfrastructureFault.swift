import HTTPTypes
import KafkaSimulation
import NetworkSimulation
import StorageSimulation
import VirtualTime

/// Something that befalls a process, a host's clock, a link, a host, a bucket or Kafka, and whom.
///
/// Each is made by a function with the word of its kind, such as `linkDelay` for `link_delay`. Names are patterns, in
/// which `*` stands for any run of characters.
public struct InfrastructureFault: Sendable, Equatable, CustomStringConvertible {
    /// Every kind by its word: the same words as in a scenario's `faults:`.
    public enum Kind: String, Sendable, CaseIterable {
        /// It ends at once and comes back.
        case crash
        /// They are shut down one after another and come back.
        case rollingRestart = "rolling_restart"
        /// They end at once, one after another, and come back.
        case rollingCrash = "rolling_crash"
        /// It dies a while after each start.
        case outOfMemory = "out_of_memory"
        /// It stands still while time goes on.
        case pause
        /// Each step of its tasks waits for a slow processor.
        case slowCPU = "slow_cpu"
        /// Its host's clock is off.
        case clockOffset = "clock_offset"
        /// Its host's clock runs too fast or too slow.
        case clockDrift = "clock_drift"
        /// Its host's clock is set off and stays so.
        case clockStep = "clock_step"
        /// Messages take longer.
        case linkDelay = "link_delay"
        /// Messages get lost.
        case linkLoss = "link_loss"
        /// Requests arrive twice.
        case linkDuplicate = "link_duplicate"
        /// Messages are overtaken by later ones.
        case linkReorder = "link_reorder"
        /// Messages queue for a narrow link.
        case linkBandwidth = "link_bandwidth"
        /// Nothing comes through.
        case linkPartition = "link_partition"
        /// Messages are held until the end.
        case linkClog = "link_clog"
        /// Connections are refused.
        case hostRefuse = "host_refuse"
        /// Calls get lost before the work.
        case hostUnanswered = "host_unanswered"
        /// Connections are reset before the work.
        case hostResetBefore = "host_reset_before"
        /// Connections are reset after the work.
        case hostResetAfter = "host_reset_after"
        /// Answers get lost.
        case hostAnswerLost = "host_answer_lost"
        /// Bodies of answers trickle in.
        case hostDribble = "host_dribble"
        /// Answers have no body.
        case hostEmptyAnswer = "host_empty_answer"
        /// Bodies of answers cannot be read.
        case hostMalformedAnswer = "host_malformed_answer"
        /// Answers are errors and nothing is done.
        case hostError = "host_error"
        /// Nobody answers.
        case hostDown = "host_down"
        /// Answers are 503 with Retry-After.
        case hostMaintenance = "host_maintenance"
        /// Calls beyond a limit are answered 429.
        case hostRateLimit = "host_rate_limit"
        /// The work takes longer.
        case hostSlow = "host_slow"
        /// The work takes longer at first and less and less so.
        case hostSlowStart = "host_slow_start"
        /// Puts are refused and store nothing.
        case storePutFails = "store_put_fails"
        /// Puts are refused although they stored.
        case storePutAnswerLost = "store_put_answer_lost"
        /// Gets answer the version before.
        case storeStaleRead = "store_stale_read"
        /// New keys show late in listings.
        case storeListLag = "store_list_lag"
        /// Every answer is a refusal.
        case storeUnavailable = "store_unavailable"
        /// Answers take longer.
        case storeDelay = "store_delay"
        /// The broker is down.
        case kafkaBrokerDown = "kafka_broker_down"
        /// Leadership moves to another broker.
        case kafkaLeaderFailover = "kafka_leader_failover"
        /// The broker's copies lag behind.
        case kafkaReplicationLag = "kafka_replication_lag"
        /// Produce requests get lost.
        case kafkaProduceLost = "kafka_produce_lost"
        /// Acknowledgements get lost.
        case kafkaAcknowledgementLost = "kafka_acknowledgement_lost"
        /// Kafka's answers take longer.
        case kafkaDelay = "kafka_delay"
        /// The groups' coordinator cannot be reached.
        case kafkaCoordinatorDown = "kafka_coordinator_down"

        /// Whether it goes on for a while; what happens at one instant has no length.
        public var lasts: Bool {
            switch self {
            case .crash, .rollingRestart, .rollingCrash, .clockStep, .kafkaLeaderFailover: false
            default: true
            }
        }
    }

    /// What it is to the part that it befalls.
    enum Effect: Sendable, Equatable {
        case process(ProcessFault)
        case clock(ClockFault)
        case link(LinkFaults, LinkTarget)
        case host(HostFaults)
        /// Until it ends, which its answers tell where that is known.
        case hostMaintenance(RequestScope)
        /// Less and less until it ends.
        case hostSlowStart(factorPercent: Int64, of: RequestScope)
        case store(StoreFaults)
        case kafka(KafkaFault)
        case leaderFailover(to: BrokerID)
    }

    /// Its word.
    public let kind: Kind
    /// Whom it befalls.
    public let target: String
    let effect: Effect

    /// Whether replicas may be away because of it when it is over.
    public var takesReplicasAway: Bool { if case .process(let trouble) = effect { trouble.takesAway } else { false } }

    init(_ kind: Kind, on target: String, _ effect: Effect) {
        self.kind = kind
        self.target = target
        self.effect = effect
    }

    init(_ kind: Kind, _ target: NamePattern, _ effect: Effect) { self.init(kind, on: target.text, effect) }

    /// Its word and its target.
    public var description: String { "\(kind.rawValue) \(target)" }
}

// MARK: Processes and their clocks

extension InfrastructureFault {
    /// Ends replicas at once; each comes back after `restart`, or never, and then nothing heals it, when that is nil.
    public static func crash(_ replicas: NamePattern, restart: Duration? = .seconds(10)) -> Self {
        Self(.crash, replicas, .process(.crash(restart: restart)))
    }

    /// Shuts replicas down one after another, as an orchestrator does: by SIGTERM.
    /// - Parameters:
    ///   - restart: how long each stays away.
    ///   - between: from the return of one to the stop of the next.
    ///   - gracePeriod: how long each may take to end before it is ended by force.
    public static func rollingRestart(
        _ replicas: NamePattern, restart: Duration = .seconds(10), between: Duration = .zero,
        gracePeriod: Duration = .seconds(30)
    ) -> Self {
        Self(
            .rollingRestart, replicas,
            .process(.rolling(restart: restart, between: between, gracePeriod: gracePeriod)))
    }

    /// Ends replicas at once, one after another.
    /// - Parameters:
    ///   - restart: how long each stays away.
    ///   - between: from the return of one to the end of the next.
    public static func rollingCrash(
        _ replicas: NamePattern, restart: Duration = .seconds(10), between: Duration = .zero
    ) -> Self {
        Self(.rollingCrash, replicas, .process(.rolling(restart: restart, between: between, gracePeriod: nil)))
    }

    /// Every incarnation of the replicas dies `lifetime` after it began, and the next begins `restart` later.
    public static func outOfMemory(
        _ replicas: NamePattern, lifetime: Duration, restart: Duration = .seconds(10)
    ) -> Self {
        Self(.outOfMemory, replicas, .process(.outOfMemory(lifetime: lifetime, restart: restart)))
    }

    /// Stops replicas while time goes on, as a long garbage collection does.
    public static func pause(_ replicas: NamePattern) -> Self { Self(.pause, replicas, .process(.pause)) }

    /// Each step of the replicas' tasks waits for a slow processor.
    public static func slowCPU(_ replicas: NamePattern, timePerStep: Duration) -> Self {
        Self(.slowCPU, replicas, .process(.slowCPU(timePerStep: timePerStep)))
    }

    /// The clocks of the replicas' hosts are ahead, or behind, as long as it lasts.
    public static func clockOffset(_ replicas: NamePattern, by offset: Duration) -> Self {
        Self(.clockOffset, replicas, .clock(.offset(offset)))
    }

    /// The clocks of the replicas' hosts run faster, or slower, as long as it lasts.
    public static func clockDrift(_ replicas: NamePattern, partsPerMillion: Int64) -> Self {
        Self(.clockDrift, replicas, .clock(.drift(partsPerMillion: partsPerMillion)))
    }

    /// The clocks of the replicas' hosts are set forward, or back, and stay so.
    public static func clockStep(_ replicas: NamePattern, by change: Duration) -> Self {
        Self(.clockStep, replicas, .clock(.step(change)))
    }
}

// MARK: Links

extension InfrastructureFault {
    private static func link(
        _ kind: Kind, _ caller: NamePattern, _ host: NamePattern, _ directions: LinkDirections,
        _ change: (inout LinkFaults) -> Void
    ) -> Self {
        var faults = LinkFaults()
        change(&faults)
        let target = LinkTarget(from: caller, to: host, directions)
        return Self(kind, on: "\(caller) -> \(host)", .link(faults, target))
    }

    /// Messages take longer.
    public static func linkDelay(
        from caller: NamePattern = .any, to host: NamePattern, by delay: Distribution,
        _ directions: LinkDirections = .both
    ) -> Self {
        link(.linkDelay, caller, host, directions) { $0.addedDelay = delay }
    }

    /// Messages get lost.
    public static func linkLoss(
        from caller: NamePattern = .any, to host: NamePattern, share: Ratio = .always,
        _ directions: LinkDirections = .both
    ) -> Self {
        link(.linkLoss, caller, host, directions) { $0.loss = share }
    }

    /// Requests arrive twice and are handled twice.
    public static func linkDuplicate(
        from caller: NamePattern = .any, to host: NamePattern, share: Ratio = .always
    ) -> Self {
        link(.linkDuplicate, caller, host, .requests) { $0.duplicate = share }
    }

    /// Messages are held up, so that later ones overtake them.
    public static func linkReorder(
        from caller: NamePattern = .any, to host: NamePattern, by delay: Distribution, share: Ratio = .always,
        _ directions: LinkDirections = .both
    ) -> Self {
        link(.linkReorder, caller, host, directions) { $0.reordering = .init(share: share, delay: delay) }
    }

    /// Messages queue for a narrow link.
    public static func linkBandwidth(
        from caller: NamePattern = .any, to host: NamePattern, bytesPerSecond: Int64,
        _ directions: LinkDirections = .both
    ) -> Self {
        link(.linkBandwidth, caller, host, directions) { $0.bandwidthBytesPerSecond = bytesPerSecond }
    }

    /// Nothing comes through.
    public static func linkPartition(
        from caller: NamePattern = .any, to host: NamePattern, _ directions: LinkDirections = .both
    ) -> Self {
        link(.linkPartition, caller, host, directions) { $0.isCut = true }
    }

    /// Messages are held, and come through in order at the end.
    public static func linkClog(
        from caller: NamePattern = .any, to host: NamePattern, _ directions: LinkDirections = .both
    ) -> Self {
        link(.linkClog, caller, host, directions) { $0.isClogged = true }
    }
}
