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
    func replacing(_ path: ArraySlice<Substring>, with replacement: JSONValue?) -> JSONValue {
        guard let name = path.first.map(String.init), case .object(var members) = self else {
            preconditionFailure("A defect can only be put into an object.")
        }
        let rest = path.dropFirst()
        if rest.isEmpty {
            members[name] = replacement
        } else {
            guard let member = members[name] else { preconditionFailure("There is no \(name) to put a defect into.") }
            members[name] = member.replacing(rest, with: replacement)
        }
        return .object(members)
    }

    /// As above, with the steps of `path` set apart by dots.
    func replacing(_ path: String, with replacement: JSONValue?) -> JSONValue {
        replacing(path.split(separator: ".")[...], with: replacement)
    }

    /// A split that sums neither to `amount` nor to 1.00.
    static func wrongSplit(for amount: EuroCents) -> JSONValue {
        let close = amount + EuroCents(cents: 1)
        let wrong = close == .oneEuro ? close + EuroCents(cents: 1) : close
        return split(amount: .number(wrong.decimal))
    }

    /// A split of one share.
    static func split(amount: JSONValue) -> JSONValue {
        .array([.object(["code": .string("c_1"), "amount": amount, "meta": .emptyObject])])
    }
}
