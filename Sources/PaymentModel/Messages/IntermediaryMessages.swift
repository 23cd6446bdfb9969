/// The REST dialect of a generic intermediary: `POST /debt-positions` creates a debt position and
/// `GET /debt-positions/{iuv}` tells how it stands. No public intermediary speaks exactly this; it holds what all of
/// them need (<doc:LifeOfAPayment>, steps 4 and 7).
public struct DebtPositionRequest: JSONMessage, Hashable {
    /// Unique due identifier; an intermediary that is idempotent on it answers a repeated request with the same IUV.
    public var iud: String
    /// Of the creditor, eleven digits: comes back as `ente` when the payment is notified.
    public var creditorTaxCode: String
    public var amount: EuroCents
    public var reason: String
    public var debtorTaxCode: String
    public var debtorName: String
    /// When the debt can no longer be paid.
    public var dueAt: Timestamp?

    public init(
        iud: String, creditorTaxCode: String, amount: EuroCents, reason: String, debtorTaxCode: String,
        debtorName: String, dueAt: Timestamp?
    ) {
        self.iud = iud
        self.creditorTaxCode = creditorTaxCode
        self.amount = amount
        self.reason = reason
        self.debtorTaxCode = debtorTaxCode
        self.debtorName = debtorName
        self.dueAt = dueAt
    }

    public static var typicalSize: Int { 280 }

    public func write(to writer: inout JSONWriter) {
        writer.object {
            $0.member("iud", iud)
            $0.member("creditor_tax_code", creditorTaxCode)
            $0.member("amount_cents", integer: amount.cents)
            $0.member("reason", reason)
            $0.member("debtor_tax_code", debtorTaxCode)
            $0.member("debtor_name", debtorName)
            $0.member("due_at", dueAt)
        }
    }

    public init(json: JSONField) throws {
        let fields = try json.members()
        self.init(
            iud: try fields.required("iud").string(),
            creditorTaxCode: try fields.required("creditor_tax_code").string(),
            amount: try fields.cents("amount_cents"),
            reason: try fields.required("reason").string(),
            debtorTaxCode: try fields.required("debtor_tax_code").string(),
            debtorName: try fields.required("debtor_name").string(),
            dueAt: try fields.optional("due_at")?.timestamp())
        try validate()
    }

    public func validate() throws {
        try ValidationError.require(iud, length: 1...50, field: "iud")
        try ValidationError.require(creditorTaxCode, length: 11...11, field: "creditor_tax_code")
        try ValidationError.require(amount, least: .oneCent, field: "amount_cents")
        try ValidationError.require(reason, length: 0...PaymentOrigin.longestReason, field: "reason")
    }
}

/// The codes the intermediary gave to a new debt position.
public struct DebtPositionAnswer: JSONMessage, Hashable {
    public var iuv: String
    /// 18 digits, see `NoticeNumber`.
    public var noticeCode: String

    public init(iuv: String, noticeCode: String) {
        self.iuv = iuv
        self.noticeCode = noticeCode
    }

    public static var typicalSize: Int { 65 }

    public func write(to writer: inout JSONWriter) {
        writer.object {
            $0.member("iuv", iuv)
            $0.member("notice_code", noticeCode)
        }
    }

    public init(json: JSONField) throws {
        let fields = try json.members()
        self.init(
            iuv: try fields.required("iuv").string(), noticeCode: try fields.required("notice_code").string())
        try validate()
    }

    public func validate() throws {
        try ValidationError.require(iuv, length: 1...50, field: "iuv")
        guard NoticeNumber.isValid(noticeCode) else {
            throw ValidationError(field: "notice_code", reason: .unreadable(expected: "a notice number"))
        }
    }
}

/// How a debt position stands.
public struct DebtPositionStatusAnswer: JSONMessage, Hashable {
    public enum Status: String, CaseIterable, Hashable, Sendable {
        case unpaid = "UNPAID"
        case paid = "PAID"
        case expired = "EXPIRED"
        case canceled = "CANCELED"
    }

    public var status: Status
    /// Given when paid.
    public var paidAt: Timestamp?
    /// Given when paid.
    public var transactionID: String?

    public init(status: Status, paidAt: Timestamp? = nil, transactionID: String? = nil) {
        self.status = status
        self.paidAt = paidAt
        self.transactionID = transactionID
    }

    public static var typicalSize: Int { 110 }

    public func write(to writer: inout JSONWriter) {
        writer.object {
            $0.member("status", status.rawValue)
            $0.member("paid_at", paidAt)
            $0.member("transaction_id", transactionID)
        }
    }

    public init(json: JSONField) throws {
        let fields = try json.members()
        self.init(
            status: try fields.required("status").choice(), paidAt: try fields.optional("paid_at")?.timestamp(),
            transactionID: try fields.optional("transaction_id")?.string())
        try validate()
    }

    public func validate() throws {
        try ValidationError.require(transactionID, length: 0...255, field: "transaction_id")
        guard status == .paid else { return }
        if paidAt == nil { throw ValidationError(field: "paid_at", reason: .missing) }
        if transactionID == nil { throw ValidationError(field: "transaction_id", reason: .missing) }
    }
}

/// What the intermediary posts to the proxy's `/notify-payment` (<doc:Proxy>): a list, because one call may carry
/// outcomes of several creditors, and several of each.
public struct SilfiNotification: JSONMessage, Hashable {
    public var creditors: [Creditor]

    public init(creditors: [Creditor]) { self.creditors = creditors }

    /// One element of the list.
    public struct Creditor: JSONMessage, Hashable {
        public var ente: String
        public var codiceServizio: String
        public var esiti: [Esito]

        public init(ente: String, codiceServizio: String, esiti: [Esito]) {
            self.ente = ente
            self.codiceServizio = codiceServizio
            self.esiti = esiti
        }

        public func write(to writer: inout JSONWriter) {
            writer.object {
                $0.member("ente", ente)
                $0.member("codiceServizio", codiceServizio)
                $0.member("esiti", list: esiti)
            }
        }

        public init(json: JSONField) throws {
            let fields = try json.members()
            self.init(
                ente: try fields.required("ente").string(),
                codiceServizio: try fields.required("codiceServizio").string(),
                esiti: try fields.requiredList("esiti"))
        }
    }

    /// One outcome.
    public struct Esito: JSONMessage, Hashable {
        public var iuv: String
        /// The intermediary's transaction.
        public var identificativo: String
        public var positivo: Bool
        public var statoPagamento: String
        public var dataPagamento: Timestamp?
        public var importo: EuroCents
        /// Paid outside pagoPA.
        public var extraPagoPa: Bool
        public var canalePagamentoExtraPagoPa: String?
        public var canalePagamento: String?
        /// The receipt, as text.
        public var rt: String?

        public init(
            iuv: String, identificativo: String, positivo: Bool, statoPagamento: String, dataPagamento: Timestamp?,
            importo: EuroCents, extraPagoPa: Bool = false, canalePagamentoExtraPagoPa: String? = nil,
            canalePagamento: String? = nil, rt: String? = nil
        ) {
            self.iuv = iuv
            self.identificativo = identificativo
            self.positivo = positivo
            self.statoPagamento = statoPagamento
            self.dataPagamento = dataPagamento
            self.importo = importo
            self.extraPagoPa = extraPagoPa
            self.canalePagamentoExtraPagoPa = canalePagamentoExtraPagoPa
            self.canalePagamento = canalePagamento
            self.rt = rt
        }

        public func write(to writer: inout JSONWriter) {
            writer.object {
                $0.member("iuv", iuv)
                $0.member("identificativo", identificativo)
                $0.member("positivo", positivo)
                $0.member("statoPagamento", statoPagamento)
                $0.member("dataPagamento", dataPagamento)
                $0.member("importo", importo)
                $0.member("extraPagoPa", extraPagoPa)
                $0.member("canalePagamentoExtraPagoPa", canalePagamentoExtraPagoPa)
                $0.member("canalePagamento", canalePagamento)
                $0.member("rt", rt)
            }
        }

        public init(json: JSONField) throws {
            let fields = try json.members()
            self.init(
                iuv: try fields.required("iuv").string(limit: 50),
                identificativo: try fields.required("identificativo").string(limit: 255),
                positivo: try fields.required("positivo").bool(),
                statoPagamento: try fields.required("statoPagamento").string(),
                dataPagamento: try fields.optional("dataPagamento")?.timestamp(),
                importo: try fields.required("importo").money(),
                extraPagoPa: try fields.optional("extraPagoPa")?.bool() ?? false,
                canalePagamentoExtraPagoPa: try fields.optional("canalePagamentoExtraPagoPa")?.string(),
                canalePagamento: try fields.optional("canalePagamento")?.string(),
                rt: try fields.optional("rt")?.string())
        }
    }

    public static var typicalSize: Int { 350 }

    public func write(to writer: inout JSONWriter) { writer.array(creditors) { $1.write(to: &$0) } }

    public init(json: JSONField) throws { creditors = try json.elements().map { try Creditor(json: $0) } }
}

extension JSONFields {
    /// An amount written as an integer of cents.
    func cents(_ name: String) throws -> EuroCents { EuroCents(cents: try required(name).integer()) }
}
