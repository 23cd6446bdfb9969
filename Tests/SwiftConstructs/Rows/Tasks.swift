import Synchronization

extension Construct {
    static let tasks: [Construct] = [
        Construct("`Task {}`", .deterministic) { stage in
            let all = (0..<3).map { number in Task { await walk(stage, number) } }
            for task in all { await task.value }
        },
        Construct("`Task.detached`", .deterministic) { stage in
            let all = (0..<3).map { number in Task.detached { await walk(stage, number) } }
            for task in all { await task.value }
        },
        Construct("`Task.immediate`", .deterministic) { stage in
            let all = (0..<3).map { number in Task.immediate { await walk(stage, number) } }
            stage.say("made")
            for task in all { await task.value }
        },
        Construct("`Task.immediateDetached`", .deterministic) { stage in
            let all = (0..<3).map { number in Task.immediateDetached { await walk(stage, number) } }
            stage.say("made")
            for task in all { await task.value }
        },
        Construct("`Task(name:)`", .deterministic) { stage in
            let all = (0..<3).map { number in
                Task(name: "number \(number)") { stage.say(Task.name ?? "no name") }
            }
            for task in all { await task.value }
        },
        Construct("A task that several wait for", .deterministic) { stage in
            let slow = Task {
                await stage.sleep(1)
                return 7
            }
            await stage.race { number in stage.say(number, await slow.value) }
        },
        Construct("Priorities of tasks", .deterministic) { stage in
            let priorities: [TaskPriority] = [.background, .low, .medium, .high]
            let all = priorities.map { priority in Task(priority: priority) { await walk(stage, priority.rawValue) } }
            for task in all { await task.value }
        },
        Construct("Priority escalation", .deterministic) { stage in
            await stage.race { number in
                let slow = Task(priority: .background) {
                    await withTaskPriorityEscalationHandler {
                        await stage.sleep(1)
                        stage.say(number, Task.currentPriority.rawValue)
                    } onPriorityEscalated: { before, after in
                        stage.say(number, "\(before.rawValue) to \(after.rawValue)")
                    }
                }
                await Task(priority: .high) { await slow.value }.value
            }
        },
        Construct("`Task.yield`", .deterministic) { stage in await stage.race { await walk(stage, $0) } },
        Construct("`@TaskLocal`", .deterministic) { stage in
            await stage.race { number in
                await Locals.$number.withValue(number) {
                    await Task.yield()
                    await Task { stage.say("child of", Locals.number) }.value
                    await Task.detached { stage.say("detached", Locals.number) }.value
                }
            }
        },
        Construct("`withUnsafeCurrentTask`", .deterministic) { stage in
            await stage.race { number in
                await Task.yield()
                withUnsafeCurrentTask { task in if number == 1 { task?.cancel() } }
                stage.say(number, Task.isCancelled)
            }
        },
    ]

    private enum Locals {
        @TaskLocal static var number = -1
    }

    /// Three steps, each told.
    static func walk(_ stage: Stage, _ who: some CustomStringConvertible & Sendable) async {
        for step in 0..<3 {
            stage.say(who, step)
            await Task.yield()
        }
    }
}

extension Construct {
    static let cancellation: [Construct] = [
        Construct("`Task.cancel`", .deterministic) { stage in
            let all = (0..<3).map { number in
                Task {
                    while !Task.isCancelled { await Task.yield() }
                    stage.say(number, "is cancelled")
                }
            }
            for task in all {
                await Task.yield()
                task.cancel()
            }
            for task in all { await task.value }
        },
        Construct("`Task.checkCancellation`", .deterministic) { stage in
            let all = (0..<3).map { number in
                Task {
                    do {
                        while true {
                            try Task.checkCancellation()
                            await Task.yield()
                        }
                    } catch { stage.say(number, "\(error)") }
                }
            }
            for task in all.reversed() {
                await Task.yield()
                task.cancel()
            }
            for task in all { await task.value }
        },
        Construct("`withTaskCancellationHandler`", .deterministic) { stage in
            let all = (0..<3).map { number in
                Task {
                    await withTaskCancellationHandler {
                        await stage.sleep(1_000)
                        stage.say(number, "ends")
                    } onCancel: {
                        stage.say(number, "is cancelled")
                    }
                }
            }
            await stage.sleep(1)
            for task in all { task.cancel() }
            for task in all { await task.value }
        },
        Construct("Cancellation that reaches children", .deterministic) { stage in
            let parent = Task {
                async let quick: Void = stage.sleep(1_000)
                await stage.race { number in
                    await stage.sleep(1_000)
                    stage.say(number, Task.isCancelled)
                }
                await quick
            }
            await stage.sleep(5)
            parent.cancel()
            await parent.value
            stage.say("ends")
        },
    ]

    static let continuations: [Construct] = [
        Construct("`withCheckedContinuation`", .deterministic) { stage in
            let waiting = Mutex<[CheckedContinuation<Int, Never>]>([])
            await stage.race { number in
                guard number > 0 else {
                    await stage.sleep(1)
                    for (place, one) in waiting.withLock({ $0 }).enumerated() { one.resume(returning: place) }
                    return
                }
                let answer = await withCheckedContinuation { one in waiting.withLock { $0.append(one) } }
                stage.say(number, answer)
            }
        },
        Construct("`withCheckedThrowingContinuation`", .deterministic) { stage in
            let waiting = Mutex<[CheckedContinuation<Int, any Error>]>([])
            await stage.race { number in
                guard number > 0 else {
                    await stage.sleep(1)
                    for one in waiting.withLock({ $0 }) { one.resume(throwing: Broken()) }
                    return
                }
                do {
                    _ = try await withCheckedThrowingContinuation { one in waiting.withLock { $0.append(one) } }
                } catch { stage.say(number, "\(error)") }
            }
        },
        Construct("`withUnsafeContinuation`", .deterministic) { stage in
            let waiting = Mutex<[UnsafeContinuation<Int, Never>]>([])
            await stage.race { number in
                guard number > 0 else {
                    await stage.sleep(1)
                    for one in waiting.withLock({ $0 }) { one.resume(returning: 1) }
                    return
                }
                stage.say(number, await withUnsafeContinuation { one in waiting.withLock { $0.append(one) } })
            }
        },
        Construct("A continuation that is resumed at once", .deterministic) { stage in
            await stage.race { number in
                stage.say(number, await withCheckedContinuation { $0.resume(returning: 1) })
                stage.say(number, "goes on")
            }
        },
        Construct(
            "A continuation of a task from before the simulation", .reported([.outsideTaskResumed]),
            before: { _ = outsideTask }
        ) { _ in outsideTask.resume() },
    ]

    private static let outsideTask = OutsideTask()

    /// Each keeps its simulation for ever, and only so many that live at once can be told apart: the last of all rows.
    static let strandedTasks: [Construct] = [
        Construct("A continuation that nobody resumes", .reported([.continuationNotResumed])) { stage in
            await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in }
            stage.say("resumed")
        }
    ]
}
