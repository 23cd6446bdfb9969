/// Where Checkout sends the browser back to.
public struct ReturnLinks: Hashable, Sendable {
    public var ok: ServiceLink
    public var cancel: ServiceLink
    public var error: ServiceLink
    /// For an outcome still unknown after the time-out; mandatory in version 2 of the carts API.
    public var waiting: ServiceLink

    public init(ok: ServiceLink, cancel: ServiceLink, error: ServiceLink, waiting: ServiceLink) {
        self.ok = ok
        self.cancel = cancel
        self.error = error
        self.waiting = waiting
    }

    func write(to writer: inout JSONWriter, names: [String]) {
        writer.object { writer in
            for (name, link) in zip(names, [ok, cancel, error, waiting]) { writer.member(name, link) }
        }
    }

    init(fields: JSONFields, names: [String]) throws {
        self.init(
            ok: try fields.required(names[0]).link(), cancel: try fields.required(names[1]).link(),
            error: try fields.required(names[2]).link(), waiting: try fields.required(names[3]).link())
    }

    static let cartNames = ["returnOkUrl", "returnCancelUrl", "returnErrorUrl", "returnWaitingUrl"]
    static let checkoutNames = ["ok", "cancel", "error", "waiting"]
}

/// The body of pagoPA Checkout's `POST /carts`, version 2 (<doc:PagoPA>). How many notices are processable is the
/// service's own check, not the form's.
public struct CartRequest: JSONMessage, Hashable {
    /// One notice to pay.
    public struct Notice: JSONMessage, Hashable {
        public var noticeNumber: String
        /// Of the creditor, eleven characters.
        public var fiscalCode: String
        public var amount: EuroCents
        public var companyName: String
        public var description: String

        public init(
            noticeNumber: String, fiscalCode: String, amount: EuroCents, companyName: String, description: String
        ) {
            self.noticeNumber = noticeNumber
            self.fiscalCode = fiscalCode
            self.amount = amount
            self.companyName = companyName
            self.description = description
        }

        public func write(to writer: inout JSONWriter) {
            writer.object {
                $0.member("noticeNumber", noticeNumber)
                $0.member("fiscalCode", fiscalCode)
                $0.member("amount", integer: amount.cents)
                $0.member("companyName", companyName)
                $0.member("description", description)
            }
        }

        public init(json: JSONField) throws {
            let fields = try json.members()
            self.init(
                noticeNumber: try fields.required("noticeNumber").string(),
                fiscalCode: try fields.required("fiscalCode").string(),
                amount: try fields.cents("amount"),
                companyName: try fields.required("companyName").string(),
                description: try fields.required("description").string())
        }
    }

    public var paymentNotices: [Notice]
    public var returnLinks: ReturnLinks
    public var emailNotice: String?
    /// Comes back to the creditor as `paymentNote`.
    public var idCart: String?
    public var allCCP: Bool?

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

    public static var typicalSize: Int { 700 }

    public func write(to writer: inout JSONWriter) {
        writer.object {
            if let emailNotice { $0.member("emailNotice", emailNotice) }
            $0.member("paymentNotices", list: paymentNotices)
            $0.key("returnUrls")
            returnLinks.write(to: &$0, names: ReturnLinks.cartNames)
            if let idCart { $0.member("idCart", idCart) }
            if let allCCP { $0.member("allCCP", allCCP) }
        }
    }

    public init(json: JSONField) throws {
        let fields = try json.members()
        self.init(
            paymentNotices: try fields.requiredList("paymentNotices"),
            returnLinks: try ReturnLinks(fields: try fields.object("returnUrls"), names: ReturnLinks.cartNames),
            emailNotice: try fields.optional("emailNotice")?.string(),
            idCart: try fields.optional("idCart")?.string(), allCCP: try fields.optional("allCCP")?.bool())
        try validate()
    }

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
    public var location: ServiceLink

    public init(location: ServiceLink) { self.location = location }

    public static var typicalSize: Int { 150 }

    public func write(to writer: inout JSONWriter) { writer.object { $0.member("checkoutRedirectUrl", location) } }

    public init(json: JSONField) throws { location = try json.members().required("checkoutRedirectUrl").link() }
}

/// The body of the platform's own checkout service, `POST /checkout` (<doc:CheckoutAPI>).
public struct CheckoutRequest: JSONMessage, Hashable {
    public var paymentID: EntityID
    public var noticeNumber: String
    /// Of the creditor, eleven characters.
    public var fiscalCode: String
    public var amount: EuroCents
    public var companyName: String
    public var description: String
    public var email: String?
    public var returnLinks: ReturnLinks

    public init(
        paymentID: EntityID, noticeNumber: String, fiscalCode: String, amount: EuroCents, companyName: String,
        description: String, email: String? = nil, returnLinks: ReturnLinks
    ) {
        self.paymentID = paymentID
        self.noticeNumber = noticeNumber
        self.fiscalCode = fiscalCode
        self.amount = amount
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

    public static var typicalSize: Int { 750 }

    public func write(to writer: inout JSONWriter) {
        writer.object {
            $0.member("payment_id", paymentID)
            $0.member("notice_number", noticeNumber)
            $0.member("fiscal_code", fiscalCode)
            $0.member("amount_cents", integer: amount.cents)
            $0.member("company_name", companyName)
            $0.member("description", description)
            if let email { $0.member("email", email) }
            $0.key("return_urls")
            returnLinks.write(to: &$0, names: ReturnLinks.checkoutNames)
        }
    }

    public init(json: JSONField) throws {
        let fields = try json.members()
        self.init(
            paymentID: try fields.required("payment_id").id(),
            noticeNumber: try fields.required("notice_number").string(),
            fiscalCode: try fields.required("fiscal_code").string(),
            amount: try fields.cents("amount_cents"),
            companyName: try fields.required("company_name").string(),
            description: try fields.required("description").string(),
            email: try fields.optional("email")?.string(),
            returnLinks: try ReturnLinks(
                fields: try fields.object("return_urls"), names: ReturnLinks.checkoutNames))
        try validate()
    }

    public func validate() throws {
        try ValidationError.require(noticeNumber, length: 18...18, field: "notice_number")
        try ValidationError.require(fiscalCode, length: 11...11, field: "fiscal_code")
        try ValidationError.require(amount, least: .oneCent, field: "amount_cents")
        try ValidationError.require(companyName, length: 0...140, field: "company_name")
        try ValidationError.require(description, length: 0...140, field: "description")
    }
}
