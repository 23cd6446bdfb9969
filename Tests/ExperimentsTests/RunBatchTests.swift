import Experiments
import Scenarios
import Synchronization
import Testing
import Twin

@Suite("A batch runs tickets side by side and hands over in order")
struct RunBatchTests {
    private static let text = """
        name: small
        start: 2025-03-03T12:00:00+01:00
        duration: 5min
        healing: 5min
        tenants: {count: 2}
        citizens: {payments: 500/day}

        """

    /// Hears which seeds are on their way.
    private final class Hearing: RunWatcher {
        let heard = Mutex<[String]>([])
        func begins(_ ticket: RunTicket) { heard.withLock { $0.append("begins \(ticket.seed)") } }
        func progressed(_ ticket: RunTicket, _ progress: RunProgress) {}
        func ends(_ ticket: RunTicket, isWhole: Bool) {
            heard.withLock { $0.append("\(isWhole ? "ends" : "breaks off") \(ticket.seed)") }
        }
    }

    private func batch(
        _ count: Int, width: Int, _ cancellation: RunCancellation = RunCancellation()
    ) throws -> RunBatch {
        let scenario = try Scenario(text: Self.text)
        return RunBatch(count: count, width: width, cancellation: cancellation) {
            RunTicket(scenario, seed: UInt64($0))
        }
    }

    @Test("The same findings come in the same order at any width", arguments: [1, 3])
    func order(_ width: Int) throws {
        let scenario = try Scenario(text: Self.text)
        let hearing = Hearing()
        var batch = try batch(5, width: width)
        batch.watcher = hearing
        var endings: [RunEnding] = []
        batch.run { result in
            if case .success(let ending) = result.ending { endings.append(ending) }
            return true
        }
        #expect(endings.map(\.ticket.seed) == [0, 1, 2, 3, 4])
        #expect(try endings[3].findings == TwinRun(RunTicket(scenario, seed: 3)).run().findings)
        let heard = hearing.heard.withLock { $0 }
        #expect(heard.sorted() == (0..<5).flatMap { ["begins \($0)", "ends \($0)"] }.sorted())
    }

    @Test("Each ticket is run twice when it is to be verified, and is the same")
    func verified() throws {
        var batch = try batch(2, width: 2)
        batch.verifies = true
        var crashes = 0
        batch.run { result in
            crashes += (try? result.ending.get().findings.crash) == nil ? 0 : 1
            return true
        }
        #expect(crashes == 0)
    }

    @Test("After a cancellation the runs that are left end without an ending")
    func cancelled() throws {
        let cancellation = RunCancellation()
        var results: [Bool] = []
        try batch(50, width: 2, cancellation).run { result in
            results.append((try? result.ending.get()) != nil)
            cancellation.cancel()
            return results.count < 40
        }
        #expect(results.first == true && results.last == false)
        #expect(results.count <= 50)
    }
}
