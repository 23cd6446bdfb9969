import Dispatch
import Foundation

extension Construct {
    static let clocks: [Construct] = [
        Construct("`ContinuousClock.now`", .reported([.monotonicClockRead])) { _ in _ = ContinuousClock.now },
        Construct("`SuspendingClock.now`", .reported([.monotonicClockRead])) { _ in _ = SuspendingClock.now },
        Construct("`ContinuousClock().measure`", .reported([.monotonicClockRead])) { _ in
            _ = ContinuousClock().measure {}
        },
        Construct("`Date()`, `Date.now`", .reported([.wallClockRead])) { _ in _ = Date() },
        Construct("`gettimeofday`, `time`", .reported([.wallClockRead])) { _ in _ = time(nil) },
        Construct("`DispatchTime.now()`", .reported([.monotonicClockRead])) { _ in _ = DispatchTime.now() },
        Construct("`DispatchWallTime.now()`", .reported([.wallClockRead])) { _ in _ = DispatchWallTime.now() },
        Construct("`ProcessInfo.systemUptime`", .reported([.monotonicClockRead])) { _ in
            _ = ProcessInfo.processInfo.systemUptime
        },
        Construct("`clock()`, `getrusage`", .reported([.monotonicClockRead])) { _ in _ = Foundation.clock() },
    ]

    static let randomness: [Construct] = [
        Construct("`SystemRandomNumberGenerator`", .reported([.systemRandomness])) { _ in
            var generator = SystemRandomNumberGenerator()
            _ = generator.next()
        },
        Construct("`Int.random(in:)`, `Bool.random()`", .reported([.systemRandomness])) { _ in
            _ = Int.random(in: 0..<6)
        },
        Construct("`shuffled()`, `randomElement()`", .reported([.systemRandomness])) { _ in
            _ = [1, 2, 3].shuffled()
        },
        Construct("`UUID()`", .reported([.systemRandomness])) { _ in _ = UUID() },
        Construct("`getentropy`, `arc4random`", .reported([.systemRandomness])) { _ in
            var bytes: UInt64 = 0
            _ = getentropy(&bytes, 8)
        },
        Construct("`/dev/urandom`", .reported([.systemRandomness])) { _ in
            let file = FileHandle(forReadingAtPath: "/dev/urandom")
            _ = try? file?.read(upToCount: 1)
        },
        Construct("`rand`, `random`, `drand48`", .reported([.systemRandomness])) { _ in _ = drand48() },
        Construct("`RandomStream`", .deterministic) { stage in
            await stage.race { number in
                var stream = stage.simulation.stream("row/\(number)")
                stage.say(number, Int.random(in: 0..<1_000, using: &stream))
            }
        },
    ]

    static let unordered: [Construct] = [
        Construct("A walk over a `Set`", .notSeenButFixedByHashing) { stage in for one in Set(0..<16) { stage.say(one) }
        },
        Construct("A walk over a `Dictionary`", .notSeenButFixedByHashing) { stage in
            for (key, value) in Dictionary(uniqueKeysWithValues: (0..<16).map { ($0, $0 * $0) }) {
                stage.say(key, value)
            }
        },
        Construct("`hashValue`, `Hasher`", .notSeenButFixedByHashing) { stage in stage.say("name".hashValue) },
        Construct("`JSONEncoder` without `sortedKeys`", .notSeenButFixedByHashing) { stage in
            let values = Dictionary(uniqueKeysWithValues: (0..<16).map { ("key\($0)", $0) })
            let data = (try? JSONEncoder().encode(values)) ?? Data()
            stage.say(String(decoding: data, as: UTF8.self))
        },
        Construct("Addresses, the order of `ObjectIdentifier`", .notSeen) { stage in
            stage.say(UInt(bitPattern: ObjectIdentifier(stage)))
        },
        Construct("`ProcessInfo.processIdentifier`", .notSeen) { stage in
            stage.say(ProcessInfo.processInfo.processIdentifier)
        },
        Construct("The environment", .notSeen) { stage in
            stage.say(ProcessInfo.processInfo.environment["SWIFT_CONSTRUCTS_RUN"] ?? "")
        },
        Construct("A file that is read", .notSeen) { stage in
            stage.say((try? String(contentsOfFile: "/proc/self/stat", encoding: .utf8)) ?? "")
        },
    ]
}
