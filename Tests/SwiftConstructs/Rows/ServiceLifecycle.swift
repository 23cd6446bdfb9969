import AsyncAlgorithms
import Logging
import ServiceLifecycle
import UnixSignals
import VirtualTime

extension Construct {
    static let serviceLifecycle: [Construct] = [
        Construct("`ServiceGroup` with signals", .deterministic) { stage in
            await serve(stage) { process in process.send(.sigterm) }
        },
        Construct("`ServiceGroup` with cancellation signals", .deterministic) { stage in
            await serve(stage) { process in process.send(.sigint) }
        },
        Construct("`maximumGracefulShutdownDuration`", .deterministic) { stage in
            await serve(stage, slow: true) { process in process.send(.sigterm) }
        },
        Construct("`maximumCancellationDuration`", .deterministic) { stage in
            await serve(stage, slow: true) { process in process.send(.sigint) }
        },
        Construct("`triggerGracefulShutdown`", .deterministic) { stage in
            let group = group(of: ["a", "b"].map { Worker(name: $0, stage: stage) })
            stage.start {
                await stage.sleep(5)
                await group.triggerGracefulShutdown()
            }
            await run(group, stage)
        },
        Construct("`withGracefulShutdownHandler`", .deterministic) { stage in
            await shutDown(stage) { name in
                await stage.race { number in
                    let (asked, continuation) = AsyncStream.makeStream(of: Void.self)
                    await withGracefulShutdownHandler {
                        for await _ in asked {}
                        stage.say(name, "\(number) has ended")
                    } onGracefulShutdown: {
                        stage.say(name, "\(number) is asked to end")
                        continuation.finish()
                    }
                }
            }
        },
        Construct("`gracefulShutdown`", .deterministic) { stage in
            await shutDown(stage) { name in
                await stage.race { number in
                    try? await gracefulShutdown()
                    stage.say(name, "\(number) has ended")
                }
            }
        },
        Construct("`cancelWhenGracefulShutdown`", .deterministic) { stage in
            await shutDown(stage) { name in
                await stage.race { number in
                    await cancelWhenGracefulShutdown { await stage.sleep(1_000) }
                    stage.say(name, "\(number) has ended")
                }
            }
        },
        Construct("`cancelOnGracefulShutdown`", .deterministic) { stage in
            await shutDown(stage) { name in
                let timer = AsyncTimerSequence(interval: .milliseconds(2), clock: stage.clock)
                for await instant in timer.cancelOnGracefulShutdown() { stage.say(name, instant.nanoseconds) }
            }
        },
        Construct("`Task.sleep` of a service in a `ServiceGroup`", .reported([.realClockSleep])) { stage in
            await shutDown(stage) { name in
                try? await Task.sleep(for: .milliseconds(1))
                stage.say(name, "has ended")
            }
        },
    ]

    private struct Worker: Service {
        let name: String
        let stage: Stage
        var timeToEnd: Int64 = 1

        func run() async throws {
            stage.say(name, "runs")
            try await gracefulShutdown()
            stage.say(name, "is asked to end")
            await stage.sleep(timeToEnd)
            stage.say(name, "has ended")
        }
    }

    private struct Working: Service {
        let body: @Sendable () async -> Void

        func run() async throws { await body() }
    }

    private static func group(of services: [any Service], signals: [UnixSignal] = []) -> ServiceGroup {
        var configuration = ServiceGroupConfiguration(
            services: services.map { .init(service: $0, successTerminationBehavior: .gracefullyShutdownGroup) },
            gracefulShutdownSignals: signals, cancellationSignals: signals.isEmpty ? [] : [.sigint],
            logger: Logger(label: "group", factory: { _ in SwiftLogNoOpLogHandler() }))
        configuration.maximumGracefulShutdownDuration = .milliseconds(20)
        configuration.maximumCancellationDuration = .seconds(1)
        return ServiceGroup(configuration: configuration)
    }

    private static func run(_ group: ServiceGroup, _ stage: Stage) async {
        do {
            try await group.run()
            stage.say("the group ends")
        } catch { stage.say("the group throws \(type(of: error))") }
    }

    /// Two services of a group, until the process is sent something.
    private static func serve(
        _ stage: Stage, slow: Bool = false, _ send: @escaping @Sendable (SimulatedProcess) -> Void
    ) async {
        let workers = ["a", "b"].map { Worker(name: $0, stage: stage, timeToEnd: slow ? 1_000 : 1) }
        stage.start {
            await stage.sleep(5)
            send(stage.process)
        }
        await run(group(of: workers, signals: [.sigterm]), stage)
    }

    /// Two services that do this, and are asked to end after 5 ms.
    private static func shutDown(_ stage: Stage, _ body: @escaping @Sendable (String) async -> Void) async {
        let group = group(of: ["a", "b"].map { name in Working { await body(name) } })
        stage.start {
            await stage.sleep(5)
            await group.triggerGracefulShutdown()
        }
        await run(group, stage)
    }
}
