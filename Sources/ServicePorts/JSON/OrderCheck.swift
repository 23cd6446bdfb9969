/// Finds what a value would write in an order that differs from process to process: a `Set`, and a dictionary whose
/// keys are written as values. It goes through a value as an encoder does and writes nothing.
enum OrderCheck {
    /// - Parameter userInfo: of the encoder that is to write the value.
    /// - Throws: `EncodingError.invalidValue` with the place; what the value's own encoding throws.
    static func check(_ value: some Encodable, userInfo: [CodingUserInfoKey: Any]) throws {
        try CheckingEncoder(codingPath: [], userInfo: userInfo).check(value)
    }
}

/// A collection that is walked in the order of its hashes.
private protocol HashOrdered {
    /// What it is to whoever reads that it cannot be sent; nil where a coder sorts it.
    static var unsorted: String? { get }
}

extension Set: HashOrdered {
    static var unsorted: String? { "a Set" }
}

extension Dictionary: HashOrdered {
    static var unsorted: String? {
        Key.self is any CodingKeyRepresentable.Type ? nil : "a dictionary whose keys are of type \(Key.self)"
    }
}

private struct CheckingEncoder: Encoder {
    let codingPath: [any CodingKey]
    let userInfo: [CodingUserInfoKey: Any]

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        KeyedEncodingContainer(CheckedMembers<Key>(encoder: self))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer { CheckedElements(encoder: self) }
    func singleValueContainer() -> any SingleValueEncodingContainer { CheckedValue(encoder: self) }

    func at(_ key: any CodingKey) -> CheckingEncoder {
        CheckingEncoder(codingPath: codingPath + [key], userInfo: userInfo)
    }

    func check<Value: Encodable>(_ value: Value) throws {
        if let unsorted = (Value.self as? any HashOrdered.Type)?.unsorted {
            let reason = "\(unsorted) has no order that is the same in every process: write it as a sorted array"
            throw EncodingError.invalidValue(value, .init(codingPath: codingPath, debugDescription: reason))
        }
        try value.encode(to: self)
    }
}

private struct PlaceKey: CodingKey {
    let stringValue: String
    let intValue: Int?

    init(_ index: Int) { (stringValue, intValue) = ("\(index)", index) }
    init(_ name: String) { (stringValue, intValue) = (name, nil) }
    init?(stringValue: String) { self.init(stringValue) }
    init?(intValue: Int) { self.init(intValue) }
}

private struct CheckedMembers<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let encoder: CheckingEncoder
    var codingPath: [any CodingKey] { encoder.codingPath }

    func encodeNil(forKey key: Key) {}
    func encode(_ value: Bool, forKey key: Key) {}
    func encode(_ value: String, forKey key: Key) {}
    func encode(_ value: Double, forKey key: Key) {}
    func encode(_ value: Float, forKey key: Key) {}
    func encode(_ value: Int, forKey key: Key) {}
    func encode(_ value: Int8, forKey key: Key) {}
    func encode(_ value: Int16, forKey key: Key) {}
    func encode(_ value: Int32, forKey key: Key) {}
    func encode(_ value: Int64, forKey key: Key) {}
    func encode(_ value: UInt, forKey key: Key) {}
    func encode(_ value: UInt8, forKey key: Key) {}
    func encode(_ value: UInt16, forKey key: Key) {}
    func encode(_ value: UInt32, forKey key: Key) {}
    func encode(_ value: UInt64, forKey key: Key) {}
    func encode(_ value: some Encodable, forKey key: Key) throws { try encoder.at(key).check(value) }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> { encoder.at(key).container(keyedBy: type) }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { encoder.at(key).unkeyedContainer() }
    func superEncoder() -> any Encoder { encoder.at(PlaceKey("super")) }
    func superEncoder(forKey key: Key) -> any Encoder { encoder.at(key) }
}

private struct CheckedElements: UnkeyedEncodingContainer {
    let encoder: CheckingEncoder
    private(set) var count = 0
    var codingPath: [any CodingKey] { encoder.codingPath }

    init(encoder: CheckingEncoder) { self.encoder = encoder }

    private mutating func next() -> CheckingEncoder {
        defer { count += 1 }
        return encoder.at(PlaceKey(count))
    }

    mutating func encodeNil() { count += 1 }
    mutating func encode(_ value: Bool) { count += 1 }
    mutating func encode(_ value: String) { count += 1 }
    mutating func encode(_ value: Double) { count += 1 }
    mutating func encode(_ value: Float) { count += 1 }
    mutating func encode(_ value: Int) { count += 1 }
    mutating func encode(_ value: Int8) { count += 1 }
    mutating func encode(_ value: Int16) { count += 1 }
    mutating func encode(_ value: Int32) { count += 1 }
    mutating func encode(_ value: Int64) { count += 1 }
    mutating func encode(_ value: UInt) { count += 1 }
    mutating func encode(_ value: UInt8) { count += 1 }
    mutating func encode(_ value: UInt16) { count += 1 }
    mutating func encode(_ value: UInt32) { count += 1 }
    mutating func encode(_ value: UInt64) { count += 1 }
    mutating func encode(_ value: some Encodable) throws { try next().check(value) }

    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
        next().container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { next().unkeyedContainer() }
    mutating func superEncoder() -> any Encoder { next() }
}

private struct CheckedValue: SingleValueEncodingContainer {
    let encoder: CheckingEncoder
    var codingPath: [any CodingKey] { encoder.codingPath }

    func encodeNil() {}
    func encode(_ value: Bool) {}
    func encode(_ value: String) {}
    func encode(_ value: Double) {}
    func encode(_ value: Float) {}
    func encode(_ value: Int) {}
    func encode(_ value: Int8) {}
    func encode(_ value: Int16) {}
    func encode(_ value: Int32) {}
    func encode(_ value: Int64) {}
    func encode(_ value: UInt) {}
    func encode(_ value: UInt8) {}
    func encode(_ value: UInt16) {}
    func encode(_ value: UInt32) {}
    func encode(_ value: UInt64) {}
    func encode(_ value: some Encodable) throws { try encoder.check(value) }
}
