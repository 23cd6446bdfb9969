import Synchronization
import Testing

@testable import Experiments

@Suite struct InOrderTests {
    @Test("Results are delivered in order, whatever order they come in")
    func resultsAreDeliveredInOrder() {
        var line = InOrder<String>(count: 3, window: 8)
        #expect([line.handOut(), line.handOut(), line.handOut(), line.handOut()] == [0, 1, 2, nil])
        line.end(2, with: "c")
        line.end(1, with: "b")
        #expect(line.deliver() == nil)
        line.end(0, with: "a")
        #expect(line.deliver()?.value == "a")
        #expect(line.deliver()?.value == "b")
        #expect(!line.isDelivered)
        #expect(line.deliver()?.job == 2)
        #expect(line.isDelivered)
    }

    @Test("No job begins that is a window ahead of the first one not delivered")
    func noJobBeginsThatIsAWindow() {
        var line = InOrder<Int>(count: 9, window: 3)
        for job in 0..<3 { #expect(line.handOut() == job) }
        line.end(1, with: 1)
        line.end(2, with: 2)
        #expect(line.handOut() == nil)
        #expect(!line.isHandedOut)
        line.end(0, with: 0)
        #expect(line.handOut() == nil)
        _ = line.deliver()
        #expect(line.handOut() == 3)
        #expect(line.handOut() == nil)
    }

    @Test("After a stop no job begins, and those begun are still delivered")
    func afterAStopNoJob() {
        var line = InOrder<Int>(count: 9, window: 4)
        _ = (line.handOut(), line.handOut())
        line.stop()
        #expect(line.handOut() == nil)
        #expect(!line.isDelivered)
        line.end(1, with: 1)
        line.end(0, with: 0)
        #expect(line.deliver()?.value == 0)
        #expect(line.deliver()?.value == 1)
        #expect(line.isDelivered)
    }

    @Test("Threads deliver every job once and in order", arguments: [1, 2, 7])
    func threadsDeliverEvery(width: Int) {
        var delivered: [Int] = []
        SideBySide(count: 100, width: width) { $0 * $0 }.run { job, square in
            #expect(square == job * job)
            delivered.append(job)
            return true
        }
        #expect(delivered == Array(0..<100))
    }

    /// Each waits for the other to begin: on one thread this would never end.
    @Test("Jobs really run side by side")
    func jobsReallyRun() {
        let begun = Atomic<Int>(0)
        SideBySide(count: 2, width: 2) { _ in
            begun.add(1, ordering: .sequentiallyConsistent)
            while begun.load(ordering: .sequentiallyConsistent) < 2 {}
        }.run { _, _ in true }
        #expect(begun.load(ordering: .relaxed) == 2)
    }

    @Test("Who wants no more gets what had begun, and nothing else begins")
    func whoWantsNoMoreGets() {
        let begun = Atomic<Int>(0)
        var delivered: [Int] = []
        SideBySide(count: 1_000, width: 2) { job in
            begun.add(1, ordering: .relaxed)
            return job
        }.run { job, _ in
            delivered.append(job)
            return job < 5
        }
        #expect(delivered == Array(0..<begun.load(ordering: .relaxed)))
        #expect(delivered.count >= 6 && delivered.count < 100)
    }
}
