/// A broken promise.
public struct Violation: Sendable, Equatable {
    /// What it means for a run that a promise of this grade broke.
    public enum Grade: String, CaseIterable, Sendable {
        /// It must hold at every moment: the run is wrong.
        case safety
        /// Something must happen within a term: the run is stuck.
        case liveness
        /// Harm to people that the platform's own rules allow: counted and named, and no verdict by itself.
        case service
    }

    /// `I1` and so on.
    public var invariant: String
    /// Of the promise.
    public var grade: Grade
    /// Nanoseconds of virtual time since the scenario's start.
    public var instantNanoseconds: Int64
    /// The payment, application, event or consumer it concerns.
    public var subject: String
    /// What was seen, for people: the facts that contradict each other, then what else the subject is known by.
    public var message: String

    /// A violation, such as one that was stored.
    public init(invariant: String, grade: Grade, instantNanoseconds: Int64, subject: String, message: String) {
        self.invariant = invariant
        self.grade = grade
        self.instantNanoseconds = instantNanoseconds
        self.subject = subject
        self.message = message
    }
}
