import PaymentModel
import ServicePorts

/// Who may poll, as it lies in the object store.
struct LeaseRecord: JSONMessage, WireValue, Equatable {
    /// Nil once its holder has given it back.
    var holder: EntityID?
    /// From the write on, in milliseconds.
    var milliseconds: Int64

    private enum CodingKeys: String, CodingKey {
        case holder
        case milliseconds = "lease_ms"
    }
}

/// One replica's view of the lease, without IO.
///
/// A lease is written with compare-and-swap and lasts for so long from then on. Nobody reads another's clock, as in
/// Kubernetes' leader election: a replica counts the time of a lease that is not its own from when it saw it first, and
/// of its own from before it wrote it. So of all replicas whose clocks go equally fast at most one holds it.
struct PollLease: Sendable {
    enum Action: Sendable, Equatable {
        /// Write it, on this condition.
        case take(PutCondition)
        /// Another holds it.
        case standBy
    }

    let holder: EntityID
    let record: LeaseRecord
    private let nanoseconds: Int64
    /// The last write of another that was seen, and when.
    private var seen: (version: UInt64, at: Int64)?
    private var heldUntil = Int64.min

    init(holder: EntityID, time: Duration) {
        self.holder = holder
        nanoseconds = time.nanoseconds
        record = LeaseRecord(holder: holder, milliseconds: nanoseconds / 1_000_000)
    }

    /// Whether it holds the lease up to an instant.
    func isHeld(until nanoseconds: Int64) -> Bool { nanoseconds < heldUntil }

    /// What to do about what was read.
    /// - Parameters:
    ///   - version: of the record; nil where there is none.
    ///   - now: not before the answer to the reading.
    mutating func read(_ record: LeaseRecord?, version: UInt64?, now: Int64) -> Action {
        guard let record, let version else { return .take(.absent) }
        guard let other = record.holder, other != holder else { return .take(.version(version)) }
        if seen?.version != version { seen = (version, now) }
        let age = now - (seen?.at ?? now)
        return age >= record.milliseconds * 1_000_000 ? .take(.version(version)) : .standBy
    }

    /// The write is done.
    /// - Parameter begun: not after the write.
    mutating func taken(begun: Int64) { heldUntil = begun + nanoseconds }

    /// Another has written, or it is given back.
    mutating func lost() { heldUntil = .min }
}
