import Dispatch
import Foundation
import VirtualTime

extension Construct {
    static let clocks: [Construct] = [
        Construct("`ContinuousClock.now`", .reported([.monotonicClockRead])) { _ in _ = ContinuousClock.now },
        Construct("`SuspendingClock.now`", .reported([.monotonicClockRead])) { _ in _ = SuspendingClock.now },
        Construct("`ContinuousClock().measure`", .reported([.monotonicClockRead])) { _ in
            _ = ContinuousClock().measure {}
        },
        Construct("`Date()`", .reported([.wallClockRead])) { _ in _ = Date() },
        Construct("`Date.now`", .reported([.wallClockRead])) { _ in _ = Date.now },
        Construct("`gettimeofday`", .reported([.wallClockRead])) { _ in
            var now = timeval()
            gettimeofday(&now, nil)
        },
        Construct("`time`", .reported([.wallClockRead])) { _ in _ = time(nil) },
        Construct("`DispatchTime.now()`", .reported([.monotonicClockRead])) { stage in
            stage.say(DispatchTime.now().uptimeNanoseconds)
        },
        Construct("`DispatchWallTime.now()`", .reported([.wallClockRead])) { stage in
            stage.say(DispatchWallTime.now())
        },
        Construct("`ProcessInfo.systemUptime`", .reported([.monotonicClockRead])) { _ in
            _ = ProcessInfo.processInfo.systemUptime
        },
        Construct("`timespec_get`", .reported([.wallClockRead])) { _ in
            var now = timespec()
            timespec_get(&now, TIME_UTC)
        },
        Construct("`clock_gettime` of `CLOCK_REALTIME_ALARM`", .reported([.wallClockRead])) { _ in
            var now = timespec()
            clock_gettime(CLOCK_REALTIME_ALARM, &now)
        },
        Construct("`clock_gettime` of `CLOCK_BOOTTIME_ALARM`", .reported([.monotonicClockRead])) { _ in
            var now = timespec()
            clock_gettime(CLOCK_BOOTTIME_ALARM, &now)
        },
        Construct("`clock()`", .reported([.monotonicClockRead])) { _ in _ = Foundation.clock() },
        Construct("`getrusage`", .reported([.monotonicClockRead])) { _ in
            var used = rusage()
            getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &used)
        },
    ]

    static let randomness: [Construct] = [
        Construct("`SystemRandomNumberGenerator`", .reported([.systemRandomness])) { _ in
            var generator = SystemRandomNumberGenerator()
            _ = generator.next()
        },
        Construct("`Int.random(in:)`", .reported([.systemRandomness])) { _ in _ = Int.random(in: 0..<6) },
        Construct("`Bool.random()`", .reported([.systemRandomness])) { _ in _ = Bool.random() },
        Construct("`shuffled()`", .reported([.systemRandomness])) { _ in _ = [1, 2, 3].shuffled() },
        Construct("`randomElement()`", .reported([.systemRandomness])) { _ in _ = [1, 2, 3].randomElement() },
        Construct("`UUID()`", .reported([.systemRandomness])) { _ in _ = UUID() },
        Construct("`getentropy`", .reported([.systemRandomness])) { _ in
            var bytes: UInt64 = 0
            _ = getentropy(&bytes, 8)
        },
        Construct("`arc4random`", .reported([.systemRandomness])) { _ in _ = arc4random() },
        Construct("`/dev/urandom`", .reported([.systemRandomness])) { _ in
            let file = FileHandle(forReadingAtPath: "/dev/urandom")
            _ = try? file?.read(upToCount: 1)
        },
        Construct("`/dev/urandom` by `fopen`", .reported([.systemRandomness])) { _ in
            if let file = fopen("/dev/urandom", "r") { fclose(file) }
        },
        Construct("`/dev/urandom` by `openat`", .reported([.systemRandomness])) { _ in
            close(openat(AT_FDCWD, "/dev/urandom", O_RDONLY))
        },
        Construct("`/dev/urandom` by `__open_2`", .reported([.systemRandomness])) { _ in
            close(Fortified.function("__open_2", as: Fortified.Open.self)("/dev/urandom", O_RDONLY))
        },
        Construct("`/dev/urandom` by `__open64_2`", .reported([.systemRandomness])) { _ in
            close(Fortified.function("__open64_2", as: Fortified.Open.self)("/dev/urandom", O_RDONLY))
        },
        Construct("`/dev/urandom` by `__openat_2`", .reported([.systemRandomness])) { _ in
            close(Fortified.function("__openat_2", as: Fortified.OpenAt.self)(AT_FDCWD, "/dev/urandom", O_RDONLY))
        },
        Construct("`/dev/urandom` by `__openat64_2`", .reported([.systemRandomness])) { _ in
            close(Fortified.function("__openat64_2", as: Fortified.OpenAt.self)(AT_FDCWD, "/dev/urandom", O_RDONLY))
        },
        Construct("`rand`", .reported([.systemRandomness])) { _ in _ = rand() },
        Construct("`random`", .reported([.systemRandomness])) { _ in _ = random() },
        Construct("`drand48`", .reported([.systemRandomness])) { _ in _ = drand48() },
        Construct("`mkstemp`", .notSeen) { stage in
            var name = Array("/tmp/row-XXXXXX".utf8CString)
            close(mkstemp(&name))
            unlink(name)
            stage.say(String(decoding: name.map(UInt8.init(bitPattern:)), as: UTF8.self))
        },
        Construct("`RandomStream`", .deterministic) { stage in
            await stage.race { number in
                var stream: RandomStream = stage.simulation.stream("row/\(number)")
                stage.say(number, Int.random(in: 0..<1_000, using: &stream))
            }
        },
    ]

    static let unordered: [Construct] = [
        Construct("A walk over a `Set`", .notSeenButFixedByHashing) { stage in
            for one in Set(0..<16) { stage.say(one) }
        },
        Construct("A walk over a `Dictionary`", .notSeenButFixedByHashing) { stage in
            for (key, value) in Dictionary(uniqueKeysWithValues: (0..<16).map { ($0, $0 * $0) }) {
                stage.say(key, value)
            }
        },
        Construct("`hashValue`", .notSeenButFixedByHashing) { stage in stage.say("name".hashValue) },
        Construct("`Hasher`", .notSeenButFixedByHashing) { stage in
            var hasher = Hasher()
            hasher.combine("name")
            stage.say(hasher.finalize())
        },
        Construct("`JSONEncoder` without sorted keys", .notSeenButFixedByHashing) { stage in
            let values = Dictionary(uniqueKeysWithValues: (0..<16).map { ("key\($0)", $0) })
            let data = (try? JSONEncoder().encode(values)) ?? Data()
            stage.say(String(decoding: data, as: UTF8.self))
        },
    ]

    /// What a process finds on its machine: nobody sees that it looks.
    static let surroundings: [Construct] = [
        Construct("An address such as an `ObjectIdentifier`", .notSeen) { stage in
            stage.say(UInt(bitPattern: ObjectIdentifier(stage)))
        },
        Construct("`ProcessInfo.processIdentifier`", .notSeen) { stage in
            stage.say(ProcessInfo.processInfo.processIdentifier)
        },
        Construct("`ProcessInfo.environment`", .notSeen) { stage in
            stage.say(ProcessInfo.processInfo.environment["SWIFT_CONSTRUCTS_RUN"] ?? "")
        },
        Construct("`getenv`", .notSeen) { stage in
            stage.say(getenv("SWIFT_CONSTRUCTS_RUN").map { String(cString: $0) } ?? "")
        },
        Construct("`ProcessInfo.hostName`", .notSeenButOfTheMachine) { stage in
            stage.say(ProcessInfo.processInfo.hostName)
        },
        Construct("`ProcessInfo.activeProcessorCount`", .notSeenButOfTheMachine) { stage in
            stage.say(ProcessInfo.processInfo.activeProcessorCount)
        },
        Construct("`TimeZone.current`", .notSeen) { stage in stage.say(TimeZone.current.identifier) },
        Construct("`Locale.current`", .deterministic) { stage in
            await stage.race { number in stage.say(number, Locale.current.identifier) }
        },
        Construct("A file that is read", .notSeen) { stage in
            stage.say((try? String(contentsOfFile: "/proc/self/stat", encoding: .utf8)) ?? "")
        },
        Construct("A file that is written", .notSeen) { stage in
            // All processes write to one, and each finds what the others have written.
            let file = FileHandle(forUpdatingAtPath: getenv("SWIFT_CONSTRUCTS_FILE").map { String(cString: $0) } ?? "")
            let length = try? file?.seekToEnd()
            try? file?.write(contentsOf: [1])
            try? file?.close()
            stage.say(length ?? 0)
        },
        Construct("The listing of a folder", .notSeen) { stage in
            stage.say((try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")) ?? [])
        },
    ]
}
