import Foundation

/// The coders, made once: they hold settings and no state, and any thread may use them.
package enum JSONCoders {
    package static let decoder = JSONDecoder()

    /// Members are written in the order of their names, so that a value has the same bytes in every process.
    package static let encoder: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }()

    /// Where in a body something stands, for example `payment.split[0].amount`; empty for the body itself.
    package static func text(of path: [any CodingKey]) -> String {
        path.reduce(into: "") { text, key in
            if let index = key.intValue {
                text += "[\(index)]"
            } else {
                text += (text.isEmpty ? "" : ".") + key.stringValue
            }
        }
    }
}

extension JSONEncoder {
    /// One with the same strategies that writes keys in their order; nil where only its own class knows how it writes.
    /// The encoder itself may be in use elsewhere, and stays as it is.
    func sortingKeys() -> JSONEncoder? {
        if outputFormatting.contains(.sortedKeys) { return self }
        guard type(of: self) == JSONEncoder.self else { return nil }
        let sorting = JSONEncoder()
        sorting.outputFormatting = outputFormatting.union(.sortedKeys)
        sorting.dateEncodingStrategy = dateEncodingStrategy
        sorting.dataEncodingStrategy = dataEncodingStrategy
        sorting.nonConformingFloatEncodingStrategy = nonConformingFloatEncodingStrategy
        sorting.keyEncodingStrategy = keyEncodingStrategy
        sorting.userInfo = userInfo
        return sorting
    }
}
