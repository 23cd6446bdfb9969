/// One event of topic `payments`, version 2.0 (<doc:PaymentEvents>): immutable and passed by reference.
public final class PaymentEvent: Sendable, Equatable {
    /// Who wrote it and when.
    public let envelope: EventEnvelope
    /// What all events of the payment share.
    public let origin: PaymentOrigin
    /// How the payment stood when the event was written.
    public let state: PaymentState

    /// An event of these parts.
    public init(envelope: EventEnvelope, origin: PaymentOrigin, state: PaymentState) {
        self.envelope = envelope
        self.origin = origin
        self.state = state
    }

    /// The payment under an envelope.
    public convenience init(envelope: EventEnvelope, payment: Payment) {
        self.init(envelope: envelope, origin: payment.origin, state: payment.state)
    }

    /// The payment without the envelope, which is what a store keeps.
    public var payment: Payment { Payment(origin: origin, state: state) }
    /// The payment's.
    public var id: EntityID { origin.values.id }
    /// Where the payment stands.
    public var status: PaymentStatus { state.status }
    /// The key of the record that carries the event.
    public var kafkaKey: String { origin.kafkaKey }

    /// The next event of the same payment: its own envelope, the same origin, a changed state. `updated_at` is the
    /// caller's to set.
    public func deriving(envelope: EventEnvelope, _ change: (inout PaymentState) -> Void) -> PaymentEvent {
        var state = state
        change(&state)
        return PaymentEvent(envelope: envelope, origin: origin, state: state)
    }

    /// Equal in every member; one object is found equal without a look at them.
    public static func == (a: PaymentEvent, b: PaymentEvent) -> Bool {
        a === b || a.envelope == b.envelope && a.state == b.state && a.origin == b.origin
    }
}
