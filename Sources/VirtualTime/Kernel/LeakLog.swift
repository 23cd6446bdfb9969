import Synchronization

/// The leaks of one simulation, each kind once per process and place. Also written from threads that do not run it.
final class LeakLog: Sendable {
    private let leaks = Mutex<[DeterminismLeak]>([])

    var all: [DeterminismLeak] { leaks.withLock { $0 } }

    func add(_ leak: DeterminismLeak) { leaks.withLock { Self.add(leak, to: &$0) } }

    /// What the end of a run shows; it takes the place of what an earlier end has shown.
    func replaceWhatEndsShow(by found: [DeterminismLeak]) {
        leaks.withLock { leaks in
            leaks.removeAll { $0.isFoundAtTheEnd }
            for leak in found { Self.add(leak, to: &leaks) }
        }
    }

    private static func add(_ leak: DeterminismLeak, to leaks: inout [DeterminismLeak]) {
        if let known = leaks.firstIndex(where: { $0.isSame(as: leak) && $0.place == leak.place }) {
            leaks[known].count += leak.count
        } else {
            leaks.append(leak)
        }
    }
}
