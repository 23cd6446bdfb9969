import Synchronization

extension Construct {
    static let streams: [Construct] = [
        Construct("`AsyncStream` without a bound", .deterministic) { stage in
            let (stream, continuation) = AsyncStream.makeStream(of: Int.self)
            feed(continuation, stage)
            await consume(stage, "reader", stream)
        },
        Construct("`AsyncStream` with `bufferingNewest`", .deterministic) { stage in
            let (stream, continuation) = AsyncStream.makeStream(of: Int.self, bufferingPolicy: .bufferingNewest(2))
            feed(continuation, stage)
            await stage.sleep(1)
            await consume(stage, "reader", stream)
        },
        Construct("`AsyncStream` with `bufferingOldest`", .deterministic) { stage in
            let (stream, continuation) = AsyncStream.makeStream(of: Int.self, bufferingPolicy: .bufferingOldest(2))
            feed(continuation, stage)
            await stage.sleep(1)
            await consume(stage, "reader", stream)
        },
        Construct("`AsyncStream(unfolding:)`", .deterministic) { stage in
            await stage.race { number in
                let left = Mutex(3)
                let stream = AsyncStream<Int>(unfolding: {
                    await stage.sleep(1)
                    return left.withLock { value in
                        value -= 1
                        return value < 0 ? nil : value
                    }
                })
                await consume(stage, number, stream)
            }
        },
        Construct("`AsyncThrowingStream`", .deterministic) { stage in
            let (stream, continuation) = AsyncThrowingStream.makeStream(of: Int.self)
            stage.start {
                await produce(stage) { continuation.yield($0) }
                continuation.finish(throwing: Broken())
            }
            do { for try await value in stream { stage.say(value) } } catch { stage.say(error) }
        },
        Construct("`for await` by several tasks on one stream", .deterministic) { stage in
            let (stream, continuation) = AsyncStream.makeStream(of: Int.self)
            feed(continuation, stage, 8)
            await stage.race { number in await consume(stage, number, stream) }
        },
        Construct("A stream's `onTermination`", .deterministic) { stage in
            let (stream, continuation) = AsyncStream.makeStream(of: Int.self)
            continuation.onTermination = { stage.say($0) }
            let reader = Task { await consume(stage, "reader", stream) }
            stage.start { await produce(stage) { continuation.yield($0) } }
            await stage.sleep(1)
            reader.cancel()
            await reader.value
        },
        Construct("`map` of a sequence", .deterministic) { stage in
            let tenfold = fed(stage).map { value in
                await Task.yield()
                return value * 10
            }
            await consume(stage, "reader", tenfold)
        },
        Construct("`filter` of a sequence", .deterministic) { stage in
            let odd = fed(stage).filter { value in
                await Task.yield()
                return value % 2 == 1
            }
            await consume(stage, "reader", odd)
        },
        Construct("`prefix` of a sequence", .deterministic) { stage in
            await consume(stage, "reader", fed(stage).prefix(3))
        },
        Construct("`flatMap` of a sequence", .deterministic) { stage in
            let twice = fed(stage).flatMap { value in
                AsyncStream<Int> { continuation in
                    continuation.yield(value)
                    continuation.yield(-value)
                    continuation.finish()
                }
            }
            await consume(stage, "reader", twice)
        },
    ]

    struct Broken: Error {}

    /// Gives numbers from several tasks.
    static func produce(_ stage: Stage, _ count: Int = 4, _ yield: @escaping @Sendable (Int) -> Void) async {
        await stage.race(count) { number in
            await Task.yield()
            yield(number)
        }
        await stage.sleep(2)
    }

    /// The same, into a stream, which ends; what is dropped is told.
    private static func feed(_ stream: AsyncStream<Int>.Continuation, _ stage: Stage, _ count: Int = 4) {
        stage.start {
            await produce(stage, count) { number in
                if case .dropped(let value) = stream.yield(number) { stage.say("dropped", value) }
            }
            stream.finish()
        }
    }

    /// A stream of numbers that several tasks give.
    private static func fed(_ stage: Stage) -> AsyncStream<Int> {
        let (stream, continuation) = AsyncStream.makeStream(of: Int.self)
        feed(continuation, stage, 8)
        return stream
    }

    static func consume<Values: AsyncSequence>(
        _ stage: Stage, _ who: some CustomStringConvertible, _ values: Values
    ) async where Values.Element: CustomStringConvertible {
        do { for try await value in values { stage.say(who, value) } } catch { stage.say(who, "\(error)") }
        stage.say(who, "ends")
    }
}
