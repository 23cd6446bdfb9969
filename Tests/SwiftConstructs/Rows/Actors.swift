import Distributed
import Synchronization
import VirtualTime

extension Construct {
    static let actors: [Construct] = [
        Construct("`actor`", .deterministic) { stage in
            let ledger = Ledger()
            await stage.race { number in for _ in 0..<3 { stage.say(number, await ledger.add(number)) } }
        },
        Construct("Reentrancy of an actor", .deterministic) { stage in
            let ledger = Ledger()
            await stage.race { number in
                stage.say(number, await ledger.addSlowly(number) { await Task.yield() })
            }
        },
        Construct("An actor that is asked at several priorities", .deterministic) { stage in
            let ledger = Ledger()
            let all = [TaskPriority.background, .high, .low].map { priority in
                Task(priority: priority) {
                    stage.say(priority.rawValue, await ledger.addSlowly(1) { await stage.sleep(1) })
                }
            }
            for task in all { await task.value }
        },
        Construct("A task that an actor makes for itself", .deterministic) { stage in
            let ledger = Ledger()
            await stage.race { number in await ledger.addLater(number, stage).value }
        },
        Construct("A global actor", .deterministic) { stage in
            await stage.race { number in stage.say(number, await Office.shared.visit(number)) }
        },
        Construct("A task of a global actor", .deterministic) { stage in
            await stage.race { number in
                await Task { @Office in
                    stage.say(number, "outer")
                    await Task { @Office in await walk(stage, number) }.value
                }.value
            }
        },
        Construct("A `distributed actor`", .deterministic) { stage in
            let desk = Desk(actorSystem: LocalTestingDistributedActorSystem())
            await stage.race { number in stage.say(number, (try? await desk.visit()) ?? 0) }
        },
        Construct("`isolated` parameters", .deterministic) { stage in
            let ledger = Ledger()
            await stage.race { number in await inside(ledger, stage, number) }
            @Sendable func inside(_ ledger: isolated Ledger, _ stage: Stage, _ number: Int) async {
                stage.say(number, ledger.add(number))
                await Task.yield()
                stage.say(number, ledger.add(number))
            }
        },
        Construct("`#isolation`", .deterministic) { stage in
            let ledger = Ledger()
            await stage.race { number in await inside(ledger, stage, number) }
            @Sendable func inside(_ ledger: isolated Ledger, _ stage: Stage, _ number: Int) async {
                await passed(stage, number)
                stage.say(number, ledger.add(number))
            }
            @Sendable func passed(
                _ stage: Stage, _ number: Int, isolation: isolated (any Actor)? = #isolation
            ) async {
                await Task.yield()
                stage.say(number, isolation == nil ? "alone" : "isolated")
            }
        },
        Construct("`assumeIsolated`", .deterministic) { stage in
            let ledger = Ledger()
            await stage.race { number in await ledger.assume(number, stage) }
        },
        Construct("`isolated deinit`", .deterministic) { stage in
            await stage.race { number in
                _ = Guest(number, stage)
                await Task.yield()
                stage.say(number, "goes on")
            }
            await Office.shared.close()
        },
        Construct("`@concurrent`", .deterministic) { stage in
            let ledger = Ledger()
            await stage.race { number in
                await leave(stage, number)
                stage.say(number, await ledger.add(number))
            }
            @concurrent @Sendable func leave(_ stage: Stage, _ number: Int) async {
                await Task.yield()
                stage.say(number, "concurrently")
            }
        },
        Construct("`nonisolated(nonsending)`", .deterministic) { stage in
            let ledger = Ledger()
            await stage.race { number in stage.say(number, await ledger.stay(number, stage)) }
        },
        Construct("`sending`", .deterministic) { stage in
            let ledger = Ledger()
            await stage.race { number in
                let box = Box(number)
                stage.say(number, await ledger.take(box))
            }
        },
        Construct("`@isolated(any)`", .deterministic) { stage in
            let bodies: [@isolated(any) @Sendable (Int) async -> Void] = [
                { @Office number in stage.say(number, "office") }, { number in stage.say(number, "nowhere") },
            ]
            await stage.race { number in for body in bodies { await body(number) } }
        },
        Construct("The main actor", .reported([.mainActor])) { stage in
            await MainActor.run { stage.say("main") }
            stage.say("back")
        },
        Construct(
            "The main actor under `MainActorPolicy.capture`", .deterministic, mainActor: MainActorPolicy.capture
        ) { stage in
            await stage.race { number in
                await MainActor.run { stage.say(number, "main") }
                await Task { @MainActor in await walk(stage, number) }.value
            }
        },
    ]

    private actor Ledger {
        private var sum = 0

        func add(_ amount: Int) -> Int {
            sum += amount
            return sum
        }

        func addSlowly(_ amount: Int, _ wait: @Sendable () async -> Void) async -> String {
            let before = sum
            await wait()
            sum += amount + 1
            return "\(before) to \(sum)"
        }

        func addLater(_ amount: Int, _ stage: Stage) -> Task<Void, Never> {
            Task {
                stage.say(amount, add(amount))
                await Task.yield()
                stage.say(amount, add(amount))
            }
        }

        nonisolated func assume(_ number: Int, _ stage: Stage) async {
            await hop()
            await check(number, stage)
        }

        private func hop() {}
        private func check(_ number: Int, _ stage: Stage) {
            assumeIsolated { stage.say(number, $0.sum) }
            sum += 1
        }

        func take(_ box: sending Box) -> Int {
            box.content += 10
            sum += box.content
            return sum
        }

        func stay(_ number: Int, _ stage: Stage) async -> Int {
            await step(stage, number)
            sum += 1
            return sum
        }

        private nonisolated(nonsending) func step(_ stage: Stage, _ number: Int) async {
            await Task.yield()
            stage.say(number, "stays")
        }
    }

    @globalActor private actor Office {
        static let shared = Office()
        private var visits: [Int] = []

        func visit(_ number: Int) async -> Int {
            visits.append(number)
            await Task.yield()
            defer { visits.removeAll { $0 == number } }
            return visits.count
        }

        func close() {}
    }

    private distributed actor Desk {
        typealias ActorSystem = LocalTestingDistributedActorSystem
        private var visits = 0

        distributed func visit() -> Int {
            visits += 1
            return visits
        }
    }

    @Office private final class Guest {
        private let number: Int
        private let stage: Stage

        nonisolated init(_ number: Int, _ stage: Stage) { (self.number, self.stage) = (number, stage) }

        isolated deinit { stage.say(number, "leaves") }
    }

    private final class Box {
        var content: Int
        init(_ content: Int) { self.content = content }
    }
}
