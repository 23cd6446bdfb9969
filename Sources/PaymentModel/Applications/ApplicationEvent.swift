import ServicePorts

/// What never changes after an application was filed. One object serves all its events.
public final class ApplicationOrigin: Sendable {
    /// The values an origin is made of (<doc:ApplicationEvents>).
    public struct Values: Hashable, Sendable {
        /// The application's.
        public var id: EntityID
        /// The municipality.
        public var tenantID: EntityID
        /// The service that was applied for, by which events are keyed.
        public var serviceID: EntityID
        /// The citizen.
        public var userID: EntityID
        /// When it was filed.
        public var createdAt: Timestamp?
        /// The citizen's data as filed.
        public var applicant: Applicant
        /// The citizen's language, for example `it`; copied to the payment.
        public var locale: String?

        /// The values of an application in no particular language, where `locale` does not say otherwise.
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

    /// All of them.
    public let values: Values
    /// The text of `service_id`: the key of every record of topic `applications` (<doc:TopicsAndKeys>).
    public let kafkaKey: String
    /// Of all values, worked out once for all events of the application.
    let ownDigest: UInt64

    /// An origin of these values.
    public init(_ values: Values) {
        self.values = values
        ownDigest = WireDigest.of(values)
        kafkaKey = values.serviceID.description
    }

    /// The application's.
    public var id: EntityID { values.id }
    /// The municipality.
    public var tenantID: EntityID { values.tenantID }
    /// The service that was applied for.
    public var serviceID: EntityID { values.serviceID }
    /// The citizen.
    public var userID: EntityID { values.userID }
    /// When it was filed.
    public var createdAt: Timestamp? { values.createdAt }
    /// The citizen's data as filed.
    public var applicant: Applicant { values.applicant }
    /// The citizen's language.
    public var locale: String? { values.locale }
}

extension ApplicationOrigin: Equatable {
    /// Equal in every value; one object is found equal without a look at them.
    public static func == (a: ApplicationOrigin, b: ApplicationOrigin) -> Bool { a === b || a.values == b.values }
}

/// What Core changes during an application's life.
public struct ApplicationState: Hashable, Sendable {
    /// Where the application stands.
    public var status: ApplicationStatus
    /// When the citizen sent it off.
    public var submittedAt: Timestamp?
    /// When the status changed last.
    public var latestStatusChangeAt: Timestamp?
    /// When the service's flow was changed under it.
    public var flowChangedAt: Timestamp?
    /// Nil for an application that asks for no payment.
    public var paymentData: PaymentRequestData?

    /// A state with what is known of it.
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
    /// Who wrote it and when.
    public let envelope: EventEnvelope
    /// What all events of the application share.
    public let origin: ApplicationOrigin
    /// How the application stood when the event was written.
    public let state: ApplicationState

    /// An event of these parts.
    public init(envelope: EventEnvelope, origin: ApplicationOrigin, state: ApplicationState) {
        self.envelope = envelope
        self.origin = origin
        self.state = state
    }

    /// The application's.
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

    /// Equal in every member; one object is found equal without a look at them.
    public static func == (a: ApplicationEvent, b: ApplicationEvent) -> Bool {
        a === b || a.envelope == b.envelope && a.state == b.state && a.origin == b.origin
    }
}
