import Dispatch
import Synchronization
import VirtualTime

/// What a row plays on: one process of one simulation, and what it tells.
final class Stage: Sendable {
    let simulation: Simulation
    let process: SimulatedProcess
    /// Holds whoever lives outside of the simulation and has not come to its end.
    let outside = DispatchGroup()
    private let lines = Mutex<[String]>([])

    init(_ policy: SchedulePolicy, seed: UInt64, mainActor: MainActorPolicy) {
        simulation = Simulation(.init(seed: seed, policy: policy, mainActor: mainActor))
        process = simulation.makeProcess(named: "actor")
    }

    var clock: VirtualClock { process.clock }
    var log: [String] { lines.withLock { $0 } }

    /// Enters what a task of the simulation has met, with the instant.
    func say(_ what: Any) {
        let line = "\(simulation.now.nanoseconds): \(what)"
        lines.withLock { $0.append(line) }
    }

    func say(_ who: Any, _ what: Any) { say("\(who) \(what)") }

    /// So many milliseconds of virtual time, or less when cancelled.
    func sleep(_ milliseconds: Int64) async { try? await process.sleep(nanoseconds: milliseconds * 1_000_000) }

    /// Runs what no task should do, and tells that it has come to its end.
    func block(_ body: () -> Void) {
        body()
        say("over")
    }

    /// A task of the process, beside the first.
    func start(_ body: @escaping @Sendable () async -> Void) { process.start(body) }

    /// Tasks of the process that do the same, by number, until all have ended.
    func race(_ count: Int = 3, _ body: @escaping @Sendable (Int) async -> Void) async {
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<count { group.addTask { await body(number) } }
        }
    }
}
