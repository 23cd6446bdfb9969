import PaymentModel

/// When a scenario begins: an instant with its offset from UTC.
public struct ScenarioInstant: Equatable, Sendable {
    /// Whole seconds since the Unix epoch.
    public var unixSeconds: Int64
    /// As it was written, ISO 8601 with an offset.
    public var text: String
}

extension ScenarioInstant {
    /// Reads an instant of the calendar; nil for what is none, has no offset or does not lie in the years 1970 to 2149.
    public init?(_ text: String) {
        guard let instant = try? ScenarioInstant(scalar: text) else { return nil }
        self = instant
    }
}

extension ScenarioInstant: ScenarioScalar {
    static var expected: String { "an instant with its offset, such as 2025-03-03T00:00:00+01:00" }

    /// The years 1970 to 2149.
    private static let unixSecondsRange: Range<Int64> = 0..<5_680_281_600

    init(scalar: String) throws(ValueRefusal) {
        // Within 64 bits of nanoseconds there is room on both sides for a clock that is wrong by the longest duration.
        guard let timestamp = Timestamp(iso8601: scalar) else {
            throw Self.refusal(of: scalar, "is not an instant with an offset")
        }
        guard Self.unixSecondsRange.contains(timestamp.secondsSinceEpoch) else {
            throw ValueRefusal(
                kind: .outOfRange, message: "`\(scalar)` is out of range", wayOut: "write an instant from 1970 to 2149")
        }
        self.init(unixSeconds: timestamp.secondsSinceEpoch, text: scalar)
    }
}
