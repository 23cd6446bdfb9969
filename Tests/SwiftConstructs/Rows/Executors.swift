import Dispatch
import Foundation
import Synchronization

extension Construct {
    static let executors: [Construct] = [
        Construct("`withTaskExecutorPreference(nil)`", .deterministic) { stage in
            await stage.race { number in
                await withTaskExecutorPreference(nil) { await walk(stage, number) }
            }
        },
        Construct("`globalConcurrentExecutor` as a preference", .deterministic) { stage in
            await stage.race { number in
                await withTaskExecutorPreference(globalConcurrentExecutor) { await walk(stage, number) }
            }
            await Task(executorPreference: globalConcurrentExecutor) { stage.say("task") }.value
        },
        Construct("A task executor that runs its jobs where they come", .deterministic) { stage in
            await stage.race { number in
                await withTaskExecutorPreference(ImmediateTaskExecutor.shared) { await walk(stage, number) }
            }
        },
        Construct("A task executor with threads of its own", .reported([.threadStarted])) { stage in
            let executor = ThreadTaskExecutor(stage.outside)
            await Task(executorPreference: executor) {}.value
            stage.say("back")
        },
        Construct("An actor's executor that runs its jobs where they come", .deterministic) { stage in
            let desk = Desk(on: ImmediateExecutor.shared)
            await stage.race { number in stage.say(number, await desk.next()) }
        },
        Construct("An actor's executor with a thread of its own", .reported([.threadStarted])) { stage in
            let desk = Desk(on: ThreadExecutor(stage.outside))
            _ = await desk.next()
            stage.say("back")
        },
        Construct("A task for an executor whose thread was there before", .reported([.ranOnOtherExecutor])) { stage in
            stage.outside.enter()
            Task(executorPreference: ElsewhereExecutor.shared) { stage.outside.leave() }
        },
        Construct(
            "A child task on an executor whose thread was there before", .reported([.ranOnOtherExecutor]),
            comesBack: true
        ) { _ in
            await withTaskGroup(of: Void.self) { group in
                group.addTask(executorPreference: ElsewhereExecutor.shared) {}
            }
        },
        Construct(
            "`withTaskExecutorPreference` of a thread that was there before", .reported([.ranOnOtherExecutor]),
            comesBack: true
        ) { stage in
            await withTaskExecutorPreference(ElsewhereExecutor.shared) { await walk(stage, 0) }
        },
        Construct("An actor whose executor's thread was there before", .reported([.ranOnOtherExecutor])) { stage in
            let desk = Desk(on: ElsewhereExecutor.shared)
            stage.outside.enter()
            Task { await desk.leave(stage.outside) }
        },
        Construct("A task of a global actor whose thread was there before", .reported([.ranOnOtherExecutor])) { stage in
            stage.outside.enter()
            Task { @ElsewhereActor in stage.outside.leave() }
        },
        Construct("An actor's executor whose jobs a task runs", .deterministic) { stage in
            let queue = JobQueue()
            let desk = Desk(on: queue)
            empty(queue, stage)
            await stage.race { number in for _ in 0..<2 { stage.say(number, await desk.next()) } }
        },
        Construct(
            "A task that is made for an executor whose jobs a task runs", .reported([.ranOnOtherExecutor])
        ) { stage in
            let queue = JobQueue()
            empty(queue, stage)
            await Task(executorPreference: queue) { await walk(stage, 0) }.value
        },
        Construct("An actor on a `DispatchQueue`", .reported([.dispatchQueue])) { stage in
            let desk = Desk(on: DispatchExecutor(stage.outside))
            _ = await desk.next()
            stage.say("back")
        },
    ]

    /// Runs what is in the queue, every millisecond.
    private static func empty(_ queue: JobQueue, _ stage: Stage) {
        stage.start {
            for _ in 0..<20 {
                queue.run()
                await stage.sleep(1)
            }
        }
    }

    private actor Desk {
        private let executor: any SerialExecutor
        private var given = 0

        init(on executor: any SerialExecutor) { self.executor = executor }

        nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

        func next() -> Int {
            given += 1
            return given
        }

        func leave(_ outside: DispatchGroup) { outside.leave() }
    }
}

private final class ImmediateTaskExecutor: TaskExecutor {
    static let shared = ImmediateTaskExecutor()

    func enqueue(_ job: consuming ExecutorJob) { job.runSynchronously(on: asUnownedTaskExecutor()) }
}

private final class ThreadTaskExecutor: TaskExecutor {
    private let outside: DispatchGroup

    init(_ outside: DispatchGroup) { self.outside = outside }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        outside.enter()
        Thread.detachNewThread { [self, outside] in
            job.runSynchronously(on: asUnownedTaskExecutor())
            outside.leave()
        }
    }
}

private final class ImmediateExecutor: SerialExecutor {
    static let shared = ImmediateExecutor()

    func enqueue(_ job: consuming ExecutorJob) { job.runSynchronously(on: asUnownedSerialExecutor()) }
}

private final class ThreadExecutor: SerialExecutor {
    private let outside: DispatchGroup

    init(_ outside: DispatchGroup) { self.outside = outside }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        outside.enter()
        Thread.detachNewThread { [self, outside] in
            job.runSynchronously(on: asUnownedSerialExecutor())
            outside.leave()
        }
    }
}

private final class DispatchExecutor: SerialExecutor {
    private let queue = DispatchQueue(label: "desk")
    private let outside: DispatchGroup

    init(_ outside: DispatchGroup) { self.outside = outside }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        outside.enter()
        queue.async { [self] in
            job.runSynchronously(on: asUnownedSerialExecutor())
            outside.leave()
        }
    }
}

/// Keeps jobs until somebody runs them.
private final class JobQueue: TaskExecutor, SerialExecutor {
    private let jobs = Mutex<[UnownedJob]>([])

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        jobs.withLock { $0.append(job) }
    }

    func run() {
        while let job = jobs.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) {
            job.runSynchronously(isolatedTo: asUnownedSerialExecutor(), taskExecutor: asUnownedTaskExecutor())
        }
    }
}

private final class ElsewhereExecutor: TaskExecutor, SerialExecutor {
    static let shared = ElsewhereExecutor()

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        Elsewhere.thread.add { [self] in
            job.runSynchronously(isolatedTo: asUnownedSerialExecutor(), taskExecutor: asUnownedTaskExecutor())
        }
    }
}

@globalActor
private actor ElsewhereActor {
    static let shared = ElsewhereActor()

    nonisolated var unownedExecutor: UnownedSerialExecutor { ElsewhereExecutor.shared.asUnownedSerialExecutor() }
}
