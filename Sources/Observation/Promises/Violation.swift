/// A broken promise.
public struct Violation: Sendable, Equatable {
    /// What sort of promise it is that broke.
    public enum Kind: String, Sendable {
        /// It must hold at every moment.
        case safety
        /// Something must happen within a term.
        case liveness
    }

    /// `I1` .. `I16`.
    public var invariant: String
    /// Of the promise.
    public var kind: Kind
    /// Nanoseconds of virtual time since the scenario's start.
    public var instantNanoseconds: Int64
    /// The payment or application it concerns.
    public var subject: String
    /// What was seen, for people.
    public var message: String

    /// A violation, such as one that was stored.
    public init(invariant: String, kind: Kind, instantNanoseconds: Int64, subject: String, message: String) {
        self.invariant = invariant
        self.kind = kind
        self.instantNanoseconds = instantNanoseconds
        self.subject = subject
        self.message = message
    }
}
