import VirtualTime

extension Scene {
    /// Limits, and sleeps that go to the limits of time.
    static let times: [Scene] = [
        Scene("limit with nothing to do") { account in
            let simulation = Simulation(.init(seed: 1))
            account.tell("\(simulation.run(until: .start.advanced(by: .seconds(5))))", at: simulation)
        },
        Scene("polling without a wait") { account in
            let simulation = Simulation(.init(seed: 1, stepsAtOneInstant: 1_000))
            let process = simulation.makeProcess(named: "eager")
            process.start { while !Task.isCancelled { try? await process.clock.sleep(for: .zero) } }
            switch simulation.run(until: .start.advanced(by: .seconds(5))) {
            case .stalled(let name, _): account.tell("\(name) stalls", at: simulation)
            case let end: account.tell("\(end)", at: simulation)
            }
        },
        Scene("long sleeps") { account in
            for (name, sleep) in longSleeps {
                let simulation = Simulation(.init(seed: 1))
                let process = simulation.makeProcess(named: "sleeper")
                process.start {
                    let long = Task {
                        do {
                            try await sleep(process)
                            account.tell("\(name): slept", at: simulation)
                        } catch { account.tell("\(name): \(error)", at: simulation) }
                    }
                    try? await process.clock.sleep(for: .seconds(1))
                    long.cancel()
                    await long.value
                }
                simulation.run(until: .start.advanced(by: .seconds(100_000)))
                account.tell("\(name): over", at: simulation)
                simulation.close()
            }
        },
        Scene("entry in the past") { account in
            let simulation = Simulation(.init(seed: 1))
            let handler = simulation.register(Told { account.tell("fires", at: simulation) })
            let process = simulation.makeProcess(named: "late")
            process.start {
                try? await process.clock.sleep(for: .seconds(5))
                simulation.schedule(at: .start, handler, NumberedEntry(0))
            }
            account.tellEnd(simulation.run(), of: simulation, process)
        },
    ]

    private static let longSleeps: [(String, @Sendable (SimulatedProcess) async throws -> Void)] = [
        ("the longest", { try await $0.clock.sleep(for: .seconds(Int64.max)) }),
        ("500 years", { try await $0.clock.sleep(for: .seconds(500 * 365 * 86_400)) }),
        ("the distant future", { try await $0.clock.sleep(until: .distantFuture) }),
        ("less than no time", { try await $0.clock.sleep(for: .seconds(-5)) }),
        ("the longest on a real clock", { _ in try await Task.sleep(for: .seconds(Int64.max)) }),
        ("500 years on a real clock", { _ in try await Task.sleep(for: .seconds(500 * 365 * 86_400)) }),
        ("all nanoseconds", { _ in try await Task.sleep(nanoseconds: .max) }),
        ("half of all nanoseconds", { _ in try await Task.sleep(nanoseconds: UInt64(Int64.max)) }),
    ]

    private final class Told: AgendaHandler {
        private let tell: () -> Void

        init(_ tell: @escaping () -> Void) { self.tell = tell }

        func fire(_ entry: NumberedEntry) { tell() }
    }
}
