import PaymentModel
import VirtualTime

/// One of the promises of a run, which hears all evidence and says when it is broken.
protocol Promise: Sendable {
    static var invariant: Invariant { get }
    static var grade: Violation.Grade { get }
    /// The promise in words.
    static var statement: String { get }
    /// What must have come about for the promise to be put to the test, each in words; at most 32.
    static var occasions: [String] { get }
    /// What is remembered of single payments and applications now.
    var remembered: Int { get }
    /// Which of `occasions` the run gave.
    var given: Occasions { get }

    /// - Parameter nanoseconds: the instant of virtual time from which the evidence holds.
    mutating func judge(_ evidence: Evidence, at nanoseconds: Int64, _ log: inout ViolationLog)
}

extension Promise {
    var remembered: Int { 0 }

    static func finding(at nanoseconds: Int64, _ subject: Finding.Subject, _ text: String) -> Finding {
        Finding(invariant: invariant, instant: nanoseconds, subject: subject, text: text)
    }
}

/// A promise that looks at every event of a payment. To take the publication out of its evidence would retain both
/// events: what is published comes by itself.
protocol PublicationPromise: Promise {
    mutating func judge(_ publication: PaymentPublication, at nanoseconds: Int64, _ log: inout ViolationLog)
}

/// A promise that must hold at every moment.
protocol SafetyPromise: Promise {}

extension SafetyPromise {
    static var grade: Violation.Grade { .safety }
}

/// A promise of the grade service: what it finds is harm that the platform's own rules allow.
protocol ServicePromise: Promise {}

extension ServicePromise {
    static var grade: Violation.Grade { .service }
}

/// A promise whose breach shows only when a term is over.
protocol TermPromise: Promise {
    /// Nothing comes due before this instant.
    var nextDeadline: Int64 { get }

    /// Finds what was owed until an instant before `nanoseconds` and is owed still.
    mutating func judgeDeadlines(before nanoseconds: Int64, _ log: inout ViolationLog)
}

/// A promise that a payment or an application gets somewhere within a term from a fact.
protocol ObligingPromise: TermPromise {
    /// What an overdue subject still is, for the reader of a finding.
    static var stateWhileOwed: String { get }
    static func subject(_ id: EntityID) -> Finding.Subject

    /// Nanoseconds of virtual time up to which faults stop the clock; 0 where they do not.
    var faultsEnd: Int64 { get }
    var obligations: Obligations { get set }
    var given: Occasions { get set }
}

extension ObligingPromise {
    static var grade: Violation.Grade { .liveness }
    var remembered: Int { obligations.count }
    var nextDeadline: Int64 { obligations.nextDeadline }

    /// What is owed, for the first of the promise's occasions.
    mutating func owe(_ subject: EntityID, within term: Duration, since nanoseconds: Int64) {
        given.note(0)
        obligations.owe(subject, since: nanoseconds, until: max(nanoseconds, faultsEnd) + term.wholeNanoseconds)
    }

    mutating func judgeDeadlines(before nanoseconds: Int64, _ log: inout ViolationLog) {
        while let overdue = obligations.nextOverdue(before: nanoseconds) {
            let waited = Duration.nanoseconds(overdue.deadline - overdue.since)
            log.add(
                Self.finding(
                    at: overdue.deadline, Self.subject(overdue.subject),
                    "\(Self.stateWhileOwed) \(waited.told) later, since \(overdue.since.told)"))
        }
    }
}
