extension SplitShare: JSONMessage {
    public func write(to writer: inout JSONWriter) {
        writer.object {
            $0.member("code", code)
            $0.member("amount", amount)
            $0.key("meta")
            $0.value(meta)
        }
    }

    public init(json: JSONField) throws {
        let fields = try json.members()
        self.init(
            code: try fields.required("code").string(), amount: try fields.optional("amount")?.money(),
            meta: fields.optional("meta")?.value ?? .emptyObject)
    }
}

extension Receiver: JSONMessage {
    public func write(to writer: inout JSONWriter) {
        writer.object {
            $0.member("tax_identification_number", taxIdentificationNumber)
            $0.member("name", name)
            $0.member("iban", iban)
            $0.member("address", address)
            $0.member("building_number", buildingNumber)
            $0.member("postal_code", postalCode)
            $0.member("town_name", townName)
            $0.member("country_subdivision", countrySubdivision)
            $0.member("country", country)
        }
    }

    public init(json: JSONField) throws {
        let fields = try json.members()
        self.init(
            taxIdentificationNumber: try fields.required("tax_identification_number").string(),
            name: try fields.required("name").string(), iban: try fields.optional("iban")?.string())
        address = try fields.optional("address")?.string()
        buildingNumber = try fields.optional("building_number")?.string()
        postalCode = try fields.optional("postal_code")?.string()
        townName = try fields.optional("town_name")?.string()
        countrySubdivision = try fields.optional("country_subdivision")?.string()
        country = try fields.optional("country")?.string()
    }
}

extension StampedDocument: JSONMessage {
    public func write(to writer: inout JSONWriter) {
        writer.object {
            $0.member("id", id)
            $0.member("ref", ref)
            $0.member("hash", hash)
        }
    }

    public init(json: JSONField) throws {
        let fields = try json.members()
        self.init(
            id: try fields.optional("id")?.string(), ref: try fields.optional("ref")?.string(),
            hash: try fields.required("hash").string())
    }
}

extension Person: JSONMessage {
    public func write(to writer: inout JSONWriter) {
        writer.object {
            $0.member("type", kind.rawValue)
            $0.member("tax_identification_number", taxIdentificationNumber)
            $0.member("name", name)
            $0.member("family_name", familyName)
            $0.member("street_name", streetName)
            $0.member("building_number", buildingNumber)
            $0.member("postal_code", postalCode)
            $0.member("town_name", townName)
            $0.member("country_subdivision", countrySubdivision)
            $0.member("country", country)
            $0.member("email", email)
        }
    }

    public init(json: JSONField) throws {
        let fields = try json.members()
        self.init(
            kind: try fields.required("type").choice(),
            taxIdentificationNumber: try fields.required("tax_identification_number").string(),
            name: try fields.required("name").string(), familyName: try fields.optional("family_name")?.string())
        streetName = try fields.optional("street_name")?.string()
        buildingNumber = try fields.optional("building_number")?.string()
        postalCode = try fields.optional("postal_code")?.string()
        townName = try fields.optional("town_name")?.string()
        countrySubdivision = try fields.optional("country_subdivision")?.string()
        if fields.present("country") != nil { country = try fields.optional("country")?.string() }
        email = try fields.optional("email")?.string()
    }
}
