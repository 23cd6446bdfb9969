import PaymentModel
import VirtualTime

/// A broken promise as the promise tells it: whom it concerns by its id alone. The witness adds the names.
struct Finding: Sendable, Equatable {
    enum Subject: Sendable, Equatable {
        case payment(EntityID)
        case application(EntityID)
        /// A group's reading of one partition, by the partition's name.
        case consumer(ConsumerGroupID, partition: String)
    }

    var invariant: Invariant
    /// Nanoseconds of virtual time.
    var instant: Int64
    var subject: Subject
    /// The facts that contradict each other, in a tester's words.
    var text: String
}

extension Int64 {
    /// An instant of virtual time, given in nanoseconds, as people say it.
    var told: String { Duration.nanoseconds(self).told }
}
