extension Payment {
    /// Writes the members of the event that belong to the payment, in the order of the documented sample.
    func writeMembers(to writer: inout JSONWriter) {
        let values = origin.values
        writer.member("id", values.id)
        writer.member("user_id", values.userID)
        writer.member("type", values.type.description)
        writer.member("tenant_id", values.tenantID)
        writer.member("service_id", values.serviceID)
        writer.member("created_at", values.createdAt)
        writer.member("updated_at", state.updatedAt)
        writer.member("status", state.status.rawValue)
        writer.member("reason", values.reason)
        writer.member("remote_id", values.remoteID)
        writer.key("payment")
        writer.object { writeData(to: &$0) }
        writer.member("links", state.links)
        writer.member("payer", values.payer)
        writer.member("debtor", values.debtor)
        writer.member("locale", values.locale)
    }

    private func writeData(to writer: inout JSONWriter) {
        let values = origin.values
        writer.member("transaction_id", state.transactionID)
        writer.member("paid_at", state.paidAt)
        writer.member("expire_at", values.expireAt)
        writer.member("amount", values.amount)
        writer.member("currency", Self.currency)
        writer.member("type", values.kind?.description)
        writer.member("notice_code", state.noticeCode)
        writer.member("iud", values.iud)
        writer.member("iuv", state.iuv)
        writer.member("receiver", values.receiver)
        writer.member("due_type", values.dueType)
        writer.member("pagopa_category", values.pagopaCategory)
        writer.member("document", values.document)
        writer.member("split", list: values.split)
    }

    /// The only currency of the flow.
    private static let currency = "EUR"

    /// Reads and validates the payment's members of an event.
    init(fields: JSONFields) throws { try self.init(fields: fields, id: try fields.required("id").id()) }

    /// Reads a payment whose id stands elsewhere; `iud` is the id's own where the members lack one and `id` was given.
    init(fields: JSONFields, id: EntityID, iudMayBeMissing: Bool = false) throws {
        let data = try fields.object("payment")
        var values = PaymentOrigin.Values(
            id: id,
            userID: try fields.required("user_id").id(),
            tenantID: try fields.required("tenant_id").id(),
            serviceID: try fields.required("service_id").id(),
            remoteID: try fields.required("remote_id").id(),
            createdAt: try fields.required("created_at").timestamp(),
            amount: try data.optional("amount")?.money(),
            payer: try fields.required("payer"))
        values.type = PaymentType(try fields.required("type").string(limit: 50))
        values.reason = try fields.optional("reason")?.string(limit: PaymentOrigin.longestReason)
        values.debtor = try fields.optional("debtor")
        values.locale = try fields.optional("locale")?.string()
        try values.read(data: data, iudMayBeMissing: iudMayBeMissing)
        let state = PaymentState(
            status: try fields.required("status").choice(),
            updatedAt: try fields.required("updated_at").timestamp(),
            transactionID: try data.optional("transaction_id")?.string(limit: 255),
            paidAt: try data.optional("paid_at")?.timestamp(),
            iuv: try data.optional("iuv")?.string(limit: 50),
            noticeCode: try data.optional("notice_code")?.string(limit: 50),
            links: try fields.required("links"))
        self.init(origin: PaymentOrigin(values), state: state)
        do throws(ValidationError) {
            try validate()
        } catch {
            throw fields.placing(error)
        }
    }
}

extension PaymentOrigin.Values {
    fileprivate mutating func read(data: JSONFields, iudMayBeMissing: Bool) throws {
        let currency = try data.required("currency")
        let name = try currency.string()
        guard name == "EUR" else { throw currency.failure(.unknownValue(name)) }
        expireAt = try data.optional("expire_at")?.timestamp()
        kind = try data.optional("type").map { PaymentType(try $0.string(limit: 50)) }
        if !iudMayBeMissing || data.optional("iud") != nil { iud = try data.required("iud").string(limit: 50) }
        receiver = try data.optional("receiver")
        dueType = try data.optional("due_type")?.string()
        pagopaCategory = try data.optional("pagopa_category")?.string()
        document = try data.optional("document")
        split = try data.requiredList("split")
    }
}

extension PaymentLinks: JSONMessage {
    public func write(to writer: inout JSONWriter) {
        writer.object {
            $0.member("online_payment_begin", onlinePaymentBegin)
            $0.member("online_payment_landing", onlinePaymentLanding)
            $0.member("offline_payment", offlinePayment)
            $0.member("receipt", receipt)
            $0.member("notify", list: notify)
            $0.member("update", update)
            $0.member("confirm", confirm)
            $0.member("cancel", cancel)
        }
    }

    public init(json: JSONField) throws {
        let fields = try json.members()
        self.init(
            onlinePaymentBegin: try fields.required("online_payment_begin"),
            onlinePaymentLanding: try fields.required("online_payment_landing"),
            offlinePayment: try fields.required("offline_payment"),
            receipt: try fields.required("receipt"),
            notify: try fields.list("notify"),
            update: try fields.required("update"),
            confirm: try fields.optional("confirm") ?? OpenableLink(method: .patch),
            cancel: try fields.optional("cancel") ?? OpenableLink(method: .patch))
    }
}

extension OpenableLink: JSONMessage {
    public func write(to writer: inout JSONWriter) {
        writer.object {
            $0.member("url", url)
            $0.member("last_opened_at", lastOpenedAt)
            $0.member("method", method?.rawValue)
        }
    }

    public init(json: JSONField) throws {
        let fields = try json.members()
        self.init(
            url: try fields.optional("url")?.link(),
            lastOpenedAt: try fields.optional("last_opened_at")?.timestamp(),
            method: try fields.optional("method")?.choice())
    }
}

extension UpdateLink: JSONMessage {
    public func write(to writer: inout JSONWriter) {
        writer.object {
            $0.member("url", url)
            $0.member("last_check_at", lastCheckAt)
            $0.member("next_check_at", nextCheckAt)
            $0.member("method", method?.rawValue)
        }
    }

    public init(json: JSONField) throws {
        let fields = try json.members()
        self.init(
            url: try fields.optional("url")?.link(),
            lastCheckAt: try fields.optional("last_check_at")?.timestamp(),
            nextCheckAt: try fields.optional("next_check_at")?.timestamp(),
            method: try fields.optional("method")?.choice())
    }
}

extension NotifyLink: JSONMessage {
    public func write(to writer: inout JSONWriter) {
        writer.object {
            $0.member("url", url)
            $0.member("method", method.rawValue)
            $0.member("sent_at", sentAt)
        }
    }

    public init(json: JSONField) throws {
        let fields = try json.members()
        self.init(
            url: try fields.required("url").link(), method: try fields.required("method").choice(),
            sentAt: try fields.optional("sent_at")?.timestamp())
    }
}
