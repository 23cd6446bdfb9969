import HTTPTypes

extension HTTPField.Name {
    /// What pagoPA knows its subscribers by (<doc:PagoPA>).
    public static let subscriptionKey = HTTPField.Name("Ocp-Apim-Subscription-Key")!
}

/// Where Checkout sends the browser back to.
public struct ReturnLinks: Hashable, Codable, Sendable {
    /// After a payment.
    public var ok: ServiceLink
    /// After the citizen gave up.
    public var cancel: ServiceLink
    /// After anything else.
    public var error: ServiceLink
    /// For an outcome still unknown after the time-out: version 2 of the carts API demands it, version 1 does not know
    /// it.
    public var waiting: ServiceLink?

    /// Links of these parts.
    public init(ok: ServiceLink, cancel: ServiceLink, error: ServiceLink, waiting: ServiceLink?) {
        self.ok = ok
        self.cancel = cancel
        self.error = error
        self.waiting = waiting
    }

    private enum CodingKeys: String, CodingKey { case ok, cancel, error, waiting }
}

/// The same under the names of pagoPA's carts API.
extension ReturnLinks {
    fileprivate enum CartField: String, CodingKey {
        case ok = "returnOkUrl"
        case cancel = "returnCancelUrl"
        case error = "returnErrorUrl"
        case waiting = "returnWaitingUrl"
    }

    fileprivate init(from fields: KeyedDecodingContainer<CartField>) throws {
        self.init(
            ok: try fields.decode(ServiceLink.self, forKey: .ok),
            cancel: try fields.decode(ServiceLink.self, forKey: .cancel),
            error: try fields.decode(ServiceLink.self, forKey: .error),
            waiting: try fields.decodeIfPresent(ServiceLink.self, forKey: .waiting))
    }

    fileprivate func encode(to fields: inout KeyedEncodingContainer<CartField>) throws {
        try fields.encode(ok, forKey: .ok)
        try fields.encode(cancel, forKey: .cancel)
        try fields.encode(error, forKey: .error)
        try fields.encodeIfPresent(waiting, forKey: .waiting)
    }
}

/// The body of pagoPA Checkout's `POST /carts`, version 2 (<doc:PagoPA>). How many notices are processable is the
/// service's own check, not the form's.
public struct CartRequest: JSONMessage, Hashable {
    /// One notice to pay.
    public struct Notice: Codable, Hashable, Sendable {
        /// 18 digits, see ``NoticeNumber``.
        public var noticeNumber: String
        /// Of the creditor, eleven characters.
        public var fiscalCode: String
        /// One cent at least.
        @WholeCents public var amount: EuroCents
        /// The creditor's name, at most 140 characters.
        public var companyName: String
        /// What is paid for, at most 140 characters.
        public var description: String

        /// A notice of these parts.
        public init(
            noticeNumber: String, fiscalCode: String, amount: EuroCents, companyName: String, description: String
        ) {
            self.noticeNumber = noticeNumber
            self.fiscalCode = fiscalCode
            _amount = WholeCents(wrappedValue: amount)
            self.companyName = companyName
            self.description = description
        }
    }

    /// One at least.
    public var paymentNotices: [Notice]
    /// Where the browser goes afterwards.
    public var returnLinks: ReturnLinks
    /// Where the receipt is sent to.
    public var emailNotice: String?
    /// Comes back to the creditor as `paymentNote`.
    public var idCart: String?
    /// Whether all notices can be paid into an account of the post office.
    public var allCCP: Bool?

    /// A cart without the optional rest, where the parameters do not say otherwise.
    public init(
        paymentNotices: [Notice], returnLinks: ReturnLinks, emailNotice: String? = nil, idCart: String? = nil,
        allCCP: Bool? = nil
    ) {
        self.paymentNotices = paymentNotices
        self.returnLinks = returnLinks
        self.emailNotice = emailNotice
        self.idCart = idCart
        self.allCCP = allCCP
    }

    private enum CodingKeys: String, CodingKey {
        case paymentNotices, emailNotice, idCart, allCCP
        case returnLinks = "returnUrls"
    }

    /// Writes a cart; what it has not is left out.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(paymentNotices, forKey: .paymentNotices)
        var links = fields.nestedContainer(keyedBy: ReturnLinks.CartField.self, forKey: .returnLinks)
        try returnLinks.encode(to: &links)
        if let emailNotice { try fields.encode(emailNotice, forKey: .emailNotice) }
        if let idCart { try fields.encode(idCart, forKey: .idCart) }
        if let allCCP { try fields.encode(allCCP, forKey: .allCCP) }
    }

    /// Reads a cart.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            paymentNotices: try fields.decode([Notice].self, forKey: .paymentNotices),
            returnLinks: try ReturnLinks(
                from: try fields.nestedContainer(keyedBy: ReturnLinks.CartField.self, forKey: .returnLinks)),
            emailNotice: try fields.decodeIfPresent(String.self, forKey: .emailNotice),
            idCart: try fields.decodeIfPresent(String.self, forKey: .idCart),
            allCCP: try fields.decodeIfPresent(Bool.self, forKey: .allCCP))
    }

    /// 700 bytes.
    public static var typicalSize: Int { 700 }

    /// Checks that there is a notice, and every notice's lengths and amount.
    /// - Throws: ``ValidationError``, which names the field.
    public func validate() throws {
        guard !paymentNotices.isEmpty else {
            throw ValidationError(field: "paymentNotices", reason: .tooShort(limit: 1))
        }
        for (position, notice) in paymentNotices.enumerated() {
            let place = "paymentNotices[\(position)]."
            try ValidationError.require(notice.noticeNumber, length: 18...18, field: place + "noticeNumber")
            try ValidationError.require(notice.fiscalCode, length: 11...11, field: place + "fiscalCode")
            try ValidationError.require(notice.amount, least: .oneCent, field: place + "amount")
            try ValidationError.require(notice.companyName, length: 0...140, field: place + "companyName")
            try ValidationError.require(notice.description, length: 0...140, field: place + "description")
        }
    }
}

/// Where a redirecting answer sends the browser, for callers that read bodies instead of the `Location` header, which
/// says the same.
public struct RedirectAnswer: JSONMessage, Hashable {
    /// The page.
    public var location: ServiceLink

    private enum CodingKeys: String, CodingKey { case location = "checkoutRedirectUrl" }

    /// An answer with that page.
    public init(location: ServiceLink) { self.location = location }

    /// 150 bytes.
    public static var typicalSize: Int { 150 }
}

/// The body of the platform's own checkout service, `POST /checkout` (<doc:CheckoutAPI>).
public struct CheckoutRequest: JSONMessage, Hashable {
    /// The payment that is to be paid.
    public var paymentID: EntityID
    /// 18 digits, see ``NoticeNumber``.
    public var noticeNumber: String
    /// Of the creditor, eleven characters.
    public var fiscalCode: String
    /// One cent at least.
    @WholeCents public var amount: EuroCents
    /// The creditor's name, at most 140 characters.
    public var companyName: String
    /// What is paid for, at most 140 characters.
    public var description: String
    /// Where the receipt is sent to.
    public var email: String?
    /// Where the browser goes afterwards.
    public var returnLinks: ReturnLinks

    private enum CodingKeys: String, CodingKey {
        case paymentID = "payment_id"
        case noticeNumber = "notice_number"
        case fiscalCode = "fiscal_code"
        case amount = "amount_cents"
        case companyName = "company_name"
        case description, email
        case returnLinks = "return_urls"
    }

    /// A request without e-mail, where the parameters do not say otherwise.
    public init(
        paymentID: EntityID, noticeNumber: String, fiscalCode: String, amount: EuroCents, companyName: String,
        description: String, email: String? = nil, returnLinks: ReturnLinks
    ) {
        self.paymentID = paymentID
        self.noticeNumber = noticeNumber
        self.fiscalCode = fiscalCode
        _amount = WholeCents(wrappedValue: amount)
        self.companyName = companyName
        self.description = description
        self.email = email
        self.returnLinks = returnLinks
    }

    /// The cart that Checkout is asked for.
    public var cart: CartRequest {
        CartRequest(
            paymentNotices: [
                CartRequest.Notice(
                    noticeNumber: noticeNumber, fiscalCode: fiscalCode, amount: amount, companyName: companyName,
                    description: description)
            ], returnLinks: returnLinks, emailNotice: email)
    }

    /// 750 bytes.
    public static var typicalSize: Int { 750 }

    /// Checks lengths and the amount.
    /// - Throws: ``ValidationError``, which names the field.
    public func validate() throws {
        try ValidationError.require(noticeNumber, length: 18...18, field: "notice_number")
        try ValidationError.require(fiscalCode, length: 11...11, field: "fiscal_code")
        try ValidationError.require(amount, least: .oneCent, field: "amount_cents")
        try ValidationError.require(companyName, length: 0...140, field: "company_name")
        try ValidationError.require(description, length: 0...140, field: "description")
    }
}
