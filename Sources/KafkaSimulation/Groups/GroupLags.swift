/// Hears how many records each group has not committed yet, as that changes. Told synchronously by the simulation's
/// thread; whoever hears of it changes nothing.
package protocol LagObserver: AnyObject {
    /// - Parameters:
    ///   - group: its number, from 0 in the order of first use.
    ///   - name: `group.id`.
    func lagChanged(ofGroup group: Int, named name: @autoclosure () -> String, to records: Int64)
}

/// The lag of every group on every partition that it reads, brought up to date by each append, loss, deletion, commit
/// and subscription: looks now and then would miss what comes and goes between them, and fall in step with whoever
/// works by the same beat.
final class GroupLags {
    /// A group's standing on one log that it reads. What the lag follows from is copied: every append asks for it.
    private struct Row {
        let group: GroupID
        var committed: Int64
        var lag: Int64 = 0
        /// Of the same log, who subscribed next.
        var next: Int?
    }

    private let observer: any LagObserver
    /// They keep this.
    private unowned let replicas: ReplicaManager
    private unowned let coordinator: GroupCoordinator
    @exclusivity(unchecked) private var rows: [Row] = []
    /// By log; nil where nobody reads.
    @exclusivity(unchecked) private var firstRows: IDTable<LogID, Int?>
    @exclusivity(unchecked) private var groups = IDTable<GroupID, (group: ConsumerGroup, lag: Int64)>()

    init(_ replicas: ReplicaManager, _ coordinator: GroupCoordinator, toldTo observer: any LagObserver) {
        self.observer = observer
        self.replicas = replicas
        self.coordinator = coordinator
        firstRows = IDTable(repeating: nil, count: replicas.metadata.logCount)
        for topic in coordinator.subscribers.ids {
            for group in coordinator.subscribers[topic] { subscribed(coordinator.groups[group], to: topic) }
        }
    }

    /// The group reads this topic from now on.
    func subscribed(_ group: ConsumerGroup, to topic: TopicID) {
        while groups.count <= group.id.index {
            groups.append((coordinator.groups[GroupID(index: groups.count)], 0))
        }
        for log in replicas.metadata.logs(of: topic) {
            append(Row(group: group.id, committed: group.committed[log]), of: log)
            update(rows.count - 1, on: log)
        }
    }

    private func append(_ row: Row, of log: LogID) {
        rows.append(row)
        guard var last = firstRows[log] else {
            firstRows[log] = rows.count - 1
            return
        }
        while let next = rows[last].next { last = next }
        rows[last].next = rows.count - 1
    }

    /// The group's offset of this log is another.
    func committed(by group: ConsumerGroup, on log: LogID) {
        var place = firstRows[log]
        while let row = place {
            if rows[row].group == group.id {
                rows[row].committed = group.committed[log]
                return update(row, on: log)
            }
            place = rows[row].next
        }
    }

    private func update(_ row: Int, on log: LogID) {
        update(row, from: replicas.logs[log].startOffset, to: replicas.logs[log].endOffset)
    }

    @inline(__always)
    private func update(_ row: Int, from start: Int64, to end: Int64) {
        let lag = ReplicaManager.lag(behind: rows[row].committed, from: start, to: end)
        let change = lag - rows[row].lag
        guard change != 0 else { return }
        rows[row].lag = lag
        tell(rows[row].group, change)
    }

    private func tell(_ id: GroupID, _ change: Int64) {
        groups[id].lag += change
        precondition(groups[id].lag >= 0, "Nobody is ahead of what is there.")
        observer.lagChanged(ofGroup: id.index, named: groups[id].group.name, to: groups[id].lag)
    }
}

extension GroupLags: LogFollowers {
    func changed(_ log: LogID, from start: Int64, to end: Int64) {
        var place = firstRows[log]
        while let row = place {
            update(row, from: start, to: end)
            place = rows[row].next
        }
    }
}

extension ReplicaManager {
    /// What lies between the group's offset and the log's end, and is still there.
    func lag(of group: ConsumerGroup, on log: LogID) -> Int64 {
        Self.lag(behind: group.committed[log], from: logs[log].startOffset, to: logs[log].endOffset)
    }

    @inline(__always)
    static func lag(behind committed: Int64, from start: Int64, to end: Int64) -> Int64 {
        max(0, end - max(committed, start))
    }
}

extension SimulatedKafka {
    /// Tells an observer of every change of a group's lag, from now on and until `close`.
    package func observeLags(_ observer: any LagObserver) {
        let lags = GroupLags(replicas, coordinator, toldTo: observer)
        replicas.lags = lags
        coordinator.lags = lags
    }
}
