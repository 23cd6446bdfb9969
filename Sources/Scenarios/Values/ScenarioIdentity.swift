/// The scenario as it ran, with every value filled in.
public struct ScenarioIdentity: Sendable, Equatable {
    /// How reports name it.
    public var name: String
    /// Canonical text with all defaults, extends and `--set` applied.
    public var text: String
    /// Hash of `text`, 16 hex digits.
    public var hash: String
}
