import PaymentModel
import VirtualTime

/// Ties virtual time to the calendar: what day and hour it is in Italy at an instant of the simulation.
public struct WorldCalendar: Sendable, Hashable {
    /// The instant of the calendar at which virtual time starts.
    public let start: Timestamp

    /// A calendar whose virtual time starts then.
    public init(start: Timestamp) { self.start = start }

    /// Whole seconds, towards the past.
    public func timestamp(at instant: VirtualInstant) -> Timestamp {
        start.adding(seconds: instant.nanoseconds / 1_000_000_000)
    }

    /// The instant of virtual time at which the calendar shows this; negative before the start.
    public func instant(of timestamp: Timestamp) -> VirtualInstant {
        VirtualInstant(nanoseconds: timestamp.seconds(since: start) * 1_000_000_000)
    }
}
