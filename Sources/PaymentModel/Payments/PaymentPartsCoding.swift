extension PaymentLinks: Codable {
    private enum CodingKeys: String, CodingKey {
        case receipt, notify, update, confirm, cancel
        case onlinePaymentBegin = "online_payment_begin"
        case onlinePaymentLanding = "online_payment_landing"
        case offlinePayment = "offline_payment"
    }

    /// Writes all links, those without a URL too.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(onlinePaymentBegin, forKey: .onlinePaymentBegin)
        try fields.encode(onlinePaymentLanding, forKey: .onlinePaymentLanding)
        try fields.encode(offlinePayment, forKey: .offlinePayment)
        try fields.encode(receipt, forKey: .receipt)
        try fields.encode(notify, forKey: .notify)
        try fields.encode(update, forKey: .update)
        try fields.encode(confirm, forKey: .confirm)
        try fields.encode(cancel, forKey: .cancel)
    }

    /// Reads the links; `notify`, `confirm` and `cancel` may be missing.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            onlinePaymentBegin: try fields.decode(OpenableLink.self, forKey: .onlinePaymentBegin),
            onlinePaymentLanding: try fields.decode(OpenableLink.self, forKey: .onlinePaymentLanding),
            offlinePayment: try fields.decode(OpenableLink.self, forKey: .offlinePayment),
            receipt: try fields.decode(OpenableLink.self, forKey: .receipt),
            notify: try fields.decodeIfPresent([NotifyLink].self, forKey: .notify) ?? [],
            update: try fields.decode(UpdateLink.self, forKey: .update),
            confirm: try fields.decodeIfPresent(OpenableLink.self, forKey: .confirm) ?? OpenableLink(method: .patch),
            cancel: try fields.decodeIfPresent(OpenableLink.self, forKey: .cancel) ?? OpenableLink(method: .patch))
    }
}

extension SplitShare {
    /// Reads a share; no `meta` is an empty one.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            code: try fields.decode(String.self, forKey: .code),
            amount: try fields.decodeIfPresent(EuroCents.self, forKey: .amount),
            meta: try fields.decodeIfPresent(JSONValue.self, forKey: .meta) ?? .emptyObject)
    }
}

extension Person {
    /// Reads a person, who is Italian where the event does not say.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            kind: try fields.decode(Kind.self, forKey: .kind),
            taxIdentificationNumber: try fields.decode(String.self, forKey: .taxIdentificationNumber),
            name: try fields.decode(String.self, forKey: .name),
            familyName: try fields.decodeIfPresent(String.self, forKey: .familyName))
        streetName = try fields.decodeIfPresent(String.self, forKey: .streetName)
        buildingNumber = try fields.decodeIfPresent(String.self, forKey: .buildingNumber)
        postalCode = try fields.decodeIfPresent(String.self, forKey: .postalCode)
        townName = try fields.decodeIfPresent(String.self, forKey: .townName)
        countrySubdivision = try fields.decodeIfPresent(String.self, forKey: .countrySubdivision)
        if fields.contains(.country) { country = try fields.decodeIfPresent(String.self, forKey: .country) }
        email = try fields.decodeIfPresent(String.self, forKey: .email)
    }
}
