import PaymentModel

/// A municipality (<doc:/PaymentModel/Glossary>): what the services' configurations and the citizens need to know of
/// it.
public struct Tenant: Sendable {
    /// Position in the register.
    public let number: Int
    /// Its id in events.
    public let id: EntityID
    /// Its name in paths.
    public let slug: String
    /// Its name for people.
    public let name: String
    /// The creditor's eleven-digit tax code with a right check digit.
    public let taxCode: String
    /// From 120 to 120,000: the likelihood that a citizen is one of them.
    public let inhabitants: Int
    /// Which intermediary holds its debt positions: an index into the world's list.
    public let intermediary: Int
    /// What citizens use, at least one.
    public let services: [Service]
}

/// A digital service of a tenant that asks for a payment on submission.
public struct Service: Sendable {
    /// Its id in events.
    public let id: EntityID
    /// Its name in paths.
    public let slug: String
    /// Text of `payment.due_type`.
    public let dueType: String
    /// How often it is used in relation to the tenant's other services.
    public let weight: UInt64
}
