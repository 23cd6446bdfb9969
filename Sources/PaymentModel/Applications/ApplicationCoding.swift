extension ApplicationEvent: JSONMessage {
    public static var typicalSize: Int { 1600 }

    public func write(to writer: inout JSONWriter) {
        writer.object {
            $0.member("id", origin.id)
            $0.member("user", origin.userID)
            $0.member("tenant_id", origin.tenantID)
            $0.member("service_id", origin.serviceID)
            $0.member("status", state.status.code)
            $0.member("status_name", state.status.name)
            $0.member("created_at", origin.createdAt)
            $0.member("submitted_at", state.submittedAt)
            $0.member("latest_status_change_at", state.latestStatusChangeAt)
            $0.member("flow_changed_at", state.flowChangedAt)
            $0.member("payment_data", state.paymentData)
            $0.member("data", origin.applicant)
            $0.member("locale", origin.locale)
            envelope.writeMembers(to: &$0)
        }
    }

    /// An application that asks for no payment may lack `payment_data`, or send it empty as Core does.
    /// - Throws: `UnsupportedEventVersion` when the event is of another version and differs in form;
    ///   `ValidationError` when it breaks the form of its own.
    public convenience init(json: JSONField) throws {
        let fields = try json.members()
        let envelope = try EventEnvelope(fields: fields)
        do {
            let state = try ApplicationState(fields: fields)
            self.init(envelope: envelope, origin: try ApplicationOrigin(fields: fields), state: state)
            try validate()
        } catch let error as ValidationError {
            guard EventVersionRule.numericTwo.decide(envelope.version) == .process else {
                throw UnsupportedEventVersion(version: envelope.version)
            }
            throw error
        }
    }
}

extension ApplicationOrigin {
    fileprivate convenience init(fields: JSONFields) throws {
        self.init(
            Values(
                id: try fields.required("id").id(),
                tenantID: try fields.required("tenant_id").id(),
                serviceID: try fields.required("service_id").id(),
                userID: try fields.required("user").id(),
                createdAt: try fields.optional("created_at")?.timestamp(),
                applicant: try fields.required("data"),
                locale: try fields.optional("locale")?.string()))
    }
}

extension ApplicationState {
    fileprivate init(fields: JSONFields) throws {
        let code = try fields.required("status")
        let name = try fields.required("status_name")
        let text = try code.string()
        guard let status = ApplicationStatus(code: text) else { throw code.failure(.unknownValue(text)) }
        // The dispatcher goes by the name and Core by the code, so an event in which they differ means nothing.
        guard try name.string() == status.name else { throw name.failure(.unknownValue(try name.string())) }
        let data = fields.optional("payment_data")
        let isEmpty = data?.value == .array([]) || data?.value == .emptyObject
        self.init(
            status: status,
            submittedAt: try fields.optional("submitted_at")?.timestamp(),
            latestStatusChangeAt: try fields.optional("latest_status_change_at")?.timestamp(),
            flowChangedAt: try fields.optional("flow_changed_at")?.timestamp(),
            paymentData: isEmpty ? nil : try data.map { try PaymentRequestData(json: $0) })
    }
}

extension PaymentRequestData: JSONMessage {
    public func write(to writer: inout JSONWriter) {
        writer.object {
            $0.member("reason", reason)
            $0.member("amount", amount)
            $0.member("expire_at", expireAt)
            $0.member("split", split)
            $0.key("stamps")
            if let stamps { $0.array(stamps) { $1.write(to: &$0) } } else { $0.null() }
            $0.member("notify", notify)
            $0.member("landing", landing)
            $0.member("config_id", configID)
        }
    }

    public init(json: JSONField) throws {
        let fields = try json.members()
        for name in ["split", "stamps"] where fields.present(name) == nil { throw fields.failure(name, .missing) }
        self.init(
            reason: try fields.required("reason").string(),
            amount: try fields.required("amount").money(),
            expireAt: try fields.required("expire_at").timestamp(),
            split: try fields.optional("split"),
            stamps: try fields.optional("stamps").map { try $0.elements().map { try RevenueStamp(json: $0) } },
            notify: try fields.required("notify"),
            landing: try fields.required("landing"),
            configID: try fields.required("config_id").id())
    }
}

extension ApplicationSplit: JSONMessage {
    public func write(to writer: inout JSONWriter) {
        switch self {
        case .shares(let shares): writer.array(shares) { $1.write(to: &$0) }
        case .map(let shares):
            writer.object { writer in
                for share in shares { writer.member(share.code, share.amount) }
            }
        }
    }

    public init(json: JSONField) throws {
        guard case .object(let members) = json.value else {
            self = .shares(try json.elements().map { try SplitShare(json: $0) })
            return
        }
        let fields = try json.members()
        self = .map(
            try members.map { SplitShare(code: $0.name, amount: try fields.optional($0.name)?.money()) })
    }
}

extension RevenueStamp: JSONMessage {
    public func write(to writer: inout JSONWriter) {
        writer.object {
            $0.member("amount", amount)
            $0.member("collection_data", collectionData)
            $0.member("reason", reason)
        }
    }

    public init(json: JSONField) throws {
        let fields = try json.members()
        self.init(
            amount: try fields.required("amount").money(),
            collectionData: try fields.required("collection_data").string(),
            reason: try fields.required("reason").string())
    }
}

extension CallbackLink: JSONMessage {
    public func write(to writer: inout JSONWriter) {
        writer.object {
            $0.member("url", url)
            $0.member("method", method.rawValue)
        }
    }

    public init(json: JSONField) throws {
        let fields = try json.members()
        self.init(url: try fields.required("url").link(), method: try fields.required("method").choice())
    }
}

extension Applicant: JSONMessage {
    private enum Key {
        static let name = "applicant.data.completename.data.name"
        static let surname = "applicant.data.completename.data.surname"
        static let fiscalCode = "applicant.data.fiscal_code.data.fiscal_code"
        static let email = "applicant.data.email_address"
        static let address = "applicant.data.address.data.address"
        static let houseNumber = "applicant.data.address.data.house_number"
        static let municipality = "applicant.data.address.data.municipality"
        static let county = "applicant.data.address.data.county"
        static let postalCode = "applicant.data.address.data.postal_code"
    }

    /// The required keys are documented; the paths of the optional ones are assumed from the platform's forms. Absent
    /// form fields are left out, as Core does.
    public func write(to writer: inout JSONWriter) {
        let members: [(String, String?)] = [
            (Key.name, name), (Key.surname, surname), (Key.fiscalCode, fiscalCode), (Key.email, email),
            (Key.address, address), (Key.houseNumber, houseNumber), (Key.municipality, municipality),
            (Key.county, county), (Key.postalCode, postalCode),
        ]
        writer.object { writer in
            for (name, value) in members where value != nil { writer.member(name, value) }
        }
    }

    public init(json: JSONField) throws {
        let fields = try json.members()
        self.init(
            name: try fields.required(Key.name).string(), surname: try fields.required(Key.surname).string(),
            fiscalCode: try fields.required(Key.fiscalCode).string(),
            email: try fields.optional(Key.email)?.string())
        address = try fields.optional(Key.address)?.string()
        houseNumber = try fields.optional(Key.houseNumber)?.string()
        municipality = try fields.optional(Key.municipality)?.string()
        county = try fields.optional(Key.county)?.string()
        postalCode = try fields.optional(Key.postalCode)?.string()
    }
}
