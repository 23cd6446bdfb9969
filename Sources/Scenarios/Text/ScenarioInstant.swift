import PaymentModel

/// When a scenario begins: an instant with its offset from UTC.
public struct ScenarioInstant: Equatable, Sendable {
    /// Whole seconds since the Unix epoch.
    public var unixSeconds: Int64
    public var text: String
}

extension ScenarioInstant: ScenarioScalar {
    package static var expected: String { "an instant with its offset, such as 2025-03-03T00:00:00+01:00" }

    package init(scalar: String) throws(ValueRefusal) {
        guard let timestamp = Timestamp(iso8601: scalar) else {
            throw Self.refusal(of: scalar, "is not an instant with an offset")
        }
        self.init(unixSeconds: timestamp.secondsSinceEpoch, text: scalar)
    }
}
