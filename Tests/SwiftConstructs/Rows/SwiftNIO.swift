import Foundation
import NIOCore
import NIOEmbedded
import NIOPosix
import Synchronization

extension Construct {
    static let swiftNIO: [Construct] = [
        Construct("`EmbeddedEventLoop`", .deterministic) { stage in
            let loop = Single(EmbeddedEventLoop())
            await stage.race { number in
                loop.value.execute { stage.say(number, "runs") }
                loop.value.scheduleTask(in: .milliseconds(Int64(5 - number))) { stage.say(number, "is due") }
                await Task.yield()
                loop.value.scheduleTask(in: .milliseconds(3)) { stage.say(number, "is due, too") }
            }
            loop.value.run()
            loop.value.advanceTime(by: .milliseconds(4))
            await Task.yield()
            loop.value.advanceTime(by: .milliseconds(4))
        },
        Construct("`EmbeddedChannel`", .deterministic) { stage in
            let channel = Single(EmbeddedChannel(handler: Doubling()))
            await stage.race { number in
                _ = try? channel.value.writeInbound(number)
                await Task.yield()
                _ = try? channel.value.writeInbound(number + 10)
            }
            while let number = try? channel.value.readOutbound(as: Int.self) { stage.say(number) }
            _ = try? channel.value.finish()
        },
        Construct("`EventLoopFuture.get`", .deterministic) { stage in
            let loop = EmbeddedEventLoop()
            let promises = (0..<3).map { _ in loop.makePromise(of: Int.self) }
            // They wait before they are answered: the loop is not the place for what comes from a task.
            let waiting = promises.map { promise in
                let future: Single<EventLoopFuture<Int>> = Single(promise.futureResult)
                return Task { stage.say((try? await future.value.get()) ?? -1) }
            }
            await stage.sleep(1)
            for (number, promise) in promises.enumerated() { promise.succeed(number) }
            for task in waiting { await task.value }
        },
        Construct("`NIOAsyncTestingEventLoop`", .reported([.dispatchQueue]), comesBack: true) { stage in
            let loop = NIOAsyncTestingEventLoop()
            try? await loop.executeInContext {}
            stage.say("back")
        },
        Construct("`NIOAsyncTestingChannel`", .reported([.dispatchQueue]), comesBack: true) { stage in
            let channel = NIOAsyncTestingChannel()
            _ = try? await channel.writeInbound(1)
            stage.say("back")
        },
        Construct("`MultiThreadedEventLoopGroup`", .reported([.threadStarted]), comesBack: true) { stage in
            let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
            stage.say((try? await group.any().submit { 7 }.get()) ?? -1)
            try? await group.shutdownGracefully()
        },
        Construct(
            "`execute` of a `MultiThreadedEventLoopGroup` from before", .reported([.threadWoken]), before: warmLoop
        ) { stage in
            stage.outside.enter()
            untilItSleeps()
            loop.execute { stage.outside.leave() }
        },
        Construct(
            "`EventLoopFuture.get` of a `MultiThreadedEventLoopGroup` from before", .reported([.threadWoken]),
            comesBack: true, before: warmLoop
        ) { stage in
            untilItSleeps()
            let future: EventLoopFuture<Int> = loop.submit { 7 }
            stage.say((try? await future.get()) ?? -1)
        },
    ]

    private static let loop = MultiThreadedEventLoopGroup.singleton.any()
    /// The thread of the loop.
    private static let thread = Mutex<ThreadState?>(nil)

    /// The loop runs, and is known.
    private static let warmLoop: @Sendable () -> Void = {
        let state = try? loop.submit { ThreadState.ofCaller() }.wait()
        thread.withLock { $0 = state }
    }

    /// The loop has nothing to do: one that is awake takes what it is given without being woken.
    private static func untilItSleeps() { thread.withLock { $0 }?.wait() }

    // An embedded loop lets anyone in; the simulation has one thread.
    private struct Single<Value>: @unchecked Sendable {
        let value: Value

        init(_ value: Value) { self.value = value }
    }

    /// Answers each number with its double.
    private final class Doubling: ChannelInboundHandler {
        typealias InboundIn = Int
        typealias OutboundOut = Int

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            context.writeAndFlush(wrapOutboundOut(unwrapInboundIn(data) * 2), promise: nil)
        }
    }
}
