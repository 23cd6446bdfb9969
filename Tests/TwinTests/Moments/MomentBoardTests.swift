import ServicePorts
import Synchronization
import Testing
import VirtualTime

@testable import Twin

/// Replicas whose only work is to reach moments: `one.begins` at once, then every ten seconds `one.works` and, four
/// seconds later, `one.rests`.
@Suite("A board acts on whoever reaches a moment")
struct MomentBoardTests {
    private static let begins = Moment("one.begins", "nothing is done")
    private static let works = Moment("one.works", "half is done")
    private static let rests = Moment("one.rests", "all is done")

    /// Seconds at which each incarnation passed the moment `works`, as "name#incarnation".
    private final class Diary: Sendable {
        let entries = Mutex<[(who: String, second: Int64)]>([])

        func note(_ process: SimulatedProcess) {
            let second = process.simulation.now.nanoseconds / 1_000_000_000
            entries.withLock { $0.append(("\(process.name)#\(process.incarnation)", second)) }
        }

        func seconds(_ who: String) -> [Int64] { entries.withLock { $0.filter { $0.who == who }.map(\.second) } }
    }

    private struct World {
        let simulation = Simulation(.init(seed: 1))
        let diary = Diary()
        let board: MomentBoard
        private(set) var replicas: [Replica] = []

        /// - Parameter end: seconds.
        init(_ rules: [MomentRule], until end: Int64 = 1_000, names: [String] = ["a"]) {
            let board = MomentBoard(rules, until: VirtualInstant(nanoseconds: end * 1_000_000_000), in: simulation)
            self.board = board
            for name in names {
                var replica: Replica!
                replica = Replica(named: name, in: simulation) { [diary] process in
                    let listener = board.listener(for: process, of: replica)
                    process.start { try? await MomentBoardTests.live(process, listener, diary) }
                }
                replica.start()
                replicas.append(replica)
            }
        }

        func run(untilSecond second: Int64) {
            simulation.run(until: VirtualInstant(nanoseconds: second * 1_000_000_000))
        }
    }

    private static func live(_ process: SimulatedProcess, _ listener: any MomentListener, _ diary: Diary) async throws {
        try await listener.reached(begins)
        while true {
            try await process.sleep(nanoseconds: 10_000_000_000)
            try await listener.reached(works)
            diary.note(process)
            try await process.sleep(nanoseconds: 4_000_000_000)
            try await listener.reached(rests)
        }
    }

    private func rule(
        _ action: MomentRule.Action, at moment: Moment = works, of processes: String = "*",
        choice: MomentRule.Choice = .occurrence(2)
    ) -> MomentRule {
        MomentRule("rule", at: moment, of: NamePattern(processes), choice: choice, action)
    }

    @Test("Nothing after the moment of a crash is done, and the next incarnation begins after the delay")
    func crash() {
        let world = World([rule(.crash(restartAfter: .seconds(5)))])
        world.run(untilSecond: 60)
        #expect(world.diary.seconds("a#0") == [10])
        #expect(world.diary.seconds("a#1") == [39, 53])
        #expect(world.board.tallies.map(\.hits) == [1])
        world.simulation.close()
    }

    @Test("Without a delay a crashed process comes back when the rules end")
    func crashUntilHealing() {
        let world = World([rule(.crash(restartAfter: nil))], until: 100)
        world.run(untilSecond: 115)
        #expect(world.diary.seconds("a#0") == [10])
        #expect(world.diary.seconds("a#1") == [110])
        world.simulation.close()
    }

    @Test("A pause stops the process at the moment for its length")
    func pause() {
        let world = World([rule(.pause(for: .seconds(30)))])
        world.run(untilSecond: 80)
        #expect(world.diary.seconds("a#0") == [10, 54, 68])
        world.simulation.close()
    }

    @Test("A delay is of the work that came by, and the end of the rules cuts it short")
    func delay() {
        let world = World([rule(.delay(.constant(.seconds(7))), choice: .share(.always))], until: 40)
        world.run(untilSecond: 55)
        #expect(world.diary.seconds("a#0") == [17, 38, 52])
        world.simulation.close()

        let short = World([rule(.delay(.constant(.seconds(500))), choice: .occurrence(1))], until: 40)
        short.run(untilSecond: 45)
        #expect(short.diary.seconds("a#0") == [40])
        short.simulation.close()
    }

    @Test("A hold lasts until another process reaches the other moment, or its time is over")
    func hold() {
        let action = MomentRule.Action.hold(until: Self.rests, atMost: .seconds(60))
        let together = World([rule(action, of: "a", choice: .occurrence(1))], names: ["a", "b"])
        together.run(untilSecond: 30)
        #expect(together.diary.seconds("a#0") == [14, 28])
        #expect(together.diary.seconds("b#0") == [10, 24])
        together.simulation.close()

        let alone = World([rule(action, of: "a", choice: .occurrence(1))])
        alone.run(untilSecond: 75)
        #expect(alone.diary.seconds("a#0") == [70])
        alone.simulation.close()
    }

    @Test("The work of a process that ends while it is held never goes on")
    func crashWhileHeld() {
        let world = World([rule(.hold(until: nil, atMost: .seconds(20)), choice: .occurrence(1))])
        world.run(untilSecond: 12)
        world.replicas[0].crash()
        world.run(untilSecond: 60)
        #expect(world.diary.seconds("a#0").isEmpty)
        world.simulation.close()
    }

    @Test("After the end no rule acts, and what a rule has paused goes on")
    func end() {
        let world = World([rule(.pause(for: .seconds(500)), choice: .share(.always))], until: 25)
        world.run(untilSecond: 60)
        #expect(world.diary.seconds("a#0") == [25, 39, 53])
        #expect(world.board.tallies.map(\.hits) == [1])
        world.simulation.close()
    }

    @Test("Every hit enters the trace hash")
    func hash() {
        func hash(_ rules: [MomentRule]) -> TraceHash {
            let world = World(rules)
            world.run(untilSecond: 60)
            defer { world.simulation.close() }
            return world.simulation.trace
        }
        let nothing = rule(.delay(.constant(.zero)), choice: .occurrence(90))
        let something = rule(.delay(.constant(.zero)), choice: .occurrence(1))
        #expect(hash([nothing]) == hash([nothing]))
        #expect(hash([something]) == hash([something]))
        #expect(hash([nothing]) != hash([something]))
    }
}
