/// The accounting breakdown as Core sends it: a list since version 2 of the configuration, a map before
/// (<doc:ApplicationEvents>).
public enum ApplicationSplit: Hashable, Sendable {
    case shares([SplitShare])
    case map([SplitShare])

    /// The shares in the order of the event, whichever form they came in.
    public var shares: [SplitShare] {
        switch self {
        case .shares(let shares), .map(let shares): shares
        }
    }
}

/// A digital revenue stamp that a service asks for.
public struct RevenueStamp: Hashable, Sendable {
    /// Always 16.00 (<doc:Glossary>).
    public var amount: EuroCents
    /// The pagoPA taxonomy code.
    public var collectionData: String
    public var reason: String

    public init(amount: EuroCents = .revenueStamp, collectionData: String, reason: String) {
        self.amount = amount
        self.collectionData = collectionData
        self.reason = reason
    }
}

/// An address that Core wants called or shown.
public struct CallbackLink: Hashable, Sendable {
    public var url: ServiceLink
    public var method: LinkMethod

    public init(url: ServiceLink, method: LinkMethod) {
        self.url = url
        self.method = method
    }
}

/// What the dispatcher needs to make a payment (<doc:ApplicationEvents>).
public struct PaymentRequestData: Hashable, Sendable {
    public var reason: String
    public var amount: EuroCents
    /// Core sets 90 days from the request.
    public var expireAt: Timestamp
    public var split: ApplicationSplit?
    public var stamps: [RevenueStamp]?
    public var notify: CallbackLink
    public var landing: CallbackLink
    /// The proxy's configuration, version 2.
    public var configID: EntityID

    public init(
        reason: String, amount: EuroCents, expireAt: Timestamp, split: ApplicationSplit? = nil,
        stamps: [RevenueStamp]? = nil, notify: CallbackLink, landing: CallbackLink, configID: EntityID
    ) {
        self.reason = reason
        self.amount = amount
        self.expireAt = expireAt
        self.split = split
        self.stamps = stamps
        self.notify = notify
        self.landing = landing
        self.configID = configID
    }

    /// - Throws: `ValidationError`, which names the field.
    public func validate() throws(ValidationError) {
        if let split { try SplitShare.validate(split.shares, total: amount, field: "payment_data.split") }
        for (position, stamp) in (stamps ?? []).enumerated() where stamp.amount != .revenueStamp {
            throw ValidationError(
                field: "payment_data.stamps[\(position)].amount", reason: .outOfRange("\(EuroCents.revenueStamp)"))
        }
    }
}

/// The applicant out of the flattened form data.
public struct Applicant: Hashable, Sendable {
    public var name: String
    public var surname: String
    /// Holds a "-" when the applicant is anonymous (<doc:ApplicationEvents>).
    public var fiscalCode: String
    public var email: String?
    public var address: String?
    public var houseNumber: String?
    public var municipality: String?
    public var county: String?
    public var postalCode: String?

    public init(name: String, surname: String, fiscalCode: String, email: String? = nil) {
        self.name = name
        self.surname = surname
        self.fiscalCode = fiscalCode
        self.email = email
    }

    public var isAnonymous: Bool { fiscalCode.utf8.contains(UInt8(ascii: "-")) }

    /// The payer the dispatcher makes of the applicant: human, Italian (<doc:Dispatcher>).
    public var payer: Person {
        var person = Person(taxIdentificationNumber: fiscalCode, name: name, familyName: surname)
        person.streetName = address
        person.buildingNumber = houseNumber
        person.postalCode = postalCode
        person.townName = municipality
        person.countrySubdivision = county
        person.email = email
        return person
    }
}
