import Synchronization
import Testing
import VirtualTime

@Suite struct TraceOrderTests {
    /// What four tasks of one process wait for, each its own.
    enum Wait: CaseIterable, Sendable {
        case reply, continuation, child, unstructured, actor, mainActor, stream
    }

    private actor Desk {
        func wait(_ body: @Sendable () async -> Void) async { await body() }
    }

    /// The trace of a run in which four tasks wait and are woken in this order; nothing else tells what they did.
    private func trace(_ wait: Wait, wokenIn order: [Int]) -> TraceHash {
        let simulation = Simulation(.init(seed: 1, mainActor: .capture))
        let process = simulation.makeProcess(named: "clerk")
        let replies = order.indices.map { _ in Reply<Void>(to: process) }
        let bells = order.indices.map { _ in Bell() }
        let desk = Desk()
        process.start {
            await withTaskGroup(of: Void.self) { group in
                for number in order.indices {
                    switch wait {
                    case .reply: process.start { try? await replies[number].get() }
                    case .continuation: process.start { await bells[number].wait() }
                    case .child: group.addTask { await bells[number].wait() }
                    case .unstructured: Task { await bells[number].wait() }
                    case .actor: process.start { await desk.wait { await bells[number].wait() } }
                    case .mainActor: process.start { @MainActor in await bells[number].wait() }
                    case .stream: process.start { for await _ in bells[number].stream { break } }
                    }
                }
                try? await process.sleep(nanoseconds: 1)
                for number in order {
                    if wait == .reply { replies[number].answer(.success(())) } else { bells[number].ring() }
                }
            }
        }
        simulation.run()
        #expect(simulation.leaks == [] && process.liveTasks == 0)
        return simulation.trace
    }

    @Test("Another order of waking the tasks of one process is another hash", arguments: Wait.allCases)
    func anotherOrderIsAnotherHash(wait: Wait) {
        let orders = [[0, 1, 2, 3], [3, 2, 1, 0], [0, 2, 1, 3], [1, 0, 2, 3], [0, 1, 3, 2]]
        let traces = orders.map { trace(wait, wokenIn: $0) }
        #expect(Set(traces.map(\.value)).count == orders.count)
        #expect(orders.map { trace(wait, wokenIn: $0) } == traces)
    }

    @Test("What was said enters the hash by its digest")
    func whatWasSaid() {
        func trace(_ digest: UInt64) -> TraceHash {
            let simulation = Simulation(.init(seed: 1))
            simulation.note(digest: digest, of: "a word")
            return simulation.trace
        }
        #expect(trace(1) == trace(1))
        #expect(trace(1) != trace(2))
    }

    /// A continuation that is waited for once, and a stream that is heard once.
    private final class Bell: Sendable {
        private let continuation = Mutex<CheckedContinuation<Void, Never>?>(nil)
        let stream: AsyncStream<Void>
        private let listener: AsyncStream<Void>.Continuation

        init() { (stream, listener) = AsyncStream.makeStream() }

        func wait() async {
            await withCheckedContinuation { waiting in continuation.withLock { $0 = waiting } }
        }

        func ring() {
            continuation.withLock { $0.take() }?.resume()
            listener.yield()
        }
    }
}
