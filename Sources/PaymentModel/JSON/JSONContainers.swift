import Foundation

// What Foundation's containers are asked for in this model, by synthesised codings too: values that are held as text go
// through no container of their own, and an absent optional is written as `null`, as the documented events have it.

extension KeyedDecodingContainer {
    func decode<Value: JSONText>(_ type: Value.Type, forKey key: Key) throws -> Value {
        try Value.read(try decode(String.self, forKey: key)) { codingPath + [key] }
    }

    func decodeIfPresent<Value: JSONText>(_ type: Value.Type, forKey key: Key) throws -> Value? {
        guard let text = try decodeIfPresent(String.self, forKey: key) else { return nil }
        return try Value.read(text) { codingPath + [key] }
    }

    func decode(_ type: EuroCents.Type, forKey key: Key) throws -> EuroCents {
        try EuroCents.read(
            number: { try decode(Decimal.self, forKey: key) }, text: { try decode(String.self, forKey: key) },
            at: { codingPath + [key] })
    }

    func decodeIfPresent(_ type: EuroCents.Type, forKey key: Key) throws -> EuroCents? {
        guard contains(key), !(try decodeNil(forKey: key)) else { return nil }
        return try decode(EuroCents.self, forKey: key)
    }

    /// What is wrong with the member `key`, named by its path from the top of the body.
    func failure(_ key: Key, _ reason: ValidationError.Reason) -> ValidationError {
        ValidationError(at: codingPath + [key], reason)
    }
}

extension KeyedEncodingContainer {
    mutating func encode(_ value: some JSONText, forKey key: Key) throws {
        try encode(value.wireText, forKey: key)
    }

    mutating func encode(_ amount: EuroCents, forKey key: Key) throws {
        try encode(amount.decimal, forKey: key)
    }

    mutating func encodeIfPresent(_ value: (some JSONText)?, forKey key: Key) throws {
        if let value { try encode(value.wireText, forKey: key) } else { try encodeNil(forKey: key) }
    }

    mutating func encodeIfPresent(_ amount: EuroCents?, forKey key: Key) throws {
        if let amount { try encode(amount.decimal, forKey: key) } else { try encodeNil(forKey: key) }
    }

    mutating func encodeIfPresent(_ text: String?, forKey key: Key) throws {
        if let text { try encode(text, forKey: key) } else { try encodeNil(forKey: key) }
    }

    mutating func encodeIfPresent<Value: Encodable>(_ value: Value?, forKey key: Key) throws {
        if let value { try encode(value, forKey: key) } else { try encodeNil(forKey: key) }
    }
}

extension SingleValueDecodingContainer {
    /// The value, or nil when it is of another JSON type.
    func decodeIfFits<Value: Decodable>(_ type: Value.Type) throws -> Value? {
        do { return try decode(type) } catch DecodingError.typeMismatch { return nil }
    }
}

/// The name of any member.
struct AnyCodingKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}
