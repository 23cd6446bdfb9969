import Testing

@testable import PaymentServices

@Suite("A consumer's commits keep their pace")
struct CommitPaceTests {
    private typealias Batch = (didWork: Bool, newestMilliseconds: Int64?)

    /// Which of the batches are followed by a commit, at an interval of 5 s.
    private func commits(after batches: [Batch]) -> [Bool] {
        var pace = CommitPace(interval: .seconds(5))
        return batches.map { pace.isDue(afterWork: $0.didWork, newestMilliseconds: $0.newestMilliseconds) }
    }

    @Test("work is committed at once, and the interval counts from there")
    func work() {
        let batches: [Batch] = [(false, 10_000), (false, 14_999), (true, 14_999), (false, 19_998), (false, 19_999)]
        #expect(commits(after: batches) == [true, false, true, false, true])
    }

    @Test("an idle consumer commits whatever is left, which moves no interval")
    func idle() {
        #expect(commits(after: [(true, 10_000), (false, nil), (false, 14_000)]) == [true, true, false])
    }
}
