import Dispatch
import Logging
import ServiceLifecycle
import VirtualTime

extension Scene {
    /// What leaves the thread of the simulation, or would like to.
    static let threads: [Scene] = [
        Scene("yield") { account in
            let simulation = Simulation(.init(seed: 1))
            let process = simulation.makeProcess(named: "yielder")
            process.start {
                account.tell("before", at: simulation)
                await Task.yield()
                account.tell("after", at: simulation)
            }
            account.tellEnd(simulation.run(), of: simulation, process)
        },
        Scene("main actor") { account in
            let simulation = Simulation(.init(seed: 1))
            let process = simulation.makeProcess(named: "presenter")
            process.start {
                await MainActor.run { account.tell("main", at: simulation) }
                account.tell("back", at: simulation)
            }
            account.tellEnd(simulation.run(), of: simulation, process)
        },
        Scene("callback that comes too late") { account in
            let simulation = Simulation(.init(seed: 1))
            let process = simulation.makeProcess(named: "bridge")
            let (gate, done) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
            process.start {
                await withCheckedContinuation { continuation in
                    DispatchQueue.global().async {
                        gate.wait()
                        continuation.resume()
                        done.signal()
                    }
                }
            }
            account.tellEnd(simulation.run(), of: simulation, process)
            gate.signal()
            done.wait()
        },
        Scene("callback that comes in time") { account in
            let simulation = Simulation(.init(seed: 1))
            let process = simulation.makeProcess(named: "bridge")
            process.start {
                await withCheckedContinuation { continuation in
                    let done = Flag()
                    DispatchQueue.global().async {
                        continuation.resume()
                        done.raise()
                    }
                    done.spin()
                }
                account.tell("called", at: simulation)
            }
            account.tellEnd(simulation.run(), of: simulation, process)
        },
        Scene("service group with a signal") { account in
            let simulation = Simulation(.init(seed: 1))
            let process = simulation.makeProcess(named: "server")
            let logger = Logger(label: "group", factory: { _ in SwiftLogNoOpLogHandler() })
            process.start {
                let service = Waiting { account.tell("the service \($0)", at: simulation) }
                let group = ServiceGroup(
                    configuration: .init(
                        services: [.init(service: service)], gracefulShutdownSignals: [.sigterm], logger: logger))
                do {
                    try await group.run()
                    account.tell("the group ends", at: simulation)
                } catch { account.tell("the group throws \(error)", at: simulation) }
            }
            simulation.run(for: .seconds(5))
            process.send(.sigterm)
            account.tellEnd(simulation.run(), of: simulation, process)
        },
        Scene("waking in the order of a Set") { account in
            let simulation = Simulation(.init(seed: 1))
            let process = simulation.makeProcess(named: "sorter")
            process.start {
                let replies = (0..<8).map { _ in Reply<Int>(to: process) }
                for (number, reply) in replies.enumerated() {
                    process.start {
                        _ = try? await reply.get()
                        account.tell("\(number)")
                    }
                }
                try? await process.clock.sleep(for: .milliseconds(1))
                for number in Set(0..<8) { replies[number].answer(.success(number)) }
            }
            simulation.run()
            account.tell(String(simulation.trace.value, radix: 16))
            account.tellLeaks(simulation)
        },
    ]

    private struct Waiting: Service {
        let tell: @Sendable (String) -> Void

        func run() async throws {
            tell("runs")
            try await gracefulShutdown()
            tell("is asked to end")
        }
    }
}
