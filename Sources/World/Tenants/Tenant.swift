import PaymentModel

/// A municipality (<doc:/PaymentModel/Glossary>): what the services' configurations and the citizens need to know of
/// it.
public struct Tenant: Sendable {
    public let number: Int
    public let id: EntityID
    /// Its name in paths.
    public let slug: String
    public let name: String
    /// The creditor's eleven-digit tax code with a right check digit.
    public let taxCode: String
    public let inhabitants: Int
    /// Which intermediary holds its debt positions: an index into the world's list.
    public let intermediary: Int
    public let services: [Service]
}

/// A digital service of a tenant that asks for a payment on submission.
public struct Service: Sendable {
    public let id: EntityID
    public let slug: String
    /// Text of `payment.due_type`.
    public let dueType: String
    /// How often it is used in relation to the tenant's other services.
    public let weight: UInt64
}
