import AsyncAlgorithms

extension Construct {
    /// What goes by a clock: the process's own, and the real ones.
    static let timers: [Construct] = [
        Construct("`Clock.sleep(for:tolerance:)` of the process's clock", .deterministic) { stage in
            let clock: any Clock<Duration> = stage.clock
            await stage.race { number in
                try? await clock.sleep(for: .milliseconds(5 - number), tolerance: .seconds(1))
                stage.say(number)
                try? await Task.sleep(for: .milliseconds(2), clock: stage.clock)
                stage.say(number)
            }
        },
        Construct("A time-out made of a group and the process's clock", .deterministic) { stage in
            await stage.race { number in
                let first = await withTaskGroup(of: String.self) { group in
                    group.addTask {
                        await stage.sleep(Int64(number) * 2)
                        return "answer"
                    }
                    group.addTask {
                        await stage.sleep(2)
                        return "time-out"
                    }
                    defer { group.cancelAll() }
                    return await group.next() ?? "nothing"
                }
                stage.say(number, first)
            }
        },
        Construct("`Task.sleep(for:)`", .reported([.realClockSleep])) { stage in
            try? await Task.sleep(for: .milliseconds(1))
            stage.say("woken")
        },
        Construct("`Task.sleep(nanoseconds:)`", .reported([.realClockSleep])) { stage in
            try? await Task.sleep(nanoseconds: 1_000_000)
        },
        Construct("`Task.sleep(until:tolerance:clock:)`", .reported([.realClockSleep])) { stage in
            try? await Task.sleep(until: .now + .milliseconds(1), tolerance: .seconds(1), clock: .suspending)
        },
        Construct("`ContinuousClock().sleep`", .reported([.realClockSleep])) { stage in
            try? await ContinuousClock().sleep(for: .milliseconds(1))
        },
        Construct("`AsyncTimerSequence`", .deterministic) { stage in
            await stage.race { number in
                var left = 3
                for await instant in AsyncTimerSequence(interval: .milliseconds(2), clock: stage.clock) {
                    stage.say(number, instant.nanoseconds)
                    left -= 1
                    if left == 0 { break }
                }
            }
        },
        Construct("`AsyncTimerSequence.repeating(every:)`", .reported([.realClockSleep, .monotonicClockRead])) { _ in
            for await _ in AsyncTimerSequence.repeating(every: .milliseconds(2)) { break }
        },
        Construct("`debounce`", .deterministic) { stage in
            let values = ticks(stage).debounce(for: .milliseconds(2), clock: stage.clock)
            await consume(stage, "reader", values)
        },
        Construct("`debounce` on the default clock", .reported([.realClockSleep, .monotonicClockRead])) { stage in
            await consume(stage, "reader", ticks(stage).debounce(for: .milliseconds(2)))
        },
        Construct("`_throttle`", .deterministic) { stage in
            let latest = ticks(stage)._throttle(for: .milliseconds(2), clock: stage.clock)
            let earliest = ticks(stage)._throttle(for: .milliseconds(2), clock: stage.clock, latest: false)
            async let first: Void = consume(stage, "latest", latest)
            await consume(stage, "earliest", earliest)
            await first
        },
        Construct("`_throttle` on the default clock", .reported([.monotonicClockRead])) { stage in
            await consume(stage, "reader", ticks(stage)._throttle(for: .milliseconds(2)))
        },
        Construct("`chunked(by:)` a timer", .deterministic) { stage in
            let timer = AsyncTimerSequence(interval: .milliseconds(3), clock: stage.clock)
            await consume(stage, "reader", ticks(stage).chunked(by: timer))
        },
        Construct("`chunks(ofCount:or:)`", .deterministic) { stage in
            let timer = AsyncTimerSequence(interval: .milliseconds(3), clock: stage.clock)
            await consume(stage, "reader", ticks(stage).chunks(ofCount: 2, or: timer))
        },
    ]

    /// Numbers that come two at a time, in either order, close to each other and then with gaps.
    static func ticks(_ stage: Stage, _ gaps: [Int64] = [0, 0, 1, 0, 3, 1, 5]) -> AsyncStream<Int> {
        let (stream, continuation) = AsyncStream.makeStream(of: Int.self)
        stage.start {
            for (number, gap) in gaps.enumerated() {
                if gap > 0 { await stage.sleep(gap) } else { await Task.yield() }
                await stage.race(2) { half in continuation.yield(2 * number + half) }
            }
            continuation.finish()
        }
        return stream
    }
}
