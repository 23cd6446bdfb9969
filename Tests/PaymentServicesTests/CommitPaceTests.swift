import Testing

@testable import PaymentServices

@Suite("A consumer's commits keep their pace")
struct CommitPaceTests {
    /// Which of the batches are followed by a commit, at an interval of 5 s.
    private func commits(after batches: [HandledBatch]) -> [Bool] {
        var pace = CommitPace(interval: .seconds(5))
        return batches.map { pace.isDue(after: $0) }
    }

    @Test("work is committed at once, and the interval counts from there")
    func work() {
        let batches = [
            HandledBatch(newestMilliseconds: 10_000), HandledBatch(newestMilliseconds: 14_999),
            HandledBatch(didWork: true, newestMilliseconds: 14_999), HandledBatch(newestMilliseconds: 19_998),
            HandledBatch(newestMilliseconds: 19_999),
        ]
        #expect(commits(after: batches) == [true, false, true, false, true])
    }

    @Test("an idle consumer commits whatever is left, which moves no interval")
    func idle() {
        let batches = [
            HandledBatch(didWork: true, newestMilliseconds: 10_000), HandledBatch(),
            HandledBatch(newestMilliseconds: 14_000),
        ]
        #expect(commits(after: batches) == [true, true, false])
    }
}
