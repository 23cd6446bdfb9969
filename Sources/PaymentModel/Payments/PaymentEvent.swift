/// One event of topic `payments`, version 2.0 (<doc:PaymentEvents>): immutable and passed by reference.
public final class PaymentEvent: Sendable, Equatable {
    public let envelope: EventEnvelope
    public let origin: PaymentOrigin
    public let state: PaymentState

    public init(envelope: EventEnvelope, origin: PaymentOrigin, state: PaymentState) {
        self.envelope = envelope
        self.origin = origin
        self.state = state
    }

    public convenience init(envelope: EventEnvelope, payment: Payment) {
        self.init(envelope: envelope, origin: payment.origin, state: payment.state)
    }

    /// The payment without the envelope, which is what a store keeps.
    public var payment: Payment { Payment(origin: origin, state: state) }
    public var id: EntityID { origin.values.id }
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

    public static func == (a: PaymentEvent, b: PaymentEvent) -> Bool {
        a === b || a.envelope == b.envelope && a.state == b.state && a.origin == b.origin
    }
}

extension PaymentEvent: JSONMessage {
    public static var typicalSize: Int { 2000 }

    public func write(to writer: inout JSONWriter) {
        writer.object {
            payment.writeMembers(to: &$0)
            envelope.writeMembers(to: &$0)
        }
    }

    /// - Throws: `UnsupportedEventVersion` when the event is of another version and so differs in form;
    ///   `ValidationError` when it breaks the form of its own. An event of another version that happens to have this
    ///   form is read, and its consumer's `EventVersionRule` decides.
    public convenience init(json: JSONField) throws {
        let fields = try json.members()
        let envelope = try EventEnvelope(fields: fields)
        do {
            self.init(envelope: envelope, payment: try Payment(fields: fields))
        } catch let error as ValidationError {
            guard EventVersionRule.numericTwo.decide(envelope.version) == .process else {
                throw UnsupportedEventVersion(version: envelope.version)
            }
            throw error
        }
    }

    /// Checks the rules that values built by hand could break.
    /// - Throws: `ValidationError`, which names the field.
    public func validate() throws { try payment.validate() }
}
