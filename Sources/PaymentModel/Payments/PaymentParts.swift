/// Methods that the links of an event may name (<doc:PaymentEvents>).
public enum LinkMethod: String, CaseIterable, Hashable, Sendable {
    case get = "GET"
    case post = "POST"
    case put = "PUT"
    case patch = "PATCH"
    case delete = "DELETE"
}

/// Which kind of payment an event speaks of. Texts of other kinds are kept, because every proxy has to skip them by
/// itself (<doc:MalformedEvents>).
public enum PaymentType: Hashable, Sendable, CustomStringConvertible {
    case pagoPA
    case stamp
    case other(String)

    public init(_ text: String) {
        switch text {
        case "PAGOPA": self = .pagoPA
        case "STAMP": self = .stamp
        default: self = .other(text)
        }
    }

    public var description: String {
        switch self {
        case .pagoPA: "PAGOPA"
        case .stamp: "STAMP"
        case .other(let text): text
        }
    }
}

/// One share of the amount, or a weight when all shares sum to 1.00 (<doc:PaymentEvents>).
public struct SplitShare: Hashable, Sendable {
    public var code: String
    public var amount: EuroCents?
    /// Whatever the intermediary needs, passed on untouched.
    public var meta: JSONValue

    public init(code: String, amount: EuroCents?, meta: JSONValue = .emptyObject) {
        self.code = code
        self.amount = amount
        self.meta = meta
    }
}

/// The creditor that receives the money when it is not the tenant.
public struct Receiver: Hashable, Sendable {
    public var taxIdentificationNumber: String
    public var name: String
    public var iban: String?
    public var address: String?
    public var buildingNumber: String?
    public var postalCode: String?
    public var townName: String?
    public var countrySubdivision: String?
    public var country: String?

    public init(taxIdentificationNumber: String, name: String, iban: String? = nil) {
        self.taxIdentificationNumber = taxIdentificationNumber
        self.name = name
        self.iban = iban
    }
}

/// The document a digital stamp is bound to.
public struct StampedDocument: Hashable, Sendable {
    public var id: String?
    public var ref: String?
    public var hash: String

    public init(id: String? = nil, ref: String? = nil, hash: String) {
        self.id = id
        self.ref = ref
        self.hash = hash
    }
}

/// Who pays, or who owes.
public struct Person: Hashable, Sendable {
    public enum Kind: String, CaseIterable, Hashable, Sendable {
        case human, legal
    }

    public var kind: Kind
    public var taxIdentificationNumber: String
    public var name: String
    public var familyName: String?
    public var streetName: String?
    public var buildingNumber: String?
    public var postalCode: String?
    public var townName: String?
    /// The two-letter province; a digital stamp needs the payer's.
    public var countrySubdivision: String?
    /// `IT` where the event does not say; an explicit `null` is tolerated (<doc:MalformedEvents>).
    public var country: String?
    public var email: String?

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
}
