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
    private struct Row {
        var ofLogs: IDTable<LogID, Int64>
        var sum: Int64 = 0
    }

    private let observer: any LagObserver
    /// They keep this.
    private unowned let replicas: ReplicaManager
    private unowned let coordinator: GroupCoordinator
    @exclusivity(unchecked) private var rows = IDTable<GroupID, Row>()

    init(_ replicas: ReplicaManager, _ coordinator: GroupCoordinator, toldTo observer: any LagObserver) {
        self.observer = observer
        self.replicas = replicas
        self.coordinator = coordinator
        for group in coordinator.groups.ids {
            for topic in coordinator.groups[group].topics { changed(coordinator.groups[group], on: topic) }
        }
    }

    /// The group reads this topic from now on.
    func changed(_ group: ConsumerGroup, on topic: TopicID) {
        for log in replicas.metadata.logs(of: topic) { changed(group, on: log) }
    }

    /// The group's offset of this log is another.
    func committed(by group: ConsumerGroup, on log: LogID) {
        if group.topics.contains(replicas.metadata.topic(of: log)) { changed(group, on: log) }
    }

    private func changed(_ group: ConsumerGroup, on log: LogID) {
        let id = group.id
        while rows.count <= id.index {
            rows.append(Row(ofLogs: IDTable(repeating: 0, count: replicas.metadata.logCount)))
        }
        let lag = replicas.lag(of: group, on: log)
        let change = lag - rows[id].ofLogs[log]
        guard change != 0 else { return }
        rows[id].ofLogs[log] = lag
        rows[id].sum += change
        precondition(rows[id].sum >= 0, "Nobody is ahead of what is there.")
        observer.lagChanged(ofGroup: id.index, named: group.name, to: rows[id].sum)
    }
}

extension GroupLags: LogFollowers {
    func changed(_ log: LogID) {
        for group in coordinator.subscribers[replicas.metadata.topic(of: log)] {
            changed(coordinator.groups[group], on: log)
        }
    }
}

extension ReplicaManager {
    /// What lies between the group's offset and the log's end, and is still there.
    func lag(of group: ConsumerGroup, on log: LogID) -> Int64 {
        max(0, logs[log].endOffset - max(group.committed[log], logs[log].startOffset))
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
