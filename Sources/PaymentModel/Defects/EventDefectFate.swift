/// What a careful consumer makes of a malformed event (<doc:MalformedEvents>).
public enum EventDefectFate: Hashable, Sendable {
    /// Counted as an internal error that names `field`, logged, and passed over.
    case rejected(field: String)
    /// Of another version: passed over without a word.
    case discarded
    /// Well-formed, but not this consumer's business.
    case skipped
    /// Processed like any other event.
    case tolerated
}

extension JSONValue {
    /// The value with the member at `path` replaced, added, or with nil taken out.
    /// Every step but the last must lead into an object; anything else traps.
    func replacing(_ path: ArraySlice<String>, with replacement: JSONValue?) -> JSONValue {
        guard let name = path.first, case .object(var members) = self else {
            preconditionFailure("A defect can only be put into an object.")
        }
        let position = members.firstIndex { $0.name == name }
        let rest = path.dropFirst()
        guard rest.isEmpty else {
            guard let position else { preconditionFailure("There is no \(name) to put a defect into.") }
            members[position].value = members[position].value.replacing(rest, with: replacement)
            return .object(members)
        }
        switch (position, replacement) {
        case (let position?, let value?): members[position].value = value
        case (let position?, nil): members.remove(at: position)
        case (nil, let value?): members.append(JSONMember(name: name, value: value))
        case (nil, nil): break
        }
        return .object(members)
    }

    /// As above, with the steps of `path` set apart by dots.
    func replacing(_ path: String, with replacement: JSONValue?) -> JSONValue {
        replacing(path.split(separator: ".").map(String.init)[...], with: replacement)
    }

    /// A split that sums neither to `amount` nor to 1.00.
    static func wrongSplit(for amount: EuroCents) -> JSONValue {
        let close = amount + EuroCents(cents: 1)
        let wrong = close == .oneEuro ? close + EuroCents(cents: 1) : close
        return split(amount: .number(wrong.description))
    }

    /// A split of one share.
    static func split(amount: JSONValue) -> JSONValue {
        .array([
            .object([
                JSONMember(name: "code", value: .string("c_1")), JSONMember(name: "amount", value: amount),
                JSONMember(name: "meta", value: .emptyObject),
            ])
        ])
    }

    func wireBytes() -> [UInt8] {
        var writer = JSONWriter()
        writer.value(self)
        return writer.bytes
    }
}
