/// The REST dialect of a generic intermediary: `POST /debt-positions` creates a debt position and
/// `GET /debt-positions/{iuv}` tells how it stands. No public intermediary speaks exactly this; it holds what all of
/// them need (<doc:LifeOfAPayment>, steps 4 and 7).
public struct DebtPositionRequest: JSONMessage, Hashable {
    /// Unique due identifier; an intermediary that is idempotent on it answers a repeated request with the same IUV.
    public var iud: String
    /// Of the creditor, eleven digits: comes back as `ente` when the payment is notified.
    public var creditorTaxCode: String
    /// One cent at least.
    @WholeCents public var amount: EuroCents
    /// The causale.
    public var reason: String
    /// The fiscal code of who owes.
    public var debtorTaxCode: String
    /// The full name of who owes.
    public var debtorName: String
    /// When the debt can no longer be paid.
    public var dueAt: Timestamp?

    private enum CodingKeys: String, CodingKey {
        case iud
        case creditorTaxCode = "creditor_tax_code"
        case amount = "amount_cents"
        case reason
        case debtorTaxCode = "debtor_tax_code"
        case debtorName = "debtor_name"
        case dueAt = "due_at"
    }

    /// A request of these parts.
    public init(
        iud: String, creditorTaxCode: String, amount: EuroCents, reason: String, debtorTaxCode: String,
        debtorName: String, dueAt: Timestamp?
    ) {
        self.iud = iud
        self.creditorTaxCode = creditorTaxCode
        _amount = WholeCents(wrappedValue: amount)
        self.reason = reason
        self.debtorTaxCode = debtorTaxCode
        self.debtorName = debtorName
        self.dueAt = dueAt
    }

    /// 280 bytes.
    public static var typicalSize: Int { 280 }

    /// Checks lengths and the amount.
    /// - Throws: ``ValidationError``, which names the field.
    public func validate() throws {
        try ValidationError.require(iud, length: 1...50, field: "iud")
        try ValidationError.require(creditorTaxCode, length: 11...11, field: "creditor_tax_code")
        try ValidationError.require(amount, least: .oneCent, field: "amount_cents")
        try ValidationError.require(reason, length: 0...PaymentOrigin.longestReason, field: "reason")
    }
}

/// The codes the intermediary gave to a new debt position.
public struct DebtPositionAnswer: JSONMessage, Hashable {
    /// Unique payment identifier.
    public var iuv: String
    /// 18 digits, see ``NoticeNumber``.
    public var noticeCode: String

    private enum CodingKeys: String, CodingKey {
        case iuv
        case noticeCode = "notice_code"
    }

    /// An answer of these parts.
    public init(iuv: String, noticeCode: String) {
        self.iuv = iuv
        self.noticeCode = noticeCode
    }

    /// 65 bytes.
    public static var typicalSize: Int { 65 }

    /// Checks length and check digits.
    /// - Throws: ``ValidationError``, which names the field.
    public func validate() throws {
        try ValidationError.require(iuv, length: 1...50, field: "iuv")
        guard NoticeNumber.isValid(noticeCode) else {
            throw ValidationError(field: "notice_code", reason: .unreadable(expected: "a notice number"))
        }
    }
}

/// How a debt position stands.
public struct DebtPositionStatusAnswer: JSONMessage, Hashable {
    /// How it stands.
    public enum Status: String, CaseIterable, Hashable, JSONText {
        /// It can be paid.
        case unpaid = "UNPAID"
        /// It was paid.
        case paid = "PAID"
        /// Its term has passed.
        case expired = "EXPIRED"
        /// The creditor took it back.
        case canceled = "CANCELED"
    }

    /// How it stands.
    public var status: Status
    /// Given when paid.
    public var paidAt: Timestamp?
    /// Given when paid.
    public var transactionID: String?

    private enum CodingKeys: String, CodingKey {
        case status
        case paidAt = "paid_at"
        case transactionID = "transaction_id"
    }

    /// An answer about a position that is not paid, where the parameters do not say otherwise.
    public init(status: Status, paidAt: Timestamp? = nil, transactionID: String? = nil) {
        self.status = status
        self.paidAt = paidAt
        self.transactionID = transactionID
    }

    /// 110 bytes.
    public static var typicalSize: Int { 110 }

    /// Checks that a paid position says when and how.
    /// - Throws: ``ValidationError``, which names the field.
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
    /// The list.
    public var creditors: [Creditor]

    /// A notification of these outcomes.
    public init(creditors: [Creditor]) { self.creditors = creditors }

    /// One element of the list.
    public struct Creditor: Codable, Hashable, Sendable {
        /// The creditor's tax code.
        public var ente: String
        /// The service's code at the intermediary.
        public var codiceServizio: String
        /// The outcomes of its payments.
        public var esiti: [Esito]

        /// An element of these parts.
        public init(ente: String, codiceServizio: String, esiti: [Esito]) {
            self.ente = ente
            self.codiceServizio = codiceServizio
            self.esiti = esiti
        }
    }

    /// One outcome.
    public struct Esito: Codable, Hashable, Sendable {
        /// Unique payment identifier.
        public var iuv: String
        /// The intermediary's transaction.
        public var identificativo: String
        /// Whether it was paid.
        public var positivo: Bool
        /// How the payment stands, in the intermediary's words.
        public var statoPagamento: String
        /// When it was paid.
        public var dataPagamento: Timestamp?
        /// How much was paid: euro, with two decimals.
        public var importo: EuroCents
        /// Paid outside pagoPA.
        public var extraPagoPa: Bool
        /// The channel of a payment outside pagoPA.
        public var canalePagamentoExtraPagoPa: String?
        /// The channel of a payment by pagoPA.
        public var canalePagamento: String?
        /// The receipt, as text.
        public var rt: String?

        /// An outcome by pagoPA without channel and receipt, where the parameters do not say otherwise.
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

        private enum CodingKeys: String, CodingKey {
            case iuv, identificativo, positivo, statoPagamento, dataPagamento, importo, extraPagoPa
            case canalePagamentoExtraPagoPa, canalePagamento, rt
        }
    }

    /// 350 bytes.
    public static var typicalSize: Int { 350 }

    /// Writes the list.
    public func encode(to encoder: any Encoder) throws { try creditors.encode(to: encoder) }

    /// Reads the list.
    public init(from decoder: any Decoder) throws { creditors = try [Creditor](from: decoder) }

    /// Checks the lengths of what is looked up.
    /// - Throws: ``ValidationError``, which names the field.
    public func validate() throws {
        for (place, creditor) in creditors.enumerated() {
            for (position, esito) in creditor.esiti.enumerated() {
                let field = "[\(place)].esiti[\(position)]."
                try ValidationError.require(esito.iuv, length: 0...50, field: field + "iuv")
                try ValidationError.require(esito.identificativo, length: 0...255, field: field + "identificativo")
            }
        }
    }
}

extension SilfiNotification.Esito {
    /// Reads an outcome, which is by pagoPA where it does not say otherwise.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            iuv: try fields.decode(String.self, forKey: .iuv),
            identificativo: try fields.decode(String.self, forKey: .identificativo),
            positivo: try fields.decode(Bool.self, forKey: .positivo),
            statoPagamento: try fields.decode(String.self, forKey: .statoPagamento),
            dataPagamento: try fields.decodeIfPresent(Timestamp.self, forKey: .dataPagamento),
            importo: try fields.decode(EuroCents.self, forKey: .importo),
            extraPagoPa: try fields.decodeIfPresent(Bool.self, forKey: .extraPagoPa) ?? false,
            canalePagamentoExtraPagoPa: try fields.decodeIfPresent(String.self, forKey: .canalePagamentoExtraPagoPa),
            canalePagamento: try fields.decodeIfPresent(String.self, forKey: .canalePagamento),
            rt: try fields.decodeIfPresent(String.self, forKey: .rt))
    }
}
