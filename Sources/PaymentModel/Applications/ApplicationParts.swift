/// The accounting breakdown as Core sends it: a list since version 2 of the configuration, a map before
/// (<doc:ApplicationEvents>).
public enum ApplicationSplit: Hashable, Sendable {
    /// A list.
    case shares([SplitShare])
    /// A map from code to amount, in the order of the codes.
    case map([SplitShare])

    /// The shares, whichever form they came in.
    public var shares: [SplitShare] {
        switch self {
        case .shares(let shares), .map(let shares): shares
        }
    }
}

/// A digital revenue stamp that a service asks for.
public struct RevenueStamp: Hashable, Codable, Sendable {
    /// Always 16.00 (<doc:Glossary>).
    public var amount: EuroCents
    /// The pagoPA taxonomy code.
    public var collectionData: String
    /// What the stamp is for.
    public var reason: String

    private enum CodingKeys: String, CodingKey {
        case amount, reason
        case collectionData = "collection_data"
    }

    /// A stamp of the only price there is, where `amount` does not say otherwise.
    public init(amount: EuroCents = .revenueStamp, collectionData: String, reason: String) {
        self.amount = amount
        self.collectionData = collectionData
        self.reason = reason
    }
}

/// An address that Core wants called or shown.
public struct CallbackLink: Hashable, Codable, Sendable {
    /// Where.
    public var url: ServiceLink
    /// How.
    public var method: LinkMethod

    /// A link of these parts.
    public init(url: ServiceLink, method: LinkMethod) {
        self.url = url
        self.method = method
    }
}

/// What the dispatcher needs to make a payment (<doc:ApplicationEvents>).
public struct PaymentRequestData: Hashable, Codable, Sendable {
    /// The causale.
    public var reason: String
    /// What is to be paid in all.
    public var amount: EuroCents
    /// Core sets 90 days from the request.
    public var expireAt: Timestamp
    /// The accounting breakdown; version 1 of the configuration has none.
    public var split: ApplicationSplit?
    /// The revenue stamps among what is to be paid.
    public var stamps: [RevenueStamp]?
    /// Where the outcome is to be told.
    public var notify: CallbackLink
    /// The page that the citizen comes back to.
    public var landing: CallbackLink
    /// The proxy's configuration, version 2.
    public var configID: EntityID

    enum CodingKeys: String, CodingKey {
        case reason, amount, split, stamps, notify, landing
        case expireAt = "expire_at"
        case configID = "config_id"
    }

    /// A request without split and stamps, where the parameters do not say otherwise.
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

    /// Checks that the split fits the amount, and that a stamp costs what stamps cost.
    /// - Throws: ``ValidationError``, which names the field from the top of the event.
    public func validate() throws(ValidationError) {
        if let split { try SplitShare.validate(split.shares, total: amount, field: "payment_data.split") }
        for (position, stamp) in (stamps ?? []).enumerated() where stamp.amount != .revenueStamp {
            throw ValidationError(
                field: "payment_data.stamps[\(position)].amount", reason: .outOfRange("\(EuroCents.revenueStamp)"))
        }
    }
}

/// The applicant out of the flattened form data.
public struct Applicant: Hashable, Codable, Sendable {
    /// The given name.
    public var name: String
    /// The family name.
    public var surname: String
    /// Holds a "-" when the applicant is anonymous (<doc:ApplicationEvents>).
    public var fiscalCode: String
    /// Where to write to.
    public var email: String?
    /// The street.
    public var address: String?
    /// The number in the street.
    public var houseNumber: String?
    /// The place of residence.
    public var municipality: String?
    /// The two-letter province.
    public var county: String?
    /// Five digits.
    public var postalCode: String?

    /// Paths in the flattened form. The required ones are documented; the optional ones are assumed from the platform's
    /// forms.
    enum CodingKeys: String, CodingKey {
        case name = "applicant.data.completename.data.name"
        case surname = "applicant.data.completename.data.surname"
        case fiscalCode = "applicant.data.fiscal_code.data.fiscal_code"
        case email = "applicant.data.email_address"
        case address = "applicant.data.address.data.address"
        case houseNumber = "applicant.data.address.data.house_number"
        case municipality = "applicant.data.address.data.municipality"
        case county = "applicant.data.address.data.county"
        case postalCode = "applicant.data.address.data.postal_code"
    }

    /// An applicant without address, which is set afterwards.
    public init(name: String, surname: String, fiscalCode: String, email: String? = nil) {
        self.name = name
        self.surname = surname
        self.fiscalCode = fiscalCode
        self.email = email
    }

    /// Whether the form was filed without signing in.
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
