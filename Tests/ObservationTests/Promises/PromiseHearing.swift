@testable import Observation

extension Promise {
    /// What the promise complains of when it hears this.
    mutating func violations(of evidence: Evidence, at nanoseconds: Int64 = 0) -> [Violation] {
        var log = ViolationLog()
        judge(evidence, at: nanoseconds, &log)
        return log.kept
    }
}

extension LivenessPromise {
    /// What was owed until an instant before `nanoseconds`.
    mutating func unmet(before nanoseconds: Int64) -> [Violation] {
        var log = ViolationLog()
        judgeDeadlines(before: nanoseconds, &log)
        return log.kept
    }
}
