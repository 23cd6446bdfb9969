/// A broken promise.
public struct Violation: Sendable, Equatable {
    public enum Kind: String, Sendable { case safety, liveness }

    /// `I1` .. `I16`.
    public var invariant: String
    public var kind: Kind
    /// Nanoseconds of virtual time since the scenario's start.
    public var instantNanoseconds: Int64
    /// The payment or application it concerns.
    public var subject: String
    public var message: String

    public init(invariant: String, kind: Kind, instantNanoseconds: Int64, subject: String, message: String) {
        self.invariant = invariant
        self.kind = kind
        self.instantNanoseconds = instantNanoseconds
        self.subject = subject
        self.message = message
    }
}
