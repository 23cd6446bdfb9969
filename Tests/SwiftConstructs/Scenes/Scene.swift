import Synchronization
import VirtualTime

/// A small program of somebody who is new to virtual time, and what it tells when it is run.
struct Scene: Sendable {
    let name: String
    let play: @Sendable (Account) -> Void

    init(_ name: String, _ play: @escaping @Sendable (Account) -> Void) {
        self.name = name
        self.play = play
    }

    /// All of them.
    static let all = threads + times + endings
}

/// What a scene tells, line by line.
final class Account: Sendable {
    private let told = Mutex<[String]>([])

    var lines: [String] { told.withLock { $0 } }

    func tell(_ line: String) { told.withLock { $0.append(line) } }

    /// The same with the instant.
    func tell(_ line: String, at simulation: Simulation) {
        tell("\(line) at \(simulation.now.nanoseconds / 1_000_000) ms")
    }

    /// How a run has ended, when, and what is left of it.
    func tellEnd(_ end: Simulation.RunEnd, of simulation: Simulation, _ process: SimulatedProcess) {
        tell("\(end)", at: simulation)
        tell("\(process.liveTasks) tasks and \(simulation.waiting) calls are left")
        tellLeaks(simulation)
    }

    /// What has leaked, and by whom.
    func tellLeaks(_ simulation: Simulation) {
        let leaks = simulation.leaks.map { "\($0.kind) by \($0.process)" }
        tell(leaks.isEmpty ? "no leak" : Set(leaks).sorted().joined(separator: ", "))
    }
}
