/// A JSON value together with its place in the body, so that every complaint names the field.
public struct JSONField: Sendable {
    public let value: JSONValue
    private let prefix: String
    private let name: String

    /// The whole body.
    public init(root: JSONValue) {
        value = root
        prefix = ""
        name = ""
    }

    private init(value: JSONValue, prefix: String, name: String) {
        self.value = value
        self.prefix = prefix
        self.name = name
    }

    /// `payment.split[0].amount`.
    public var path: String { prefix + name }

    public func failure(_ reason: ValidationError.Reason) -> ValidationError {
        ValidationError(field: path, reason: reason)
    }

    /// The members of an object, after checking that it is one.
    public func members() throws(ValidationError) -> JSONFields {
        guard case .object = value else { throw failure(.wrongType(expected: "an object")) }
        return JSONFields(field: self)
    }

    /// The elements of a list.
    public func elements() throws(ValidationError) -> [JSONField] {
        guard case .array(let elements) = value else { throw failure(.wrongType(expected: "a list")) }
        let path = path
        return elements.enumerated().map { JSONField(value: $0.element, prefix: path, name: "[\($0.offset)]") }
    }

    fileprivate func child(_ name: String, prefix: String) -> JSONField? {
        value[name].map { JSONField(value: $0, prefix: prefix, name: name) }
    }

    /// - Parameter limit: the longest text allowed, in Unicode characters as the platform counts them.
    public func string(limit: Int = .max) throws(ValidationError) -> String {
        guard case .string(let text) = value else { throw failure(.wrongType(expected: "a string")) }
        guard limit == .max || text.utf8.count <= limit || text.unicodeScalars.count <= limit else {
            throw failure(.tooLong(limit: limit))
        }
        return text
    }

    public func id() throws(ValidationError) -> EntityID {
        guard let id = EntityID(try string()) else { throw failure(.unreadable(expected: "a UUID")) }
        return id
    }

    public func timestamp() throws(ValidationError) -> Timestamp {
        guard let timestamp = Timestamp(iso8601: try string()) else {
            throw failure(.unreadable(expected: "an ISO 8601 date with an offset"))
        }
        return timestamp
    }

    public func link() throws(ValidationError) -> ServiceLink {
        guard let link = ServiceLink(try string()) else { throw failure(.unreadable(expected: "an absolute URL")) }
        return link
    }

    /// A `decimal(12,2)` of zero or more, as a number or as a numeric string (`domain.md` 2.4, 2.5).
    public func money() throws(ValidationError) -> EuroCents {
        let text: String
        switch value {
        case .number(let digits): text = digits
        case .string(let digits): text = digits
        default: throw failure(.wrongType(expected: "a decimal"))
        }
        let amount: EuroCents
        do throws(EuroTextError) {
            amount = try EuroCents(decimalText: text)
        } catch {
            switch error {
            case .decimalComma: throw failure(.decimalComma)
            case .notANumber: throw failure(.unreadable(expected: "a decimal"))
            case .tooLarge: throw failure(.outOfRange("at most \(EuroCents.largestOnTheWire)"))
            }
        }
        guard amount >= .zero else { throw failure(.outOfRange("at least 0.00")) }
        guard amount <= .largestOnTheWire else {
            throw failure(.outOfRange("at most \(EuroCents.largestOnTheWire)"))
        }
        return amount
    }

    public func integer() throws(ValidationError) -> Int64 {
        guard case .number(let digits) = value, let integer = Int64(digits) else {
            throw failure(.wrongType(expected: "an integer"))
        }
        return integer
    }

    public func bool() throws(ValidationError) -> Bool {
        guard case .bool(let flag) = value else { throw failure(.wrongType(expected: "a boolean")) }
        return flag
    }

    /// One of the texts that `Choice` knows.
    public func choice<Choice: RawRepresentable<String>>(
        of type: Choice.Type = Choice.self
    ) throws(ValidationError) -> Choice {
        let text = try string()
        guard let choice = Choice(rawValue: text) else { throw failure(.unknownValue(text)) }
        return choice
    }
}

/// The members of one JSON object. Members nobody asks for are tolerated (`domain.md` 2.7).
public struct JSONFields: Sendable {
    private let field: JSONField
    private let prefix: String

    fileprivate init(field: JSONField) {
        self.field = field
        let path = field.path
        prefix = path.isEmpty ? "" : path + "."
    }

    public func failure(_ name: String, _ reason: ValidationError.Reason) -> ValidationError {
        ValidationError(field: prefix + name, reason: reason)
    }

    /// A complaint about a value made of these members, with its field named from the top of the body.
    func placing(_ error: ValidationError) -> ValidationError {
        ValidationError(field: prefix + error.field, reason: error.reason)
    }

    /// The member, `null` included, or nil when it is missing.
    public func present(_ name: String) -> JSONField? { field.child(name, prefix: prefix) }

    /// The member, or nil when it is missing or `null`.
    public func optional(_ name: String) -> JSONField? {
        guard let child = present(name), child.value != .null else { return nil }
        return child
    }

    /// The member, which must be there and not be `null`.
    public func required(_ name: String) throws(ValidationError) -> JSONField {
        guard let child = optional(name) else { throw failure(name, .missing) }
        return child
    }

    /// The members of a required object.
    public func object(_ name: String) throws(ValidationError) -> JSONFields { try required(name).members() }

    /// A value of its own, or nil when it is missing or `null`.
    public func optional<Value: JSONMessage>(_ name: String, as type: Value.Type = Value.self) throws -> Value? {
        guard let child = optional(name) else { return nil }
        return try Value(json: child)
    }

    public func required<Value: JSONMessage>(_ name: String, as type: Value.Type = Value.self) throws -> Value {
        try Value(json: try required(name))
    }

    /// A list of values; missing or `null` reads as an empty one.
    public func list<Value: JSONMessage>(_ name: String, of type: Value.Type = Value.self) throws -> [Value] {
        guard let child = optional(name) else { return [] }
        return try child.elements().map { try Value(json: $0) }
    }

    /// A list that must be there.
    public func requiredList<Value: JSONMessage>(_ name: String, of type: Value.Type = Value.self) throws -> [Value] {
        try required(name).elements().map { try Value(json: $0) }
    }
}
