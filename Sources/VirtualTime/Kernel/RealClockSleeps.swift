import Containers

/// Jobs that sleep on the agenda because their task asked for a real clock.
final class RealClockSleeps: AnyHandler {
    private let kernel: Kernel
    private var sleeping = SlotTable<ReadyJob>(capacity: 4)
    var handler: UInt16 = 0

    init(kernel: Kernel) { self.kernel = kernel }

    /// Sleepers.
    var count: Int { sleeping.count }

    func add(_ job: UnownedJob, after nanoseconds: Int64) {
        precondition(nanoseconds >= 0, "A sleep takes no less than no time.")
        let token = sleeping.insert(
            ReadyJob(job: job, process: kernel.state.pointee.current, turn: JobMark.turn(of: job)))
        let now = VirtualInstant(nanoseconds: kernel.state.pointee.now)
        kernel.schedule(at: now.advanced(byNanoseconds: nanoseconds).nanoseconds, handler, token.word)
    }

    /// Wakes all, because the world ends: a sleeper that was cancelled has left a job that lets go of the rest.
    func wakeAll() {
        for token in sleeping.tokens(where: { _ in true }) {
            let woken = sleeping.remove(token)
            kernel.state.pointee.ready.append(woken)
        }
    }

    override func fire(_ word: UInt64) {
        let woken = sleeping.remove(SlotToken(word: word))
        kernel.state.pointee.ready.append(woken)
    }
}

extension Kernel {
    /// A real-clock sleep of the running job: reported, and slept virtually. How long the call itself took on the real
    /// clock must not decide anything, hence the rounding.
    func sleepInstead(_ job: UnownedJob, _ length: some DurationProtocol) {
        let grain: Int64 = 100_000
        let nanoseconds = max(0, (length as? Duration)?.wholeNanoseconds ?? 0)
        report(.realClockSleep)
        meetIfNew(job)
        guard let sleeps = state.pointee.realClockSleeps else {
            preconditionFailure("A simulation catches real sleeps from its beginning on.")
        }
        // What would end after all others does not end.
        sleeps.add(job, after: nanoseconds > .max - grain ? .max : (nanoseconds + grain - 1) / grain * grain)
    }
}
