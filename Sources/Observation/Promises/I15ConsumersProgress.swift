import PaymentModel
import VirtualTime

/// I15: no consumer stops making progress: before records that it has not read a group commits something of the
/// partition within 15 min (`Deadlines`).
///
/// It is looked at once a minute.
struct ConsumersProgress: Promise {
    static let invariant = Invariant.consumersProgress
    static let grade = Violation.Grade.liveness
    static let statement = "no consumer stops making progress before records it has not read"
    static let occasions = ["records that a group had not read yet"]

    private struct Standing: Sendable {
        var committed: Int64
        var since: Int64
        var isBlamed = false
    }

    private let term: Int64
    private let faultsEnd: Int64
    /// By group, then by partition.
    private var standings: [[Standing?]] = []
    private(set) var given = Occasions()

    init(_ deadlines: Deadlines = Deadlines(), faultsEnd: Int64 = 0) {
        term = deadlines.consumerProgress.wholeNanoseconds
        self.faultsEnd = faultsEnd
    }

    @inline(__always)
    mutating func judge(_ evidence: Evidence, at nanoseconds: Int64, _ log: inout ViolationLog) {
        guard case .consumerStands(let group, let partition, let name, let committed, let lag) = evidence else {
            return
        }
        while standings.count <= group.position { standings.append([]) }
        while standings[group.position].count <= partition { standings[group.position].append(nil) }
        let before = standings[group.position][partition]
        guard lag > 0, var standing = before, standing.committed == committed else {
            standings[group.position][partition] = Standing(committed: committed, since: nanoseconds)
            if lag > 0 { given.note(0) }
            return
        }
        given.note(0)
        guard !standing.isBlamed, nanoseconds > max(standing.since, faultsEnd) + term else { return }
        standing.isBlamed = true
        standings[group.position][partition] = standing
        log.add(
            Self.finding(
                at: nanoseconds, .consumer(group, partition: name),
                "\(lag) \(lag == 1 ? "record waits" : "records wait") behind offset \(committed), where it has stood "
                    + "since \(standing.since.told)"))
    }
}
