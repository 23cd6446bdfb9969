import AsyncAlgorithms

extension Construct {
    /// Those of async-algorithms that do without a clock.
    static let asyncSequences: [Construct] = [
        Construct("`merge`", .deterministic) { stage in
            await consume(stage, "reader", merge(ticks(stage), ticks(stage, [1, 0, 2]), ticks(stage, [0, 1])))
        },
        Construct("`zip`", .deterministic) { stage in
            for await (a, b) in zip(ticks(stage), ticks(stage, [1, 0, 2])) { stage.say(a, b) }
        },
        Construct("`combineLatest`", .deterministic) { stage in
            for await (a, b) in combineLatest(ticks(stage), ticks(stage, [1, 0, 2])) { stage.say(a, b) }
        },
        Construct("`chain`", .deterministic) { stage in
            await consume(stage, "reader", chain(ticks(stage), ticks(stage, [1, 0, 2])))
        },
        Construct("`joined`", .deterministic) { stage in
            let streams = [ticks(stage), ticks(stage, [0, 1])].async
            await consume(stage, "reader", streams.joined())
        },
        Construct("`chunks(ofCount:)`", .deterministic) { stage in
            await consume(stage, "reader", ticks(stage).chunks(ofCount: 3))
        },
        Construct("`chunked(by:)` what two neighbours say", .deterministic) { stage in
            await consume(stage, "reader", ticks(stage).chunked(by: { $0 < $1 }))
        },
        Construct("`chunked(on:)`", .deterministic) { stage in
            for await (third, values) in ticks(stage).chunked(on: { $0 % 3 }) { stage.say(third, "\(values)") }
        },
        Construct("`chunked(by:)` a signal", .deterministic) { stage in
            let signal = ticks(stage, [1, 2, 3]).map { _ in () }
            await consume(stage, "reader", ticks(stage).chunked(by: signal))
        },
        Construct("`removeDuplicates`", .deterministic) { stage in
            await consume(stage, "reader", ticks(stage).map { $0 % 3 }.removeDuplicates())
        },
        Construct("`adjacentPairs`", .deterministic) { stage in
            for await (a, b) in ticks(stage).adjacentPairs() { stage.say(a, b) }
        },
        Construct("`compacted`", .deterministic) { stage in
            await consume(stage, "reader", ticks(stage).map { $0 % 3 == 1 ? nil : $0 }.compacted())
        },
        Construct("`reductions`", .deterministic) { stage in
            await consume(stage, "reader", ticks(stage).reductions(0, +))
        },
        Construct("`interspersed(with:)`", .deterministic) { stage in
            await stage.race { number in await consume(stage, number, ticks(stage).interspersed(with: -1)) }
        },
        Construct("`flatMapLatest`", .deterministic) { stage in
            let latest = ticks(stage).flatMapLatest { value in
                AsyncStream<Int> { continuation in
                    continuation.yield(value)
                    continuation.yield(-value)
                    continuation.finish()
                }
            }
            await consume(stage, "reader", latest)
        },
        Construct("`buffer(policy:)`", .deterministic) { stage in
            async let bounded: Void = slowly(ticks(stage).buffer(policy: .bounded(2)), "bounded")
            async let latest: Void = slowly(ticks(stage).buffer(policy: .bufferingLatest(2)), "latest")
            await slowly(ticks(stage).buffer(policy: .bufferingOldest(2)), "oldest")
            _ = await (bounded, latest)
            @Sendable func slowly(_ values: some AsyncSequence<Int, Never> & Sendable, _ who: String) async {
                for await value in values {
                    await stage.sleep(2)
                    stage.say(who, value)
                }
            }
        },
        Construct("`share` with one reader", .deterministic) { stage in
            await stage.race { number in await consume(stage, number, ticks(stage).share()) }
        },
        Construct("`share` with several readers", .notSeenButFixedByHashing) { stage in
            let shared = ticks(stage).share()
            await stage.race { number in await consume(stage, number, shared) }
        },
        Construct("`AsyncChannel`", .deterministic) { stage in
            let channel = AsyncChannel<Int>()
            stage.start {
                await stage.race { number in for step in 0..<2 { await channel.send(10 * number + step) } }
                channel.finish()
            }
            await stage.race { number in await consume(stage, number, channel) }
        },
        Construct("`AsyncThrowingChannel`", .deterministic) { stage in
            let channel = AsyncThrowingChannel<Int, any Error>()
            stage.start {
                await stage.race { number in await channel.send(number) }
                channel.fail(Broken())
            }
            await stage.race(2) { number in await consume(stage, number, channel) }
        },
    ]
}
