/// Methods that the links of an event may name (<doc:PaymentEvents>).
public enum LinkMethod: String, CaseIterable, Hashable, JSONText {
    case get = "GET"
    case post = "POST"
    case put = "PUT"
    case patch = "PATCH"
    case delete = "DELETE"
}

/// Which kind of payment an event speaks of. Texts of other kinds are kept, because every proxy has to skip them by
/// itself (<doc:MalformedEvents>).
public enum PaymentType: Hashable, JSONText, CustomStringConvertible {
    /// `PAGOPA`.
    case pagoPA
    /// `STAMP`: a digital revenue stamp.
    case stamp
    /// The text of any other kind.
    case other(String)

    /// The kind that `text` names.
    public init(_ text: String) {
        switch text {
        case "PAGOPA": self = .pagoPA
        case "STAMP": self = .stamp
        default: self = .other(text)
        }
    }

    /// The text on the wire.
    public var description: String {
        switch self {
        case .pagoPA: "PAGOPA"
        case .stamp: "STAMP"
        case .other(let text): text
        }
    }

    /// The text on the wire.
    public var wireText: String { description }

    /// The kind that `wireText` names; every text does.
    public init?(wireText: String) { self.init(wireText) }

    /// Of use to no one, since every text names a kind.
    public static func refusal(of text: String) -> ValidationError.Reason { .unknownValue(text) }
}

/// One share of the amount, or a weight when all shares sum to 1.00 (<doc:PaymentEvents>).
public struct SplitShare: Hashable, Codable, Sendable {
    /// The accounting code.
    public var code: String
    /// The share; nil where the writer left it out, which a good split never does.
    public var amount: EuroCents?
    /// Whatever the intermediary needs, passed on untouched.
    public var meta: JSONValue

    enum CodingKeys: String, CodingKey { case code, amount, meta }

    /// A share, with nothing for the intermediary where `meta` does not say otherwise.
    public init(code: String, amount: EuroCents?, meta: JSONValue = .emptyObject) {
        self.code = code
        self.amount = amount
        self.meta = meta
    }
}

/// The creditor that receives the money when it is not the tenant.
public struct Receiver: Hashable, Codable, Sendable {
    /// Its tax code, eleven digits.
    public var taxIdentificationNumber: String
    /// Its name.
    public var name: String
    /// Where the money goes.
    public var iban: String?
    /// The street.
    public var address: String?
    /// The number in the street.
    public var buildingNumber: String?
    /// Five digits.
    public var postalCode: String?
    /// The municipality.
    public var townName: String?
    /// The two-letter province.
    public var countrySubdivision: String?
    /// Two letters.
    public var country: String?

    /// A receiver without address, which is set afterwards.
    public init(taxIdentificationNumber: String, name: String, iban: String? = nil) {
        self.taxIdentificationNumber = taxIdentificationNumber
        self.name = name
        self.iban = iban
    }

    private enum CodingKeys: String, CodingKey {
        case taxIdentificationNumber = "tax_identification_number"
        case name, iban, address, country
        case buildingNumber = "building_number"
        case postalCode = "postal_code"
        case townName = "town_name"
        case countrySubdivision = "country_subdivision"
    }
}

/// The document a digital stamp is bound to.
public struct StampedDocument: Hashable, Codable, Sendable {
    /// Its id at the writer.
    public var id: String?
    /// Where it can be fetched.
    public var ref: String?
    /// Its digest, which the stamp carries.
    public var hash: String

    /// A document known by its digest.
    public init(id: String? = nil, ref: String? = nil, hash: String) {
        self.id = id
        self.ref = ref
        self.hash = hash
    }
}

/// Who pays, or who owes.
public struct Person: Hashable, Codable, Sendable {
    /// Whether a person or a company.
    public enum Kind: String, CaseIterable, Hashable, JSONText {
        /// A person.
        case human
        /// A company or body.
        case legal
    }

    /// Whether a person or a company.
    public var kind: Kind
    /// The fiscal code: sixteen characters, or eleven digits of a company.
    public var taxIdentificationNumber: String
    /// The given name, or the company's.
    public var name: String
    /// Of a person.
    public var familyName: String?
    /// The street.
    public var streetName: String?
    /// The number in the street.
    public var buildingNumber: String?
    /// Five digits.
    public var postalCode: String?
    /// The municipality.
    public var townName: String?
    /// The two-letter province; a digital stamp needs the payer's.
    public var countrySubdivision: String?
    /// `IT` where the event does not say; an explicit `null` is tolerated (<doc:MalformedEvents>).
    public var country: String?
    /// Where to write to.
    public var email: String?

    /// A person without address, which is set afterwards.
    public init(
        kind: Kind = .human, taxIdentificationNumber: String, name: String, familyName: String? = nil,
        country: String? = "IT"
    ) {
        self.kind = kind
        self.taxIdentificationNumber = taxIdentificationNumber
        self.name = name
        self.familyName = familyName
        self.country = country
    }

    enum CodingKeys: String, CodingKey {
        case name, country, email
        case kind = "type"
        case taxIdentificationNumber = "tax_identification_number"
        case familyName = "family_name"
        case streetName = "street_name"
        case buildingNumber = "building_number"
        case postalCode = "postal_code"
        case townName = "town_name"
        case countrySubdivision = "country_subdivision"
    }
}
