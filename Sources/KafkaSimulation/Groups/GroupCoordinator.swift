import Containers
import ServicePorts
import VirtualTime

/// Who is told what befalls members and offsets.
protocol GroupListener: AnyObject {
    /// The member reads no more: it is gone for good, or its process is.
    func released(_ member: MemberID)
    /// A member has committed an offset of a log for its group.
    func committed(_ offset: Int64, on log: LogID, by member: GroupMember)
    /// The timer of the member's polls is due.
    func pollTimesOut(of member: MemberID)
}

/// The coordinators of all groups (`kafka.coordinator.group.GroupCoordinator`): members, rounds, sessions and committed
/// offsets. It carries out what `GroupMembership` decides, and knows no records.
///
/// `@unchecked Sendable`: touched only by the thread that runs its simulation. Of `@exclusivity(unchecked)` see
/// `ReplicaManager`.
final class GroupCoordinator: AgendaHandler, @unchecked Sendable {
    /// What an agenda entry means, about a commit, a group in one of its rounds, or a member.
    typealias Entry = TaggedEntry<Kind, EpochEntry>

    enum Kind: UInt8 {
        case commitArrives, roundEnds
        case joinArrives, joinAnswered, syncArrives, syncAnswered, leaveArrives, heartbeatAnswered
        case check, pollTimesOut, processChanged
        case offsetsExpire
    }

    struct Counters {
        var commits: UInt64 = 0
        var commitsRefused: UInt64 = 0
        var rebalances: UInt64 = 0
        var evictions: UInt64 = 0
        var offsetsExpired: UInt64 = 0
    }

    let simulation: Simulation
    let faults: ActiveFaults
    let latency: Sampler
    let retention: OffsetRetention
    private let initialRebalanceDelayNanoseconds: Int64
    private let logCount: Int
    @exclusivity(unchecked) var counters = Counters()
    @exclusivity(unchecked) private(set) var groups = IDTable<GroupID, ConsumerGroup>()
    /// For looking up only.
    private var groupsByName: [String: GroupID] = [:]
    /// Nil once a member is gone for good, so that dead incarnations are not kept.
    @exclusivity(unchecked) private(set) var members = IDTable<MemberID, GroupMember?>()
    /// By topic: the groups that have subscribed to it.
    private(set) var subscribers: IDTable<TopicID, [GroupID]>
    @exclusivity(unchecked) var commits = SlotTable<PendingCommit>()
    private var placement: CoordinatorPlacement
    /// Sees what happens between groups and their coordinators.
    @exclusivity(unchecked) var onEvent: ((GroupEvent) -> Void)?
    /// Told how long rebalances took.
    var observers: [any KafkaObserver] = []
    /// Kept here, because no agenda entry is its own.
    var listener: (any GroupListener)?
    /// Nil while nobody wants to hear of lags.
    @exclusivity(unchecked) var lags: GroupLags?
    private var handler: HandlerID<Entry>!

    init(_ model: KafkaModel, topics: Int, logs: Int, _ faults: ActiveFaults, in simulation: Simulation) {
        self.simulation = simulation
        self.faults = faults
        latency = Sampler(model.coordinatorLatency)
        retention = OffsetRetention(model)
        initialRebalanceDelayNanoseconds = model.initialRebalanceDelay.wholeNanoseconds
        logCount = logs
        subscribers = IDTable(repeating: [], count: topics)
        placement = CoordinatorPlacement(brokers: model.brokers)
    }

    /// Makes it known to the simulation, once.
    func register() {
        precondition(handler == nil, "A handler is registered once.")
        handler = simulation.register(self)
    }

    /// Forgets members and what is under way, when the simulation is over.
    func close() {
        members.removeAll()
        commits = SlotTable()
        onEvent = nil
        observers = []
        lags = nil
    }

    // MARK: Groups and members

    /// In order of first use.
    var groupNames: [String] { groups.ids.map { groups[$0].name } }

    /// A group that has been joined, or nil.
    func group(ofKnown name: String) -> ConsumerGroup? { groupsByName[name].map { groups[$0] } }

    private func group(_ name: String) -> ConsumerGroup {
        if let known = group(ofKnown: name) { return known }
        let group = ConsumerGroup(name, GroupID(index: groups.count), logCount: logCount)
        if !isCoordinated(name) { apply(group.membership.unload(), to: group) }
        groupsByName[name] = group.id
        let place = groups.append(group)
        precondition(place == group.id, "Groups are numbered in the order of their first use.")
        return group
    }

    /// A member that has not joined yet.
    func addMember(_ settings: ConsumerSettings, of process: SimulatedProcess) -> GroupMember {
        precondition(handler != nil, "Members come when the coordinator is there.")
        let member = GroupMember(
            MemberID(index: members.count), process: process, settings: settings, group: group(settings.groupID))
        let place = members.append(member)
        precondition(place == member.id, "Members are numbered in the order they come.")
        process.watch(by: handler, Entry(.processChanged, EpochEntry(member.id.index, epoch: 0)))
        return member
    }

    /// Takes the member out of the cluster for good.
    func release(_ member: GroupMember) {
        precondition(members[member.id] === member, "A member goes for good once.")
        listener?.released(member.id)
        members[member.id] = nil
    }

    func subscribe(_ group: ConsumerGroup, to topic: TopicID) {
        guard !group.topics.contains(topic) else { return }
        precondition(!subscribers[topic].contains(group.id), "A group subscribes to a topic once.")
        group.topics.append(topic)
        subscribers[topic].append(group.id)
        lags?.subscribed(group, to: topic)
    }

    /// What every group of the topic has committed; the largest offset there is without any group.
    func leastCommitted(on log: LogID, of topic: TopicID) -> Int64 {
        var least = Int64.max
        for group in subscribers[topic] { least = min(least, groups[group].committed[log]) }
        precondition(least >= -1, "No committed offset is negative.")
        return least
    }

    // MARK: Agenda

    func fire(_ entry: Entry) {
        let (number, epoch) = (entry.subject.number, entry.subject.epoch)
        switch entry.tag {
        case .commitArrives: commitArrived(SlotToken(slot: UInt32(number), generation: UInt32(epoch)))
        case .roundEnds: roundEnded(GroupID(index: number), round: UInt32(epoch))
        case .offsetsExpire: offsetsMayExpire(of: groups[GroupID(index: number)])
        default: if let member = members[MemberID(index: number)] { fire(entry.tag, member, epoch) }
        }
    }

    private func fire(_ kind: Kind, _ member: GroupMember, _ epoch: Int) {
        switch kind {
        case .commitArrives, .roundEnds, .offsetsExpire:
            preconditionFailure("Commits, rounds and expired offsets are no member's.")
        case .joinArrives: if epoch == member.epoch { joinArrived(member) }
        case .joinAnswered: if epoch == member.epoch { joinAnswered(member) }
        case .syncArrives: if epoch == member.epoch { syncArrived(member) }
        case .syncAnswered: if epoch == member.epoch { syncAnswered(member) }
        case .leaveArrives: leaveArrived(member)
        case .heartbeatAnswered: heartbeatAnswered(member)
        case .check: check(member)
        case .pollTimesOut: listener?.pollTimesOut(of: member.id)
        case .processChanged: processChanged(member)
        }
    }

    func schedule(_ kind: Kind, _ member: GroupMember, after nanoseconds: Int64) {
        simulation.schedule(
            afterNanoseconds: nanoseconds, handler, Entry(kind, EpochEntry(member.id.index, epoch: member.epoch)))
    }

    func scheduleArrival(of commit: SlotToken, after nanoseconds: Int64) {
        let subject = EpochEntry(commit.slot, epoch: Int(commit.generation))
        simulation.schedule(afterNanoseconds: nanoseconds, handler, Entry(.commitArrives, subject))
    }

    func scheduleExpiry(of group: ConsumerGroup, at nanoseconds: Int64) {
        simulation.schedule(
            afterNanoseconds: nanoseconds - simulation.now.nanoseconds, handler,
            Entry(.offsetsExpire, EpochEntry(group.id.index, epoch: 0)))
    }

    /// How long the member's next request takes to its coordinator, and the answer back.
    func delays(of member: GroupMember) -> (there: Int64, back: Int64) {
        let latency = latency.sampleNanoseconds(&member.latencies) + faults.addedDelay(forClient: member.clientName)
        return member.delays(of: latency, at: simulation.now.nanoseconds)
    }

    // MARK: What the rules decide

    private func roundEnded(_ id: GroupID, round: UInt32) {
        let group = groups[id]
        precondition(round <= group.membership.lastRound, "Only a round that has begun ends.")
        guard group.isCoordinatorAvailable else { return }
        let isInitial = group.initialRound.number == round
        let isPatient = isInitial && simulation.now.nanoseconds < endOfPatience(group)
        apply(group.membership.roundTimeIsOver(round, waitsForNewcomers: isPatient), to: group)
    }

    func apply(_ actions: [GroupMembership.Action], to group: ConsumerGroup) {
        for action in actions {
            switch action {
            case .endRound(let round, let length):
                precondition(round <= group.membership.lastRound, "Only a round that has begun is ended.")
                let subject = EpochEntry(group.id.index, epoch: Int(round))
                if length == .initialDelay, group.initialRound.number != round {
                    group.initialRound = (round, simulation.now.nanoseconds)
                }
                simulation.schedule(
                    afterNanoseconds: nanoseconds(of: length, in: group), handler, Entry(.roundEnds, subject))
            case .stable:
                precondition(group.membership.generation > 0, "The first generation is 1.")
                counters.rebalances += 1
                tell(.stable(generation: group.membership.generation), of: group)
                simulation.note(KafkaTrace.groupRebalanced, of: group.id.index, UInt64(group.membership.generation))
            case .tellByHeartbeat(let id): if let member = members[id] { tellByHeartbeat(member) }
            case .evicted(let id): if let member = members[id] { evicted(member) }
            case .answerJoin(let id, let answer): if let member = members[id] { answerJoin(of: member, answer) }
            case .answerSync(let id, let answer): if let member = members[id] { answerSync(of: member, answer) }
            }
        }
        phaseMayHaveChanged(of: group)
    }

    private func nanoseconds(of length: GroupMembership.RoundLength, in group: ConsumerGroup) -> Int64 {
        switch length {
        case .initialDelay:
            simulation.now.nanoseconds == group.initialRound.sinceNanoseconds
                ? initialRebalanceDelayNanoseconds
                : min(initialRebalanceDelayNanoseconds, endOfPatience(group) - simulation.now.nanoseconds)
        case .rebalanceTimeout: rebalanceTimeout(group)
        }
    }

    private func rebalanceTimeout(_ group: ConsumerGroup) -> Int64 {
        group.membership.members.compactMap { members[$0.id]?.maxPollIntervalNanoseconds }.max() ?? 0
    }

    /// When the first round of a group waits for newcomers no more.
    private func endOfPatience(_ group: ConsumerGroup) -> Int64 {
        group.initialRound.sinceNanoseconds + rebalanceTimeout(group)
    }

    // MARK: Coordinators that come and go

    private func isCoordinated(_ name: String) -> Bool {
        placement.coordinator(ofGroup: name) != nil && !faults.isCoordinatorOut(ofGroup: name)
    }

    /// Looks anew which groups have a coordinator. Requests to one that has none are answered
    /// `COORDINATOR_NOT_AVAILABLE`, which clients try again until their time-outs. A round of joins under way is
    /// forgotten, and sessions begin anew when the coordinator is back.
    func coordinatorsChanged() {
        for id in groups.ids {
            let group = groups[id]
            switch (group.isCoordinatorAvailable, isCoordinated(group.name)) {
            case (true, true), (false, false): continue
            case (true, false): apply(group.membership.unload(), to: group)
            case (false, true):
                group.membership.load()
                phaseMayHaveChanged(of: group)
                group.coordinatorSinceNanoseconds = simulation.now.nanoseconds
            }
            precondition(
                group.isCoordinatorAvailable == isCoordinated(group.name), "A group is loaded where it is coordinated.")
        }
    }
}

extension GroupCoordinator: CoordinatorPartitions {
    func coordinatorStopped(_ broker: BrokerID) {
        placement.stopped(broker)
        coordinatorsChanged()
    }

    func electCoordinators(among isRunning: (BrokerID) -> Bool) {
        placement.elect(among: isRunning)
        coordinatorsChanged()
    }
}
