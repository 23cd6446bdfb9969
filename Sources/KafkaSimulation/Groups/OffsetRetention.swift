import ServicePorts
import VirtualTime

/// When committed offsets expire (`offsets.retention.minutes`), as rules.
struct OffsetRetention {
    let nanoseconds: Int64
    private let checkIntervalNanoseconds: Int64

    init(_ model: KafkaModel) {
        // What is longer than any run never ends, and sums of it stay within 64 bits.
        nanoseconds = min(model.offsetsRetention.wholeNanoseconds, .max / 4)
        checkIntervalNanoseconds = min(model.offsetsRetentionCheckInterval.wholeNanoseconds, .max / 4)
    }

    /// The first look of a coordinator that finds expired what counts from `since`.
    func expiry(of since: Int64) -> Int64 { look(from: since + nanoseconds) }

    /// The first look at or after an instant.
    func look(from instant: Int64) -> Int64 {
        (instant + checkIntervalNanoseconds - 1) / checkIntervalNanoseconds * checkIntervalNanoseconds
    }

    /// Whether what counts from `since` is expired.
    func isOver(since: Int64, at now: Int64) -> Bool { now - since >= nanoseconds }
}

/// What the phase of a group means for its offsets and for whoever waits for partitions
/// (`kafka.coordinator.group.GroupMetadata.removeExpiredOffsets`, KIP-211).
///
/// A coordinator looks at fixed intervals. So does this, except that nobody comes by while there is nothing to do.
extension GroupCoordinator {
    func phaseMayHaveChanged(of group: ConsumerGroup) {
        switch group.membership.phase {
        // What the group was goes on being written down; without a coordinator nothing ends.
        case .dead: break
        case .empty:
            rebalanceIsOver(of: group)
            guard group.hasProtocol, group.emptySinceNanoseconds == nil else { return }
            group.emptySinceNanoseconds = simulation.now.nanoseconds
            armExpiry(of: group)
        case .preparingRebalance, .completingRebalance:
            group.hasProtocol = true
            group.emptySinceNanoseconds = nil
            if group.rebalancingSinceNanoseconds == nil {
                group.rebalancingSinceNanoseconds = simulation.now.nanoseconds
            }
        case .stable:
            group.emptySinceNanoseconds = nil
            rebalanceIsOver(of: group)
        }
    }

    // MARK: Rebalances

    private func rebalanceIsOver(of group: ConsumerGroup) {
        guard let since = group.rebalancingSinceNanoseconds else { return }
        group.rebalancingSinceNanoseconds = nil
        let length = Duration.nanoseconds(simulation.now.nanoseconds - since)
        for observer in observers { observer.groupRebalanced(group.name, after: length) }
    }

    /// How long each rebalance under way has lasted so far.
    var rebalancesUnderWay: [(group: String, length: Duration)] {
        groups.ids.compactMap { id in
            groups[id].rebalancingSinceNanoseconds.map {
                (groups[id].name, .nanoseconds(simulation.now.nanoseconds - $0))
            }
        }
    }

    // MARK: Offsets

    /// Offsets of a group that has no members and never had any count from their own commits.
    func committedByNoMember(_ logs: [LogID], of group: ConsumerGroup) {
        if group.committedAtNanoseconds.isEmpty {
            group.committedAtNanoseconds = IDTable(repeating: 0, count: group.committed.count)
        }
        for log in logs { group.committedAtNanoseconds[log] = simulation.now.nanoseconds }
        armExpiry(of: group)
    }

    private func armExpiry(of group: ConsumerGroup) {
        var first = Int64.max
        for log in group.committed.ids where group.committed[log] >= 0 {
            first = min(first, start(ofTermOf: log, in: group) ?? .max)
        }
        guard first < .max else { return }
        let at = max(retention.expiry(of: first), retention.look(from: simulation.now.nanoseconds + 1))
        if let armed = group.expiryAtNanoseconds, armed <= at { return }
        group.expiryAtNanoseconds = at
        scheduleExpiry(of: group, at: at)
    }

    /// From when on an offset's time counts; nil while it does not.
    private func start(ofTermOf log: LogID, in group: ConsumerGroup) -> Int64? {
        if group.hasProtocol { return group.emptySinceNanoseconds }
        return group.committedAtNanoseconds.isEmpty ? nil : group.committedAtNanoseconds[log]
    }

    func offsetsMayExpire(of group: ConsumerGroup) {
        let now = simulation.now.nanoseconds
        guard group.expiryAtNanoseconds == now else { return }
        group.expiryAtNanoseconds = nil
        // Only a coordinator forgets, and it looks again as long as there is something to forget.
        guard group.isCoordinatorAvailable else {
            group.expiryAtNanoseconds = retention.look(from: now + 1)
            return scheduleExpiry(of: group, at: retention.look(from: now + 1))
        }
        var expired = 0
        for log in group.committed.ids where group.committed[log] >= 0 {
            guard let since = start(ofTermOf: log, in: group), retention.isOver(since: since, at: now) else { continue }
            group.committed[log] = -1
            lags?.committed(by: group, on: log)
            expired += 1
        }
        if expired > 0 {
            counters.offsetsExpired += UInt64(expired)
            simulation.note(KafkaTrace.offsetsExpired, of: group.id.index, UInt64(expired))
            tell(.offsetsExpired(partitions: expired), of: group)
        }
        let isForgotten = group.committed.ids.allSatisfy { group.committed[$0] < 0 }
        guard !isForgotten || group.emptySinceNanoseconds == nil else {
            // Kafka forgets the whole group; who joins or commits next makes another.
            (group.hasProtocol, group.emptySinceNanoseconds) = (false, nil)
            return
        }
        armExpiry(of: group)
    }
}
