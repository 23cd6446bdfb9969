import Testing

@testable import KafkaSimulation

/// KIP-98's rules for idempotent producers, as `ProducerStateManager` keeps them.
@Suite struct SequenceTableTests {
    private func batch(_ first: Int32, _ count: Int32 = 1, epoch: Int32 = 0, of producer: ProducerID = 7)
        -> BatchSequence
    {
        BatchSequence(producerID: producer, epoch: epoch, first: first, count: count)
    }

    private func table(_ batches: [(BatchSequence, Int64)]) -> SequenceTable {
        var table = SequenceTable()
        for (batch, offset) in batches { table.appended(batch, at: offset) }
        return table
    }

    @Test("Each batch is judged by the one before")
    func eachBatchIsJudged() {
        let table = table([(batch(0, 3), 10), (batch(3, 2), 13)])
        let cases: [(BatchSequence, SequenceTable.Judgement)] = [
            (batch(5), .append),
            (batch(3, 2), .duplicate(offset: 13)),
            (batch(0, 3), .duplicate(offset: 10)),
            (batch(6), .outOfOrder),
            (batch(4), .outOfOrder),
            (batch(0, epoch: 1), .append),
            (batch(5, epoch: 1), .outOfOrder),
            (batch(41, of: 8), .append),
        ]
        for (batch, judgement) in cases { #expect(table.judge(batch) == judgement, "\(batch)") }
    }

    @Test("An older epoch is fenced")
    func anOlderEpochIsFenced() {
        #expect(table([(batch(0, epoch: 2), 0)]).judge(batch(1, epoch: 1)) == .fenced)
    }

    @Test("Only the last five batches are known again")
    func onlyTheLastFive() {
        let table = table((0..<6).map { (batch(Int32($0)), Int64($0)) })
        #expect(table.judge(batch(1)) == .duplicate(offset: 1))
        #expect(table.judge(batch(0)) == .outOfOrder)
    }

    @Test("Sequences go round after the largest")
    func sequencesGoRoundAfterTheLargest() {
        let table = table([(batch(Int32.max - 1, 2), 0)])
        #expect(table.judge(batch(0)) == .append)
        #expect(table.judge(batch(1)) == .outOfOrder)
    }

    @Test("What was cut off is not known any more")
    func whatWasCutOffIsNotKnown() {
        var table = table([(batch(0, 2), 0), (batch(2, 2), 2)])
        table.truncate(from: 2)
        #expect(table.judge(batch(2, 2)) == .append)
        #expect(table.judge(batch(4)) == .outOfOrder)
    }
}
