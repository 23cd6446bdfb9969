extension ApplicationEvent: JSONMessage {
    /// 1600 bytes.
    public static var typicalSize: Int { 1600 }

    /// Writes the application and the envelope side by side.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: EventField.self)
        try fields.encode(origin.id, forKey: .id)
        try fields.encode(origin.userID, forKey: .user)
        try fields.encode(origin.tenantID, forKey: .tenantID)
        try fields.encode(origin.serviceID, forKey: .serviceID)
        try fields.encode(state.status, forKey: .status)
        try fields.encode(state.status.name, forKey: .statusName)
        try fields.encodeIfPresent(origin.createdAt, forKey: .createdAt)
        try fields.encodeIfPresent(state.submittedAt, forKey: .submittedAt)
        try fields.encodeIfPresent(state.latestStatusChangeAt, forKey: .latestStatusChangeAt)
        try fields.encodeIfPresent(state.flowChangedAt, forKey: .flowChangedAt)
        try fields.encodeIfPresent(state.paymentData, forKey: .paymentData)
        try fields.encode(origin.applicant, forKey: .data)
        try fields.encodeIfPresent(origin.locale, forKey: .locale)
        try envelope.encode(to: &fields)
    }

    /// Reads an event. An application that asks for no payment may lack `payment_data`, or send it empty as Core does.
    /// - Throws: ``UnsupportedEventVersion`` when the event is of another version and differs in form;
    ///   ``ValidationError`` or `DecodingError` when it breaks the form of its own.
    public convenience init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: EventField.self)
        let envelope = try EventEnvelope(from: fields)
        let (origin, state) = try envelope.version.reading {
            let state = try ApplicationState(from: fields)
            return (try ApplicationOrigin(from: fields), state)
        }
        self.init(envelope: envelope, origin: origin, state: state)
    }

    /// Checks the rules that the types do not hold by themselves.
    /// - Throws: ``ValidationError``, which names the field; ``UnsupportedEventVersion`` when the event is of another
    ///   version, whose rules are not known.
    public func validate() throws {
        try envelope.version.reading {
            guard let data = state.paymentData else {
                if asksForPayment { throw ValidationError(field: "payment_data", reason: .missing) }
                return
            }
            try data.validate()
        }
    }
}

extension ApplicationOrigin {
    fileprivate convenience init(from fields: KeyedDecodingContainer<EventField>) throws {
        self.init(
            Values(
                id: try fields.decode(EntityID.self, forKey: .id),
                tenantID: try fields.decode(EntityID.self, forKey: .tenantID),
                serviceID: try fields.decode(EntityID.self, forKey: .serviceID),
                userID: try fields.decode(EntityID.self, forKey: .user),
                createdAt: try fields.decodeIfPresent(Timestamp.self, forKey: .createdAt),
                applicant: try fields.decode(Applicant.self, forKey: .data),
                locale: try fields.decodeIfPresent(String.self, forKey: .locale)))
    }
}

extension ApplicationState {
    fileprivate init(from fields: KeyedDecodingContainer<EventField>) throws {
        let status = try fields.decode(ApplicationStatus.self, forKey: .status)
        let name = try fields.decode(String.self, forKey: .statusName)
        // The dispatcher goes by the name and Core by the code, so an event in which they differ means nothing.
        guard name == status.name else { throw fields.failure(.statusName, .unknownValue(name)) }
        self.init(
            status: status,
            submittedAt: try fields.decodeIfPresent(Timestamp.self, forKey: .submittedAt),
            latestStatusChangeAt: try fields.decodeIfPresent(Timestamp.self, forKey: .latestStatusChangeAt),
            flowChangedAt: try fields.decodeIfPresent(Timestamp.self, forKey: .flowChangedAt),
            paymentData: try fields.decodeIfPresent(PaymentDataOrNothing.self, forKey: .paymentData)?.data)
    }
}

/// `payment_data` as Core writes it, for which nothing is `[]` or `{}` too.
private struct PaymentDataOrNothing: Decodable {
    let data: PaymentRequestData?

    init(from decoder: any Decoder) throws {
        do {
            data = try PaymentRequestData(from: decoder)
        } catch {
            guard try Self.isEmpty(decoder) else { throw error }
            data = nil
        }
    }

    private static func isEmpty(_ decoder: any Decoder) throws -> Bool {
        if let list = try? decoder.unkeyedContainer() { return list.isAtEnd }
        return try decoder.container(keyedBy: AnyCodingKey.self).allKeys.isEmpty
    }
}

extension PaymentRequestData {
    /// Reads what an event asks for; `split` and `stamps` may be `null`, but must be there.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            reason: try fields.decode(String.self, forKey: .reason),
            amount: try fields.decode(EuroCents.self, forKey: .amount),
            expireAt: try fields.decode(Timestamp.self, forKey: .expireAt),
            split: try fields.decode(ApplicationSplit?.self, forKey: .split),
            stamps: try fields.decode([RevenueStamp]?.self, forKey: .stamps),
            notify: try fields.decode(CallbackLink.self, forKey: .notify),
            landing: try fields.decode(CallbackLink.self, forKey: .landing),
            configID: try fields.decode(EntityID.self, forKey: .configID))
    }
}

extension ApplicationSplit: Codable {
    /// Writes a list, or an object of the codes.
    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .shares(let shares): try shares.encode(to: encoder)
        case .map(let shares):
            var fields = encoder.container(keyedBy: AnyCodingKey.self)
            for share in shares {
                try fields.encodeIfPresent(share.amount, forKey: AnyCodingKey(stringValue: share.code))
            }
        }
    }

    /// Reads either form. An object has no order: its shares come in that of their codes.
    public init(from decoder: any Decoder) throws {
        do {
            self = .shares(try [SplitShare](from: decoder))
        } catch DecodingError.typeMismatch(_, let context) where context.codingPath.count == decoder.codingPath.count {
            let fields = try decoder.container(keyedBy: AnyCodingKey.self)
            self = .map(
                try fields.allKeys.sorted { $0.stringValue < $1.stringValue }.map { key in
                    SplitShare(
                        code: key.stringValue, amount: try fields.decodeIfPresent(EuroCents.self, forKey: key))
                })
        }
    }
}

extension Applicant {
    /// Writes the fields that the form has: Core leaves out what is absent.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(name, forKey: .name)
        try fields.encode(surname, forKey: .surname)
        try fields.encode(fiscalCode, forKey: .fiscalCode)
        let optional: [(CodingKeys, String?)] = [
            (.email, email), (.address, address), (.houseNumber, houseNumber), (.municipality, municipality),
            (.county, county), (.postalCode, postalCode),
        ]
        for case (let key, let text?) in optional { try fields.encode(text, forKey: key) }
    }
}
