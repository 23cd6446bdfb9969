import Foundation

/// Any JSON value, for what is passed on untouched. Numbers are decimals of up to 38 digits, so that none passes
/// through floating point.
public enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    case number(Decimal)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    /// The member `name`. Nil for a name that is not there, and for anything but an object.
    public subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members[name]
    }

    /// `{}`.
    public static let emptyObject = JSONValue.object([:])
}

extension JSONValue: JSONMessage {
    /// Reads any value.
    public init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let members = try value.decodeIfFits([String: JSONValue].self) {
            self = .object(members)
        } else if let text = try value.decodeIfFits(String.self) {
            self = .string(text)
        } else if let elements = try value.decodeIfFits([JSONValue].self) {
            self = .array(elements)
        } else if let flag = try value.decodeIfFits(Bool.self) {
            self = .bool(flag)
        } else {
            self = .number(try value.decode(Decimal.self))
        }
    }

    /// Writes the value.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let flag): try container.encode(flag)
        case .number(let number): try container.encode(number)
        case .string(let text): try container.encode(text)
        case .array(let elements): try container.encode(elements)
        case .object(let members): try container.encode(members)
        }
    }
}
