import VirtualTime

/// How long something is kept: `7d`, or `unlimited`.
public struct RetentionTime: Equatable, Sendable {
    /// Nil: for ever.
    public var limit: Duration?

    /// For so long; nil: for ever.
    public init(_ limit: Duration?) { self.limit = limit }
}

extension RetentionTime: ScenarioScalar {
    static var expected: String { "a duration with its unit, such as 12h or 7d, or `unlimited`" }

    init(scalar: String) throws(ValueRefusal) {
        guard scalar != "unlimited" else {
            self.init(nil)
            return
        }
        do { self.init(try Duration(scalar: scalar)) } catch {
            guard error.kind != .outOfRange else { throw error }
            throw Self.refusal(of: scalar, "is neither a duration nor `unlimited`")
        }
    }

    var text: String { limit.map(\.text) ?? "unlimited" }
}

/// How many bytes are kept: `500MB`, or `unlimited`; a kilobyte is 1,000 bytes.
public struct RetentionSize: Equatable, Sendable {
    /// Nil: all.
    public var bytes: Int?

    /// So many; nil: all.
    public init(bytes: Int?) { self.bytes = bytes }

    fileprivate static let units: [(name: String, bytes: Int64)] = [
        ("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000), ("B", 1),
    ]
}

extension RetentionSize: ScenarioScalar {
    static var expected: String { "a size, such as 500B, 64kB, 100MB or 2GB, or `unlimited`" }

    init(scalar: String) throws(ValueRefusal) {
        guard scalar != "unlimited" else {
            self.init(bytes: nil)
            return
        }
        guard let measured = MeasuredText(scalar), let unit = Self.units.first(where: { $0.name == measured.unit })
        else { throw Self.refusal(of: scalar, "is neither a size nor `unlimited`") }
        let product = measured.times(unit.bytes)
        guard product != .fraction else { throw Self.refusal(of: scalar, "has parts of a byte") }
        guard case .whole(let bytes) = product, !measured.isNegative else {
            throw ValueRefusal(
                kind: .outOfRange, of: scalar, measured.isNegative ? "is negative" : "is out of range",
                wayOut: "a size from 0B to \(Int64.max)B, or `unlimited`")
        }
        self.init(bytes: Int(bytes))
    }

    var text: String {
        guard let bytes else { return "unlimited" }
        guard let unit = Self.units.first(where: { Int64(bytes) % $0.bytes == 0 }), bytes > 0 else {
            return "\(bytes)B"
        }
        return "\(Int64(bytes) / unit.bytes)\(unit.name)"
    }
}
