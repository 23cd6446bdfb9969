import Dispatch
import Foundation

extension Construct {
    static let dispatchQueues: [Construct] = [
        Construct("`DispatchQueue.async`", .reported([.dispatchQueue])) { stage in
            await called(stage) { body in DispatchQueue.global().async(execute: body) }
        },
        Construct("`DispatchQueue.async` that resumes nobody", .reported([.dispatchQueue])) { stage in
            stage.outside.enter()
            DispatchQueue.global().async { stage.outside.leave() }
        },
        Construct("`DispatchQueue.async` with a barrier", .reported([.dispatchQueue])) { stage in
            let queue = DispatchQueue(label: "row", attributes: .concurrent)
            stage.outside.enter()
            queue.async(flags: .barrier) { stage.outside.leave() }
        },
        Construct("`DispatchQueue.async(group:)`", .reported([.dispatchQueue])) { stage in
            DispatchQueue.global().async(group: stage.outside) {}
        },
        Construct("`DispatchQueue.asyncAfter`", .reported([.dispatchQueue])) { stage in
            await called(stage) { body in
                DispatchQueue.global().asyncAfter(deadline: DispatchTime(uptimeNanoseconds: 1), execute: body)
            }
        },
        Construct("`DispatchGroup.notify`", .reported([.dispatchQueue])) { stage in
            stage.outside.enter()
            DispatchGroup().notify(queue: .global()) { stage.outside.leave() }
        },
        Construct("`DispatchWorkItem.notify`", .reported([.dispatchQueue])) { stage in
            let item = DispatchWorkItem {}
            stage.outside.enter()
            item.notify(queue: .global()) { stage.outside.leave() }
            item.perform()
        },
        Construct("`DispatchWorkItem.perform`", .reported([.dispatchQueue]), before: makeItems) { _ in
            itemsFromBefore.removeLast().perform()
        },
        Construct("`DispatchQueue.sync`", .deterministic) { stage in
            let queue = DispatchQueue(label: "row")
            await stage.race { number in
                await Task.yield()
                queue.sync { stage.say(number) }
            }
        },
        Construct("`DispatchQueue.concurrentPerform`", .reported([.dispatchQueue])) { _ in
            DispatchQueue.concurrentPerform(iterations: 2) { _ in }
        },
        Construct("A timer of `DispatchSource`", .reported([.dispatchSource])) { stage in
            await called(stage) { body in
                let timer = DispatchSource.makeTimerSource()
                timer.schedule(deadline: DispatchTime(uptimeNanoseconds: 1))
                timer.setEventHandler {
                    timer.cancel()
                    body()
                }
                timer.resume()
            }
        },
        Construct("`DispatchIO`", .reported([.dispatchQueue])) { stage in
            let pipe = Pipe()
            stage.outside.enter()
            DispatchIO.write(
                toFileDescriptor: pipe.fileHandleForWriting.fileDescriptor, data: .empty, runningHandlerOn: .global()
            ) { _, _ in
                withExtendedLifetime(pipe) { stage.outside.leave() }
            }
        },
        Construct("`OperationQueue`", .reported([.dispatchQueue])) { stage in
            await called(stage) { body in OperationQueue().addOperation(body) }
        },
        Construct("A source of Dispatch's from before that is given data", .reported([.dispatchSource])) { _ in
            sourceFromBefore.add(data: 1)
        },
        Construct("A `DispatchQueue` that is resumed", .reported([.dispatchSource])) { stage in
            let queue = DispatchQueue(label: "row")
            queue.suspend()
            stage.outside.enter()
            queue.async { stage.outside.leave() }
            queue.resume()
        },
        Construct("A `DispatchQueue` that is activated", .reported([.dispatchSource])) { _ in
            DispatchQueue(label: "row", attributes: .initiallyInactive).activate()
        },
        Construct("`DispatchGroup.leave`", .reported([.dispatchQueue])) { _ in
            let group = DispatchGroup()
            group.enter()
            group.leave()
        },
        Construct("`OperationQueue` from before that is busy", .notSeen, before: Elsewhere.makeOperationsBusy) {
            stage in
            let queue: OperationQueue = Elsewhere.operations
            stage.say(Elsewhere.thread(of: queue))
        },
        Construct("`OperationQueue.main`", .reported([.dispatchQueue])) { stage in
            OperationQueue.main.addOperation {}
        },
        Construct("A serial `DispatchQueue` that is busy", .reported([.dispatchQueue])) { stage in
            stage.outside.enter()
            sharedQueue.async { usleep(20) }
            sharedQueue.async { stage.outside.leave() }
        },
    ]

    nonisolated(unsafe) private static let sourceFromBefore: any DispatchSourceUserDataAdd = {
        let source = DispatchSource.makeUserDataAddSource(queue: .global())
        source.activate()
        return source
    }()
    /// Of each somebody is told on another thread once it has been performed.
    nonisolated(unsafe) private static var itemsFromBefore: [DispatchWorkItem] = []

    private static func makeItems() {
        itemsFromBefore = (0...Outcome.seeds.count).map { _ in
            let item = DispatchWorkItem {}
            item.notify(queue: .global()) {}
            return item
        }
    }

    private static let sharedQueue = DispatchQueue(label: "shared")

    static let otherThreads: [Construct] = [
        Construct("`Thread`", .reported([.threadStarted])) { stage in
            await called(stage) { body in Thread.detachNewThread(body) }
        },
        Construct("`pthread_create`", .reported([.threadStarted])) { _ in
            var thread = pthread_t()
            pthread_create(&thread, nil, { _ in nil }, nil)
            pthread_join(thread, nil)
        },
        Construct("`Timer`", .reported([.wallClockRead])) { _ in
            Timer(timeInterval: 1, repeats: false) { _ in }.invalidate()
        },
    ]

    /// Waits for a call from outside, which may come in time or not.
    private static func called(_ stage: Stage, by caller: (@escaping @Sendable () -> Void) -> Void) async {
        stage.outside.enter()
        await withCheckedContinuation { continuation in
            caller {
                continuation.resume()
                stage.outside.leave()
            }
        }
        stage.say("called")
    }
}
