@testable import Observation

extension Promise {
    /// What the promise complains of when it hears this.
    mutating func findings(of evidence: Evidence, at nanoseconds: Int64 = 0) -> [Finding] {
        var log = ViolationLog()
        judge(evidence, at: nanoseconds, &log)
        return log.kept
    }
}

extension TermPromise {
    /// What was owed until an instant before `nanoseconds`.
    mutating func unmet(before nanoseconds: Int64) -> [Finding] {
        var log = ViolationLog()
        judgeDeadlines(before: nanoseconds, &log)
        return log.kept
    }
}
