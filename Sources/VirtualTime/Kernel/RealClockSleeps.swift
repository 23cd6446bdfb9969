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

    /// Wakes all, because the world ends: a sleeper that was cancelled has left a job that lets go of the rest. A task
    /// from outside goes on there.
    func wakeAll() {
        for token in sleeping.tokens(where: { _ in true }) {
            let woken = sleeping.remove(token)
            if kernel.isOfOutsider(woken.job) {
                Machine.unseen { SleepGuard.handBack(woken.job) }
            } else {
                kernel.state.pointee.ready.append(woken)
            }
        }
    }

    /// Whether one of this process sleeps.
    func contains(of process: UInt32) -> Bool { !sleeping.tokens(where: { $0.process == process }).isEmpty }

    override func fire(_ word: UInt64) {
        let woken = sleeping.remove(SlotToken(word: word))
        kernel.state.pointee.ready.append(woken)
    }
}

extension Kernel {
    /// A real-clock sleep of the running job: reported, and slept virtually. Real clocks show virtual time in here, so
    /// its length is exact.
    func sleepInstead(_ job: UnownedJob, _ length: some DurationProtocol) {
        let nanoseconds = max(0, (length as? Duration)?.wholeNanoseconds ?? 0)
        forgetClockReadOfSleep()
        if let place = CallPlace.ofSleep() { report(.realClockSleep, at: place.text) }
        meetIfNew(job)
        guard let sleeps = state.pointee.realClockSleeps else {
            preconditionFailure("A simulation catches real sleeps from its beginning on.")
        }
        sleeps.add(job, after: nanoseconds)
    }
}
