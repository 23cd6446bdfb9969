import NIOCore
import NIOEmbedded

extension Construct {
    static let swiftNIO: [Construct] = [
        Construct("`EmbeddedEventLoop`", .deterministic) { stage in
            let loop = EmbeddedEventLoop()
            for number in 0..<3 {
                loop.execute { stage.say(number, "runs") }
                loop.scheduleTask(in: .milliseconds(Int64(5 - number))) { stage.say(number, "is due") }
            }
            loop.run()
            loop.advanceTime(by: .milliseconds(4))
            await Task.yield()
            loop.advanceTime(by: .milliseconds(4))
        },
        Construct("`EventLoopFuture.get`", .deterministic) { stage in
            let loop = EmbeddedEventLoop()
            let promises = (0..<3).map { _ in loop.makePromise(of: Int.self) }
            // They wait before they are answered: the loop is not the place for what comes from a task.
            let waiting = promises.map { promise in
                let future = Waited(future: promise.futureResult)
                return Task { stage.say((try? await future.value()) ?? -1) }
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
    ]

    // An embedded loop lets anyone in; the simulation has one thread.
    private struct Waited: @unchecked Sendable {
        let future: EventLoopFuture<Int>

        func value() async throws -> Int { try await future.get() }
    }
}
