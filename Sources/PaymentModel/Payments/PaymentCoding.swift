/// The members of a payment, which stand among those of the event or at the top of a creation.
extension Payment {
    fileprivate enum DataField: String, CodingKey {
        case amount, currency, type, iud, iuv, receiver, document, split
        case transactionID = "transaction_id"
        case paidAt = "paid_at"
        case expireAt = "expire_at"
        case noticeCode = "notice_code"
        case dueType = "due_type"
        case pagopaCategory = "pagopa_category"
    }

    /// The only currency of the flow.
    private static let currency = "EUR"

    func encode(to fields: inout KeyedEncodingContainer<EventField>) throws {
        let values = origin.values
        try fields.encode(values.id, forKey: .id)
        try fields.encode(values.userID, forKey: .userID)
        try fields.encode(values.type, forKey: .type)
        try fields.encode(values.tenantID, forKey: .tenantID)
        try fields.encode(values.serviceID, forKey: .serviceID)
        try fields.encode(values.createdAt, forKey: .createdAt)
        try fields.encode(state.updatedAt, forKey: .updatedAt)
        try fields.encode(state.status, forKey: .status)
        try fields.encodeIfPresent(values.reason, forKey: .reason)
        try fields.encode(values.remoteID, forKey: .remoteID)
        try fields.encode(state.links, forKey: .links)
        try fields.encode(values.payer, forKey: .payer)
        try fields.encodeIfPresent(values.debtor, forKey: .debtor)
        try fields.encodeIfPresent(values.locale, forKey: .locale)
        var data = fields.nestedContainer(keyedBy: DataField.self, forKey: .payment)
        try encodeData(to: &data)
    }

    private func encodeData(to data: inout KeyedEncodingContainer<DataField>) throws {
        let values = origin.values
        try data.encodeIfPresent(state.transactionID, forKey: .transactionID)
        try data.encodeIfPresent(state.paidAt, forKey: .paidAt)
        try data.encodeIfPresent(values.expireAt, forKey: .expireAt)
        try data.encodeIfPresent(values.amount, forKey: .amount)
        try data.encode(Self.currency, forKey: .currency)
        try data.encodeIfPresent(values.kind, forKey: .type)
        try data.encodeIfPresent(state.noticeCode, forKey: .noticeCode)
        try data.encode(values.iud, forKey: .iud)
        try data.encodeIfPresent(state.iuv, forKey: .iuv)
        try data.encodeIfPresent(values.receiver, forKey: .receiver)
        try data.encodeIfPresent(values.dueType, forKey: .dueType)
        try data.encodeIfPresent(values.pagopaCategory, forKey: .pagopaCategory)
        try data.encodeIfPresent(values.document, forKey: .document)
        try data.encode(values.split, forKey: .split)
    }

    /// Reads a payment that is known under `id`; with `iudMayBeMissing` its IUD follows from the id where there is
    /// none.
    init(
        from fields: KeyedDecodingContainer<EventField>, id: EntityID, iudMayBeMissing: Bool = false
    ) throws {
        let data = try fields.nestedContainer(keyedBy: DataField.self, forKey: .payment)
        var values = PaymentOrigin.Values(
            id: id,
            userID: try fields.decode(EntityID.self, forKey: .userID),
            tenantID: try fields.decode(EntityID.self, forKey: .tenantID),
            serviceID: try fields.decode(EntityID.self, forKey: .serviceID),
            remoteID: try fields.decode(EntityID.self, forKey: .remoteID),
            createdAt: try fields.decode(Timestamp.self, forKey: .createdAt),
            amount: try data.decodeIfPresent(EuroCents.self, forKey: .amount),
            payer: try fields.decode(Person.self, forKey: .payer))
        values.type = try fields.decode(PaymentType.self, forKey: .type)
        values.reason = try fields.decodeIfPresent(String.self, forKey: .reason)
        values.debtor = try fields.decodeIfPresent(Person.self, forKey: .debtor)
        values.locale = try fields.decodeIfPresent(String.self, forKey: .locale)
        try values.decode(from: data, iudMayBeMissing: iudMayBeMissing)
        let state = PaymentState(
            status: try fields.decode(PaymentStatus.self, forKey: .status),
            updatedAt: try fields.decode(Timestamp.self, forKey: .updatedAt),
            transactionID: try data.decodeIfPresent(String.self, forKey: .transactionID),
            paidAt: try data.decodeIfPresent(Timestamp.self, forKey: .paidAt),
            iuv: try data.decodeIfPresent(String.self, forKey: .iuv),
            noticeCode: try data.decodeIfPresent(String.self, forKey: .noticeCode),
            links: try fields.decode(PaymentLinks.self, forKey: .links))
        self.init(origin: PaymentOrigin(values), state: state)
        let currency = try data.decode(String.self, forKey: .currency)
        guard currency == Self.currency else { throw data.failure(.currency, .unknownValue(currency)) }
    }
}

extension PaymentOrigin.Values {
    fileprivate mutating func decode(
        from data: KeyedDecodingContainer<Payment.DataField>, iudMayBeMissing: Bool
    ) throws {
        expireAt = try data.decodeIfPresent(Timestamp.self, forKey: .expireAt)
        kind = try data.decodeIfPresent(PaymentType.self, forKey: .type)
        if let given = try data.decodeIfPresent(String.self, forKey: .iud) {
            iud = given
        } else if !iudMayBeMissing {
            throw data.failure(.iud, .missing)
        }
        receiver = try data.decodeIfPresent(Receiver.self, forKey: .receiver)
        dueType = try data.decodeIfPresent(String.self, forKey: .dueType)
        pagopaCategory = try data.decodeIfPresent(String.self, forKey: .pagopaCategory)
        document = try data.decodeIfPresent(StampedDocument.self, forKey: .document)
        split = try data.decode([SplitShare].self, forKey: .split)
    }
}

extension PaymentEvent: JSONMessage {
    /// 2000 bytes.
    public static var typicalSize: Int { 2000 }

    /// Writes the payment and the envelope side by side.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: EventField.self)
        try payment.encode(to: &fields)
        try envelope.encode(to: &fields)
    }

    /// Reads an event.
    /// - Throws: ``UnsupportedEventVersion`` when the event is of another version and so differs in form;
    ///   ``ValidationError`` or `DecodingError` when it breaks the form of its own. An event of another version that
    ///   happens to have this form is read, and its consumer's ``EventVersionRule`` decides.
    public convenience init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: EventField.self)
        let envelope = try EventEnvelope(from: fields)
        let payment = try envelope.version.reading {
            try Payment(from: fields, id: try fields.decode(EntityID.self, forKey: .id))
        }
        self.init(envelope: envelope, payment: payment)
    }

    /// Checks the rules that the types do not hold by themselves.
    /// - Throws: ``ValidationError``, which names the field; ``UnsupportedEventVersion`` when the event is of another
    ///   version, whose rules are not known.
    public func validate() throws { try envelope.version.reading { try payment.validate() } }
}
