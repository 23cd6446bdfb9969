import Glibc
import VirtualTime

/// What came of one construct under every schedule, in one line: the same line in another process when nothing about
/// it depends on the process.
struct Outcome {
    /// Under `fifo`, and under `shuffle` with so many seeds.
    static let seeds: Range<UInt64> = 0..<200

    private let construct: Construct
    private var traces = TraceHash()
    private var logs = TraceHash()
    private var orders: Set<[String]> = []
    private var alwaysLeaked: [DeterminismLeak] = []
    private var firstLeak: DeterminismLeak?
    private var isRefused = true
    private var runs = 0

    init(of construct: Construct) {
        self.construct = construct
        construct.before()
        play(.fifo, seed: 0)
        for seed in Self.seeds { play(.shuffle, seed: seed) }
    }

    private mutating func play(_ policy: SchedulePolicy, seed: UInt64) {
        let stage = Stage(policy, seed: seed, mainActor: construct.mainActor)
        let body = construct.body
        stage.process.start { await body(stage) }
        stage.simulation.run()
        // Whoever is outside comes back, or a world that ends keeps what waits for it.
        stage.outside.wait()
        repeat { stage.simulation.run() } while construct.comesBack && stage.process.liveTasks > 0 && sched_yield() == 0
        stage.simulation.close()
        add(stage)
    }

    private mutating func add(_ stage: Stage) {
        traces.mix(stage.simulation.trace.value)
        let log = stage.log
        for line in log {
            logs.mix(UInt64(line.utf8.count))
            for byte in line.utf8 { logs.mix(UInt64(byte)) }
        }
        orders.insert(log)
        let leaks = stage.simulation.leaks
        firstLeak = firstLeak ?? leaks.first
        if runs == 0 {
            alwaysLeaked = leaks
        } else {
            alwaysLeaked.removeAll { known in !leaks.contains { $0.kind == known.kind && $0.process == known.process } }
        }
        if case .refused(let words) = construct.verdict { isRefused = isRefused && log.contains { $0.contains(words) } }
        runs += 1
    }

    /// The columns of the line: name, verdict, what was seen, digests of traces and logs, how many logs there were,
    /// and the places of the leaks. What reaches for the machine may do something else each time: it has no digests.
    var columns: [String] {
        let leaks = alwaysLeaked.map { "\($0.kind) by \($0.process)" }.sorted()
        let seen: String
        switch construct.verdict {
        case .deterministic, .notSeen, .notSeenButFixedByHashing, .notSeenButOfTheMachine:
            seen = firstLeak.map { "leaked: \($0)" } ?? "no leak"
        case .reported(let kinds):
            let missing = kinds.filter { kind in !alwaysLeaked.contains { $0.kind == kind && $0.process == "actor#0" } }
            seen = missing.isEmpty ? kinds.map { "\($0)" }.joined(separator: " ") : "not seen: \(missing), but \(leaks)"
        case .refused: seen = isRefused ? "refused" : "not refused: \(orders.first ?? [])"
        }
        let places = alwaysLeaked.map { leak in "\(leak.kind) at \(leak.place ?? "no known place")" }
        return [construct.name, construct.verdict.text, seen] + digests + [places.joined(separator: "; ")]
    }

    private var digests: [String] {
        if case .reported = construct.verdict { return ["-", "-", "-"] }
        return [traces, logs].map { String($0.value, radix: 16) } + ["\(orders.count)"]
    }
}

extension Construct.Verdict {
    /// As the page has it.
    var text: String {
        switch self {
        case .deterministic: "deterministic"
        case .reported: "reported"
        case .refused: "refused"
        case .notSeen, .notSeenButFixedByHashing, .notSeenButOfTheMachine: "not seen"
        }
    }
}
