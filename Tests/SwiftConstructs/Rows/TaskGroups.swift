extension Construct {
    static let taskGroups: [Construct] = [
        Construct("`withTaskGroup`", .deterministic) { stage in
            await withTaskGroup(of: Int.self) { group in
                for number in 0..<4 {
                    group.addTask {
                        await Task.yield()
                        return number
                    }
                }
                for await number in group { stage.say(number) }
            }
        },
        Construct("`withThrowingTaskGroup`", .deterministic) { stage in
            do {
                try await withThrowingTaskGroup(of: Int.self) { group in
                    for number in 0..<4 {
                        group.addTask {
                            await Task.yield()
                            if number == 2 { throw Broken() }
                            try await stage.clock.sleep(for: .milliseconds(number))
                            return number
                        }
                    }
                    for try await number in group { stage.say(number) }
                }
            } catch { stage.say(error) }
        },
        Construct("`withDiscardingTaskGroup`", .deterministic) { stage in
            await withDiscardingTaskGroup { group in
                for number in 0..<4 { group.addTask { stage.say(number) } }
            }
            stage.say("all")
        },
        Construct("`withThrowingDiscardingTaskGroup`", .deterministic) { stage in
            do {
                try await withThrowingDiscardingTaskGroup { group in
                    for number in 0..<4 {
                        group.addTask {
                            await Task.yield()
                            stage.say(number, Task.isCancelled)
                            if number == 1 { throw Broken() }
                        }
                    }
                }
            } catch { stage.say(error) }
        },
        Construct("`cancelAll` of a group", .deterministic) { stage in
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<3 {
                    group.addTask {
                        await stage.sleep(10)
                        stage.say(number, Task.isCancelled)
                    }
                }
                await Task.yield()
                group.cancelAll()
            }
        },
        Construct("`addTaskUnlessCancelled`", .deterministic) { stage in
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<3 {
                    stage.say(group.addTaskUnlessCancelled { stage.say(number, "runs") })
                    await Task.yield()
                    if number == 1 { group.cancelAll() }
                }
            }
        },
        Construct("Groups inside groups", .deterministic) { stage in
            await stage.race(2) { outer in
                await stage.race(2) { inner in
                    await Task.yield()
                    stage.say(outer, inner)
                }
            }
        },
        Construct("`addImmediateTask`", .deterministic) { stage in
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<3 {
                    group.addImmediateTask {
                        stage.say(number, "begins")
                        await Task.yield()
                        stage.say(number, "ends")
                    }
                }
                stage.say("added")
            }
        },
        Construct("`async let`", .deterministic) { stage in
            async let first = value(1)
            async let second = value(2)
            async let third: Void = stage.race { number in stage.say(number) }
            stage.say("begun")
            let sum = await first + second
            await third
            stage.say(sum)
            @Sendable func value(_ number: Int) async -> Int {
                await Task.yield()
                stage.say("value", number)
                return number
            }
        },
        Construct("`async let` that nobody awaits", .deterministic) { stage in
            await stage.race { number in
                async let unheard: Void = stage.sleep(10)
                await Task.yield()
                stage.say(number)
            }
            stage.say("ends")
        },
    ]
}
