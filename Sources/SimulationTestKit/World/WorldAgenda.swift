import Testing
import VirtualTime

extension SimulatedWorld {
    /// Does something so long after the world began; at once, when it is just then. What has passed is refused, as it
    /// is by `run(until:)`.
    ///
    /// An error that `body` throws fails the seed and ends the run; a moment that has not come when the test ends fails
    /// the seed.
    public func at(
        _ elapsed: Duration, sourceLocation: SourceLocation = #_sourceLocation, _ body: @escaping () throws -> Void
    ) {
        let call = "at(\(elapsed.told))"
        guard takes(call, sourceLocation) else { return }
        let now = self.elapsed
        guard hasTime(elapsed - now, "\(call) at \(now.told)", sourceLocation) else { return }
        agenda.schedule(at: VirtualInstant.start.advanced(by: elapsed), sourceLocation, body)
    }

    /// Does something so long from now.
    ///
    /// An error that `body` throws fails the seed and ends the run; a moment that has not come when the test ends fails
    /// the seed.
    public func after(
        _ delay: Duration, sourceLocation: SourceLocation = #_sourceLocation, _ body: @escaping () throws -> Void
    ) {
        let call = "after(\(delay.told))"
        guard takes(call, sourceLocation), hasTime(delay, call, sourceLocation) else { return }
        agenda.schedule(at: simulation.now.advanced(by: delay), sourceLocation, body)
    }
}

/// What a test has put on the agenda of its world.
final class WorldAgenda: AgendaHandler {
    private struct Moment {
        let instant: VirtualInstant
        /// Of a moment that the test waits for; nil for one that need not come.
        let place: SourceLocation?
        let body: () throws -> Void
    }

    private unowned let world: SimulatedWorld
    /// By the number of the entry; nil once it has been done.
    private var moments: [Moment?] = []
    private var handler: HandlerID<NumberedEntry>?

    init(_ world: SimulatedWorld) {
        self.world = world
        handler = world.simulation.register(self)
    }

    func schedule(at instant: VirtualInstant, _ place: SourceLocation?, _ body: @escaping () throws -> Void) {
        guard let handler else { preconditionFailure("A world that has ended begins nothing.") }
        moments.append(Moment(instant: instant, place: place, body: body))
        world.simulation.schedule(at: instant, handler, NumberedEntry(moments.count - 1))
    }

    func fire(_ entry: NumberedEntry) {
        guard let moment = moments[entry.number] else { preconditionFailure("A moment comes once.") }
        moments[entry.number] = nil
        do { try moment.body() } catch { world.note(error, at: moment.place) }
    }

    /// What has not been done, in the order in which it was put here.
    var notReached: [SeedFailure] {
        moments.compactMap(\.self).filter { $0.place != nil }.map { moment in
            SeedFailure(.momentNotReached(at: VirtualInstant.start.duration(to: moment.instant)), moment.place)
        }
    }

    /// Lets go of what will never be done.
    func forget() {
        moments = []
        handler = nil
    }
}

extension SimulatedWorld {
    /// What a moment of the test threw.
    fileprivate func note(_ error: any Error, at place: SourceLocation?) {
        if !failures.knows(error), !failures.noteCancellation(error) {
            failures.noteStopping(SeedFailure(.threw(error), at: simulation.now, place))
        }
        stop()
    }
}
