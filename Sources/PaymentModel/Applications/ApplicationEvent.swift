/// What never changes after an application was filed. One object serves all its events.
public final class ApplicationOrigin: Sendable {
    /// The values an origin is made of (<doc:ApplicationEvents>).
    public struct Values: Hashable, Sendable {
        public var id: EntityID
        public var tenantID: EntityID
        public var serviceID: EntityID
        public var userID: EntityID
        public var createdAt: Timestamp?
        public var applicant: Applicant
        public var locale: String?

        public init(
            id: EntityID, tenantID: EntityID, serviceID: EntityID, userID: EntityID, createdAt: Timestamp?,
            applicant: Applicant, locale: String? = nil
        ) {
            self.id = id
            self.tenantID = tenantID
            self.serviceID = serviceID
            self.userID = userID
            self.createdAt = createdAt
            self.applicant = applicant
            self.locale = locale
        }
    }

    public let values: Values
    /// The text of `service_id`: the key of every record of topic `applications` (<doc:TopicsAndKeys>).
    public let kafkaKey: String

    public init(_ values: Values) {
        self.values = values
        kafkaKey = values.serviceID.description
    }

    public var id: EntityID { values.id }
    public var tenantID: EntityID { values.tenantID }
    public var serviceID: EntityID { values.serviceID }
    public var userID: EntityID { values.userID }
    public var createdAt: Timestamp? { values.createdAt }
    public var applicant: Applicant { values.applicant }
    public var locale: String? { values.locale }
}

extension ApplicationOrigin: Equatable {
    public static func == (a: ApplicationOrigin, b: ApplicationOrigin) -> Bool { a === b || a.values == b.values }
}

/// What Core changes during an application's life.
public struct ApplicationState: Hashable, Sendable {
    public var status: ApplicationStatus
    public var submittedAt: Timestamp?
    public var latestStatusChangeAt: Timestamp?
    public var flowChangedAt: Timestamp?
    /// Nil for an application that asks for no payment.
    public var paymentData: PaymentRequestData?

    public init(
        status: ApplicationStatus, submittedAt: Timestamp? = nil, latestStatusChangeAt: Timestamp? = nil,
        flowChangedAt: Timestamp? = nil, paymentData: PaymentRequestData? = nil
    ) {
        self.status = status
        self.submittedAt = submittedAt
        self.latestStatusChangeAt = latestStatusChangeAt
        self.flowChangedAt = flowChangedAt
        self.paymentData = paymentData
    }
}

/// One event of topic `applications` (<doc:ApplicationEvents>): immutable and passed by reference.
public final class ApplicationEvent: Sendable, Equatable {
    public let envelope: EventEnvelope
    public let origin: ApplicationOrigin
    public let state: ApplicationState

    public init(envelope: EventEnvelope, origin: ApplicationOrigin, state: ApplicationState) {
        self.envelope = envelope
        self.origin = origin
        self.state = state
    }

    public var id: EntityID { origin.values.id }
    /// The key of the record that carries the event.
    public var kafkaKey: String { origin.kafkaKey }
    /// Whether the dispatcher has to look at it (<doc:ApplicationEvents>).
    public var asksForPayment: Bool { state.status == .paymentPending }

    /// The next event of the same application: its own envelope, the same origin, a changed state.
    public func deriving(envelope: EventEnvelope, _ change: (inout ApplicationState) -> Void) -> ApplicationEvent {
        var state = state
        change(&state)
        return ApplicationEvent(envelope: envelope, origin: origin, state: state)
    }

    /// Checks the rules that values built by hand could break.
    /// - Throws: `ValidationError`, which names the field.
    public func validate() throws(ValidationError) {
        guard let data = state.paymentData else {
            if asksForPayment { throw ValidationError(field: "payment_data", reason: .missing) }
            return
        }
        try data.validate()
    }

    public static func == (a: ApplicationEvent, b: ApplicationEvent) -> Bool {
        a === b || a.envelope == b.envelope && a.state == b.state && a.origin == b.origin
    }
}
