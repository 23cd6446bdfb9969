import CTrapNote
import Foundation
import SimulationTestKit
import Testing

/// How a seed ends the program, as its environment says.
private enum PlantedTrap: String, CaseIterable {
    case index, fatalError, fullStack, abort
    /// No trap, but as much of an end.
    case exit

    static let variable = "PLANTED_TRAP"
    static var here: PlantedTrap? { ProcessInfo.processInfo.environment[variable].flatMap(Self.init) }

    func happen() {
        switch self {
        case .index: _ = ([] as [Int])[CommandLine.arguments.count]
        case .fatalError: Swift.fatalError("planted")
        case .fullStack: _ = Self.depth(1)
        case .abort: Foundation.abort()
        case .exit: Foundation.exit(0)
        }
    }

    private static func depth(_ number: Int) -> Int { number == 0 ? 0 : depth(number + 1) + 1 }
}

private let isPlanted = ProcessInfo.processInfo.environment["PLANTED_DEFECTS"] != nil

/// What the tests below run in a process of its own.
@Suite("Planted traps", .enabled(if: isPlanted))
struct PlantedTraps {
    @Test func withOneSeed() async throws {
        try await simulate(seeds: 0..<10, SimulationOptions(replication: 2, wire: .bytes)) { world in
            let seed = world.seed
            world.start(named: "counter") { process in
                try await process.sleep(for: .seconds(3))
                if seed == 5 { PlantedTrap.here?.happen() }
            }
            try world.run(for: .seconds(5))
        }
    }

    @Test func withASeedThatIsNotKept() async throws {
        try await simulate(seeds: [5], SimulationOptions(keepsFailedSeeds: false)) { _ in
            PlantedTrap.here?.happen()
        }
    }

    @Test func byRefusedCalls() async throws {
        let isEndless = PlantedTrap.here != nil
        try await simulate(seeds: [5], .planted) { world in
            let process = world.start(named: "clerk") { process in
                let store = process.makeStore(bucket: "notes")
                try? await process.sleep(for: .seconds(9))
                while isEndless { _ = try? await store.get("a") }
            }
            try world.run(for: .seconds(1))
            process.crash()
            try world.run(for: .seconds(1))
        }
    }

    @Test func afterItsSeeds() async throws {
        try await simulate(seeds: [5]) { _ in }
        PlantedTrap.here?.happen()
    }
}

@Suite("A seed that traps", .enabled(if: !isPlanted), .serialized)
struct TrapTests {
    private func run(_ command: String, _ trap: PlantedTrap?) throws -> ChildProcess {
        // A backtrace of this program takes seconds.
        try ChildProcess(
            command, changes: [PlantedTrap.variable: trap?.rawValue ?? "none", "SWIFT_BACKTRACE": "enable=no"])
    }

    private static let all = "swift test --filter PlantedTraps/withOneSeed"

    @Test("It is told with its settings and the command that repeats it, and is tried first next time until it passes")
    func isTold() throws {
        #expect(try run(Self.all, nil).status == 0)
        let first = try run(Self.all, .index)
        #expect(first.hasTrapped)
        #expect(first.output.contains("Seed 5 fails, replication 2, schedule shuffle, wire bytes: the program trapped"))
        #expect(first.output.contains("It was number 6 of 10 seeds. It is tried first next time.\n"))
        let command = try #require(first.lines(after: "Repeat it:").first)
        #expect(command.hasPrefix("SIMULATION_SEED=5 swift test --filter 'SimulationTestKitTests\\.PlantedTraps"))
        let repeated = try run(command, .index)
        #expect(repeated.hasTrapped && repeated.output.contains("It was number 1 of 1 seeds."))
        #expect(try run(Self.all, .index).output.contains("It was number 1 of 10 seeds."))
        #expect(try run(Self.all, nil).status == 0)
        #expect(try run(Self.all, .index).output.contains("It was number 6 of 10 seeds."))
    }

    @Test("It is told whatever it traps with", arguments: PlantedTrap.allCases.filter { $0 != .exit })
    fileprivate func whateverItTrapsWith(trap: PlantedTrap) throws {
        let run = try run("swift test --filter PlantedTraps/withASeedThatIsNotKept", trap)
        #expect(run.hasTrapped)
        #expect(run.output.contains("Seed 5 fails, schedule shuffle, wire typed: the program trapped in it"))
        #expect(run.output.contains("It was number 1 of 1 seeds. It is not kept for the next time.\n"))
    }

    @Test("An exit while it runs is told as a trap is, and the program has failed")
    func exits() throws {
        #expect(try run(Self.all, nil).status == 0)
        let run = try run(Self.all, .exit)
        #expect(run.status == EXIT_FAILURE)
        #expect(run.output.contains("Seed 5 fails, replication 2, schedule shuffle, wire bytes: the program exited"))
        #expect(run.output.contains("It was number 6 of 10 seeds. It is tried first next time.\n"))
        #expect(try self.run(Self.all, nil).status == 0)
        let other = try self.run("swift test --filter PlantedTraps/withASeedThatIsNotKept", .exit)
        #expect(other.status == EXIT_FAILURE && other.output.contains("It is not kept for the next time.\n"))
        #expect(try self.run("swift test --filter PlantedTraps/afterItsSeeds", .exit).status == 0)
    }

    @Test("Calls of a port that are refused for ever are told with the line that has started their task")
    func refusedForEver() throws {
        let run = try run("swift test --filter PlantedTraps/byRefusedCalls", .index)
        #expect(run.hasTrapped && run.output.contains("clerk#0 calls its ports for ever"))
        #expect(run.output.contains("has ended (started at SimulationTestKitTests/TrapTests.swift:"))
    }

    @Test("A trap outside of a seed tells of none")
    func outside() throws {
        let run = try run("swift test --filter PlantedTraps/afterItsSeeds", .index)
        #expect(run.hasTrapped)
        #expect(!run.output.contains("Seed 5 fails"))
    }

    @Test("Whoever heard of traps before still does, after the note, which says when nothing could be kept")
    func whoeverHeardBefore() async throws {
        let ending = await #expect(processExitsWith: .exitCode(9), observing: [\.standardErrorContent]) {
            var action = sigaction()
            action.sa_flags = SA_SIGINFO | Int32(bitPattern: UInt32(SA_NODEFER))
            action.__sigaction_handler.sa_sigaction = { number, info, _ in
                var blocked = sigset_t()
                pthread_sigmask(SIG_BLOCK, nil, &blocked)
                let isAsItWas = sigismember(&blocked, number) == 0 && info!.pointee.si_code > 0
                _ = write(STDERR_FILENO, "heard\n", 6)
                _exit(isAsItWas ? 9 : 8)
            }
            sigaction(SIGILL, &action, nil)
            for _ in 1...2 { trap_note_listen() }
            trap_note_begin("a run ")
            trap_note_keep("/no/such/folder/notes", "a line", "is kept\n", "is lost\n")
            PlantedTrap.index.happen()
        }
        let errors = String(decoding: try #require(ending).standardErrorContent, as: UTF8.self)
        #expect(errors.hasSuffix("a run is lost\nheard\n"))
    }
}

extension ChildProcess {
    fileprivate var hasTrapped: Bool { [SIGILL, SIGTRAP, SIGSEGV, SIGABRT].contains(status) }
}
