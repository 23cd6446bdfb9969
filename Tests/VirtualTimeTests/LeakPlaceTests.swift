import Dispatch
import Synchronization
import Testing
import VirtualTime

/// Every leak is told with the place of the code that leaks, by file, line and function.
@Suite struct LeakPlaceTests {
    private let simulation = Simulation(.init(seed: 1))
    private let other = Simulation(.init(seed: 2))

    /// The ways to call a port of a process that waits, or does not.
    enum Call: CaseIterable, Sendable {
        case clock, sleep, checkIn, child, unstructured, deeper, actor

        private actor Desk {
            func call(_ stranger: SimulatedProcess) async { try? await stranger.sleep(for: .seconds(1)) }
        }

        private func deep(_ stranger: SimulatedProcess) async { try? await stranger.sleep(for: .seconds(1)) }

        func reach(_ stranger: SimulatedProcess) async {
            switch self {
            case .clock: try? await stranger.clock.sleep(for: .seconds(1))
            case .sleep: try? await stranger.sleep(for: .seconds(1))
            case .checkIn: try? stranger.checkIn()
            case .child:
                await withTaskGroup(of: Void.self) { group in
                    group.addTask { try? await stranger.sleep(for: .seconds(1)) }
                }
            case .unstructured: await Task { try? await stranger.suspend { _ in } }.value
            case .deeper: await deep(stranger)
            case .actor: await Desk().call(stranger)
            }
        }

        var function: String {
            switch self {
            case .deeper: "LeakPlaceTests.Call.deep("
            case .actor: "LeakPlaceTests.Call.Desk.call("
            case .child, .unstructured: "in LeakPlaceTests.Call.reach("
            default: ", in LeakPlaceTests.Call.reach("
            }
        }
    }

    @Test("Code of an extension of the simulation's own types, or of a library's, has its place")
    func extensionsHaveTheirPlace() throws {
        let process = simulation.makeProcess(named: "extended")
        process.start {
            process.askForTheTime()
            Test.askForTheTime()
        }
        simulation.run()
        let places = simulation.leaks.compactMap(\.place)
        #expect(places.count == 2 && places.allSatisfy { $0.contains("LeakPlaceTests.swift:") }, "\(simulation.leaks)")
        simulation.close()
    }

    @Test("What a library adds to its own types under a condition is the library's own affair")
    func conditionalExtensions() {
        let process = simulation.makeProcess(named: "attacher")
        process.start { Attachment.record("hi", named: "x.txt") }
        simulation.run()
        #expect(simulation.leaks == [])
        simulation.close()
    }

    private static func hear(_ text: @autoclosure () -> String) -> Bool { text().isEmpty }

    @Test("What is handed on unasked is placed where it was written, and not where it is asked for")
    func autoclosures() {
        let process = simulation.makeProcess(named: "teller")
        let none: String? = nil
        let line = #line + 2
        process.start {
            _ = LeakPlaceTests.hear("\(Int.random(in: 0..<6))")
            _ = LeakPlaceTests.hear(none ?? "\(Int.random(in: 0..<6))")
            await Task.yield()
            func inner() { _ = LeakPlaceTests.hear("\(Int.random(in: 0..<6))") }
            inner()
        }
        simulation.run()
        let lines = simulation.leaks.map { leak in
            (0..<5).first { leak.place?.contains("LeakPlaceTests.swift:\(line + $0),") == true }
        }
        #expect(lines == [0, 1, 3], "\(simulation.leaks) \(line)")
        simulation.close()
    }

    @Test("Each line that leaks is a leak of its own, also one that a macro was given")
    func eachLineIsALeak() throws {
        let process = simulation.makeProcess(named: "asker")
        let line = #line + 3
        process.start {
            #expect(Int.random(in: 0..<6) < 6)
            for _ in 0..<3 { _ = Int.random(in: 0..<6) }
            _ = Int.random(in: 0..<6)
        }
        simulation.run()
        let leaks = simulation.leaks
        try #require(leaks.count == 3, "\(leaks)")
        #expect(leaks[0].place?.contains("LeakPlaceTests.swift:\(line - 1),") == true, "\(leaks)")
        #expect(leaks[1].count == 3 && leaks[1].place?.contains("LeakPlaceTests.swift:\(line),") == true, "\(leaks)")
        #expect(
            leaks[2].count == 1 && leaks[2].place?.contains("LeakPlaceTests.swift:\(line + 1),") == true, "\(leaks)")
        simulation.close()
    }

    @Test("A port of another simulation is called at a place", arguments: Call.allCases)
    func portsOfOthers(call: Call) {
        let stranger = other.makeProcess(named: "stranger")
        let process = simulation.makeProcess(named: "astray")
        process.start { await call.reach(stranger) }
        simulation.run()
        #expect(simulation.leaks.map(\.kind) == [.portOfOtherSimulation])
        let place = simulation.leaks.first?.place ?? "none"
        #expect(place.hasPrefix("VirtualTimeTests/LeakPlaceTests.swift:") && place.contains(call.function), "\(place)")
        #expect(process.liveTasks == 0)
    }

    @Test("A port is called from another thread at a place")
    func fromAnotherThread() {
        let process = simulation.makeProcess(named: "queue")
        let done = DispatchSemaphore(value: 0)
        Task.detached {
            try? await process.sleep(for: .seconds(1))
            done.signal()
        }
        done.wait()
        #expect(simulation.leaks.map(\.kind) == [.portCalledOnOtherThread])
        let place = simulation.leaks.first?.place ?? "none"
        #expect(place.contains("LeakPlaceTests.swift:") && place.contains("fromAnotherThread"), "\(place)")
    }

    @MainActor private static func show() {}

    /// The ways to the main actor.
    enum Hop: CaseIterable, Sendable {
        case task, detached, child, asyncLet, run, call, start

        func go(_ process: SimulatedProcess) async {
            switch self {
            case .task: await Task { @MainActor in LeakPlaceTests.show() }.value
            case .detached: await Task.detached { @MainActor in LeakPlaceTests.show() }.value
            case .child:
                await withTaskGroup(of: Void.self) { group in group.addTask { @MainActor in LeakPlaceTests.show() } }
            case .asyncLet:
                async let shown: Void = LeakPlaceTests.show()
                await shown
            case .run: await MainActor.run { LeakPlaceTests.show() }
            case .call: await LeakPlaceTests.show()
            case .start: process.start { @MainActor in LeakPlaceTests.show() }
            }
        }
    }

    @Test("A hop to the main actor is told with its place", arguments: Hop.allCases)
    func hops(hop: Hop) {
        let process = simulation.makeProcess(named: "presenter")
        process.start { await hop.go(process) }
        simulation.run()
        #expect(simulation.leaks.map(\.kind) == [.mainActor])
        let place = simulation.leaks.first?.place ?? "none"
        #expect(place.hasPrefix("VirtualTimeTests/LeakPlaceTests.swift:") && place.contains("Hop.go("), "\(place)")
        #expect(process.liveTasks == 0)
    }

    @Test("Who calls what waits is the place, and not who has called that one")
    func theInnermost() {
        @Sendable func wait() async { await withCheckedContinuation { (_: CheckedContinuation<Void, Never>) in } }
        @Sendable func outer() async { await wait() }
        let process = simulation.makeProcess(named: "waiter")
        process.start { await outer() }
        simulation.run()
        #expect(simulation.leaks.first?.place?.contains("wait #1 @Sendable ()") == true, "\(simulation.leaks)")
    }
}

extension SimulatedProcess {
    fileprivate func askForTheTime() { _ = ContinuousClock.now }
}

extension Test {
    fileprivate static func askForTheTime() { _ = SuspendingClock.now }
}
