import Foundation
import Synchronization
import Testing
import VirtualTime

@Suite struct DeterminismTests {
    /// Of `SmallWorld` with seed 7, in debug and in release. It changes whenever the kernel's order, the streams, the
    /// portable functions or the trace itself change, and only then.
    static let goldenHash: UInt64 = 14_582_712_510_469_175_805

    @Test("A world has the same hash in debug and release and on every start")
    func aWorldHasTheSameHash() {
        let world = SmallWorld(seed: 7)
        #expect(world.run() == Self.goldenHash)
        #expect(world.simulation.leaks == [])
        #expect(world.simulation.waiting == 0)
    }

    /// In a process of its own: the worlds beside it would be other tests' too.
    @Test("A world has the same hash however many there are beside it")
    func aWorldAmongManyHasTheSameHash() async {
        await #expect(processExitsWith: .success) {
            let others = (0..<200).map { Simulation(.init(seed: $0)) }
            let world = SmallWorld(seed: 7)
            precondition(world.run() == DeterminismTests.goldenHash && world.simulation.leaks == [])
            withExtendedLifetime(others) {}
        }
    }

    @Test("Another seed or replication gives another hash")
    func anotherSeedOrReplication() {
        #expect(SmallWorld(seed: 8).run() != Self.goldenHash)
    }

    @Test("Two worlds on two threads stay apart")
    func twoWorldsOnTwo() async {
        let hashes = Mutex<[UInt64]>([])
        await withCheckedContinuation { (allDone: CheckedContinuation<Void, Never>) in
            let running = Mutex(4)
            for _ in 0..<4 {
                Thread.detachNewThread {
                    for _ in 0..<5 {
                        let hash = SmallWorld(seed: 7).run()
                        hashes.withLock { $0.append(hash) }
                    }
                    let left = running.withLock { count in
                        count -= 1
                        return count
                    }
                    if left == 0 { allDone.resume() }
                }
            }
        }
        #expect(hashes.withLock { $0 } == Array(repeating: Self.goldenHash, count: 20))
    }

    @Test(
        "The benchmark has the same hash in three processes, also in memory that is full of something else",
        arguments: [["w1", "--n", "50", "--wakeups", "5000"], ["w2", "--horizon", "40"]])
    func theBenchmarkHasTheSameHash(arguments: [String]) throws {
        let traces = try (0..<3).map { fill in
            try Self.bench(arguments, field: "trace", fillingMemoryWith: fill == 0 ? nil : 0x5A + fill)
        }
        #expect(!traces[0].isEmpty)
        #expect(traces == Array(repeating: traces[0], count: 3))
    }

    @Test("The benchmark draws what the peers draw")
    func theBenchmarkDrawsWhatThePeers() throws {
        // Figures of the C++ drivers for the same options: cpp/limit.cpp and cpp/coro.cpp agree on them to the last
        // digit.
        let timers = ["w1", "--n", "1000", "--wakeups", "100000"]
        for variant in ["tasks", "agenda"] {
            #expect(try Self.bench(timers + ["--variant", variant], field: "end") == "99.474451")
        }
        let flow = ["w2", "--horizon", "200"]
        for variant in ["tasks", "agenda"] {
            #expect(try Self.bench(flow + ["--variant", variant], field: "ticks") == "43")
            #expect(try Self.bench(flow + ["--variant", variant], field: "max_open") == "5671")
        }
    }

    @Test("The benchmark refuses what it does not know")
    func theBenchmarkRefusesWhatItDoesNotKnow() throws {
        for arguments in [
            [], ["w3"], ["w1", "--sed", "1"], ["w1", "--n"], ["w1", "--n", "-4"], ["w2", "--variant", "x"],
        ] {
            #expect(try Self.run(arguments).status == 2)
        }
    }

    private static func bench(
        _ arguments: [String], field: String, fillingMemoryWith fill: Int? = nil
    ) throws -> String {
        let outcome = try run(arguments, fillingMemoryWith: fill)
        #expect(outcome.status == 0)
        guard let start = outcome.output.range(of: "\"\(field)\":") else { return "" }
        return outcome.output[start.upperBound...].prefix { $0 != "," && $0 != "}" }.filter { $0 != "\"" }
    }

    /// Runs the benchmark that was built beside this test.
    private static func run(
        _ arguments: [String], fillingMemoryWith fill: Int? = nil
    ) throws -> (output: String, status: Int32) {
        let process = Process()
        let folder = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        process.executableURL = folder.appendingPathComponent("gemello-bench")
        process.arguments = arguments
        if let fill {
            let perturbed = ProcessInfo.processInfo.environment.merging(["MALLOC_PERTURB_": "\(fill)"]) { $1 }
            process.environment = perturbed
        }
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = Pipe()
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (String(decoding: output, as: UTF8.self), process.terminationStatus)
    }
}
