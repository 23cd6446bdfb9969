import Synchronization
import VirtualTime

/// A simulation in which inputs give what their diagrams say, a step being a millisecond, and what is read of them
/// is drawn again.
final class MarbleScene: Sendable {
    struct Failure: Error {}

    private let simulation: Simulation
    private let process: SimulatedProcess
    private let inputs: [AsyncThrowingStream<String, any Error>]
    private let read = Mutex(MarbleDiagram())

    var clock: VirtualClock { process.clock }

    private init(_ diagrams: [MarbleDiagram]) {
        simulation = Simulation(.init(seed: 1))
        process = simulation.makeProcess(named: "marbles")
        let streams = diagrams.map { _ in AsyncThrowingStream.makeStream(of: String.self) }
        inputs = streams.map(\.stream)
        let process = process
        for (diagram, (_, continuation)) in zip(diagrams, streams) {
            process.start {
                for event in diagram.events {
                    try? await process.sleep(until: Self.instant(of: event.step))
                    switch event.mark {
                    case .value(let text): continuation.yield(text)
                    case .end: continuation.finish()
                    case .failure: continuation.finish(throwing: Failure())
                    case .cancellation: break
                    }
                }
            }
        }
    }

    private static func instant(of step: Int) -> VirtualInstant {
        VirtualInstant(nanoseconds: Int64(step) * 1_000_000)
    }

    func input(_ number: Int = 0) -> AsyncThrowingStream<String, any Error> { inputs[number] }

    /// Reads to the end, drawing what comes.
    func show<Values: AsyncSequence>(_ values: Values) async where Values.Element == String {
        do {
            for try await value in values { draw(.value(value)) }
            draw(.end)
        } catch { draw(.failure) }
    }

    private func draw(_ mark: MarbleDiagram.Mark) {
        let step = Int(simulation.now.nanoseconds / 1_000_000)
        read.withLock { $0.add(mark, at: step) }
    }

    /// What `body` shows of the inputs; its task is cancelled where `expected` says so.
    static func diagram(
        of inputs: [String], cancelledAsIn expected: MarbleDiagram,
        _ body: @escaping @Sendable (MarbleScene) async -> Void
    ) -> (diagram: MarbleDiagram, leaks: [DeterminismLeak]) {
        let scene = MarbleScene(inputs.map { MarbleDiagram($0) })
        let process = scene.process
        process.start {
            let reader = Task { await body(scene) }
            for event in expected.events where event.mark == .cancellation {
                try? await process.sleep(until: instant(of: event.step))
                scene.draw(.cancellation)
                reader.cancel()
            }
            await reader.value
        }
        scene.simulation.run()
        let leaks = scene.simulation.leaks
        scene.simulation.close()
        return (scene.read.withLock { $0 }, leaks)
    }
}
