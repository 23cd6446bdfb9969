import Foundation
import Testing
import VirtualTime

struct Poller: Sendable {
    var clock: any Clock<Duration>
    var poll: @Sendable () async throws -> Int

    func run() async {
        while !Task.isCancelled {
            try? await clock.sleep(for: .seconds(30))
            _ = try? await poll()
        }
    }
}

final class SlowServer: AgendaHandler, @unchecked Sendable {
    private let simulation: Simulation
    private let delay = Sampler(.logNormal(median: .milliseconds(200), p99: .seconds(2)))
    private var stream: RandomStream
    private var handler: HandlerID<NumberedEntry>?
    private var open: [Reply<Int>] = []
    private(set) var answered = 0

    init(in simulation: Simulation) {
        self.simulation = simulation
        stream = simulation.stream("server/delay")
        handler = simulation.register(self)
    }

    func call(from process: SimulatedProcess) async throws -> Int {
        try process.checkIn()
        let reply = Reply<Int>(to: process)
        open.append(reply)
        simulation.schedule(after: delay.sample(&stream), handler!, NumberedEntry(open.count - 1))
        return try await reply.get()
    }

    func fire(_ call: NumberedEntry) {
        if open[call.number].answer(.success(call.number)) { answered += 1 }
    }
}

func tenMinutes(seed: UInt64) -> (answered: Int, trace: TraceHash) {
    let simulation = Simulation(.init(seed: seed))
    let server = SlowServer(in: simulation)
    let replica = Replica(named: "poller", in: simulation) { process in
        let poller = Poller(clock: process.clock) { try await server.call(from: process) }
        process.start { await poller.run() }
    }
    replica.start()
    simulation.run(for: .seconds(300))
    replica.restart(after: .seconds(10))
    simulation.run(for: .seconds(300))
    simulation.close()
    return (server.answered, simulation.trace)
}

func sleepOnTheWrongClock() -> [DeterminismLeak] {
    let simulation = Simulation(.init(seed: 1))
    let process = simulation.makeProcess(named: "dispatcher")
    process.start { try? await Task.sleep(for: .seconds(1)) }
    simulation.run()
    return simulation.leaks
}

func whereItWentAnotherWay() throws -> Verification.Finding? {
    try Verification.compare { journal in
        let simulation = Simulation(.init(seed: 1, journal: journal))
        let process = simulation.makeProcess(named: "guesser")
        process.start { try? await process.sleep(for: .nanoseconds(Int64.random(in: 1...1_000_000_000))) }
        simulation.run()
    }
}

@Suite struct DocumentationTests {
    @Test("The first simulation repeats itself")
    func theFirstSimulationRepeatsItself() {
        let first = tenMinutes(seed: 1)
        // A call every 30 s and a little, with ten seconds of absence.
        #expect((17...19).contains(first.answered))
        #expect(tenMinutes(seed: 1).trace == first.trace)
        #expect(tenMinutes(seed: 2).trace != first.trace)
    }

    @Test("The wrong clock is caught")
    func theWrongClockIsCaught() {
        let leaks = sleepOnTheWrongClock()
        #expect(leaks.map(\.kind) == [.realClockSleep] && leaks.map(\.process) == ["dispatcher#0"])
    }

    @Test("The guesser is found")
    func theGuesserIsFound() throws {
        let difference = try #require(try whereItWentAnotherWay()?.difference)
        #expect(difference.actual?.process == "guesser#0")
        #expect(difference.actual?.file?.hasSuffix("DocumentationTests.swift") == true)
    }

    @Test(
        "The code in the articles is the code tested here", arguments: ["YourFirstSimulation", "WhatIsDeterministic"])
    func theCodeInTheArticlesIsTheCode(article: String) throws {
        let here = URL(fileURLWithPath: #filePath)
        let catalogue = here.deletingLastPathComponent().appendingPathComponent(
            "../../Sources/VirtualTime/VirtualTime.docc/\(article).md")
        let tested = try String(contentsOf: here, encoding: .utf8)
        let text = try String(contentsOf: catalogue, encoding: .utf8)
        let blocks = text.components(separatedBy: "```swift\n").dropFirst()
        #expect(blocks.count >= 2)
        for block in blocks {
            let code = block.components(separatedBy: "```")[0]
            #expect(tested.contains(code), "\(code)")
        }
    }
}
