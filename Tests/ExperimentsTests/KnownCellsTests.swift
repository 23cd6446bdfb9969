import Scenarios
import Testing
import Twin

@testable import Experiments

@Suite("Cells that are known need not run, and all are told in order")
struct KnownCellsTests {
    @Test(
        "What is missing is found by its place, as a list of all others would have it",
        arguments: [[], [0], [9], [4, 3, 8], [0, 1, 2, 9], Array(0..<9), Array(0..<10)])
    func missing(_ known: [Int]) {
        let cells = KnownCells(count: 10, known: known)
        let others = (0..<10).filter { !known.contains($0) }
        #expect(cells.missingCount == others.count)
        #expect(cells.knownCount == known.count)
        #expect((0..<others.count).map(cells.missing) == others)
    }

    @Test("Of more cells than any memory holds, those that are missing are found")
    func endless() {
        let cells = KnownCells(count: .max, known: [5, 7])
        #expect(cells.missing(at: 5) == 6)
        #expect(cells.missing(at: cells.missingCount - 1) == .max - 1)
    }

    private static let scenario = Result {
        try Scenario(text: "name: tiny\nstart: 2025-03-03T12:00:00+01:00\nduration: 2min\nhealing: 1min\n")
    }

    private func batch(
        _ cells: KnownCells, _ width: Int, _ cancellation: RunCancellation = RunCancellation()
    ) throws -> RunBatch? {
        let scenario = try Self.scenario.get()
        guard cells.missingCount > 0 else { return nil }
        return RunBatch(count: cells.missingCount, width: width, cancellation: cancellation) { place in
            RunTicket(scenario, seed: UInt64(cells.missing(at: place)))
        }
    }

    @Test(
        "Known and run cells come in one order, each once, at any width", arguments: [1, 3],
        [[], [0, 2, 5], [5], [0]])
    func order(_ width: Int, _ known: [Int]) throws {
        let cells = KnownCells(count: 6, known: known)
        var told: [Int] = []
        var run: [UInt64] = []
        try cells.tell(batch(cells, width)) { number in
            told.append(number)
            return true
        } deliver: { number, result in
            told.append(number)
            run.append(result.ticket.seed)
            return true
        }
        #expect(told == Array(0..<6))
        #expect(run == (0..<6).filter { !known.contains($0) }.map(UInt64.init))
    }

    @Test("Where all are known nothing is run")
    func allKnown() throws {
        let cells = KnownCells(count: 3, known: [2, 0, 1])
        var told: [Int] = []
        try cells.tell(batch(cells, 1)) { number in
            told.append(number)
            return true
        } deliver: { _, _ in
            false
        }
        #expect(told == [0, 1, 2])
    }

    @Test("After a stop nothing else is taken or begun")
    func stop() throws {
        let cells = KnownCells(count: 8, known: [1, 7])
        var told: [Int] = []
        try cells.tell(batch(cells, 1)) { number in
            told.append(number)
            return false
        } deliver: { number, _ in
            told.append(number)
            return true
        }
        // What was known before cell 2 is taken when 2 has ended: 2 is not lost, and nothing follows.
        #expect(told == [0, 1, 2])
    }
}
