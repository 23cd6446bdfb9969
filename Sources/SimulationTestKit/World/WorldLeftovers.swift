import Testing
import VirtualTime

/// What a test has asked for and has not waited for. A test passes by what has run, and not by what was never reached.
extension SimulatedWorld {
    /// Fails the seed for each; where something else has ended it, that is told alone.
    func noteWhatNeverCame() {
        for (replica, place) in replicas where replica.incarnations == 0 && failures.cancellation == nil {
            failures.note(SeedFailure(.neverStarted, in: replica.name, place))
        }
        guard failures.stopping == nil else { return }
        for (_, start) in notBegun.sorted(by: { $0.key < $1.key }) where start.process.isAlive {
            let name = "\(start.process.name)#\(start.process.incarnation)"
            failures.note(SeedFailure(.neverStarted, in: name, start.place))
        }
        for failure in madeAgenda?.notReached ?? [] { failures.note(failure) }
        for (replica, place) in replicas { noteWhatNeverCame(for: replica, place) }
        for paused in simulation.pausedProcesses where !isOfReplica(paused.name) {
            failures.note(SeedFailure(.leftPaused, in: paused.name, paused.place.location))
        }
        for case let restart as RollingRestart in simulation.awaitedWork { noteWhatNeverCame(for: restart) }
        for injected in injected where injected.fault.isUnderWay {
            failures.note(SeedFailure(.faultNotOver(injected.fault.fault), injected.place))
        }
    }

    private func noteWhatNeverCame(for replica: Replica, _ place: SourceLocation) {
        for awaited in replica.returnsToCome {
            let place = awaited.trail.location ?? place
            failures.note(SeedFailure(.stayedAway(until: awaited.instant.sinceStart), in: replica.name, place))
        }
        if let trail = replica.placeOfPause {
            failures.note(SeedFailure(.leftPaused, in: replica.name, trail.location ?? place))
        }
    }

    private func noteWhatNeverCame(for restart: RollingRestart) {
        guard let trail = restart.place else { return }
        switch restart.state {
        case .ready: failures.note(SeedFailure(.neverStarted, in: "a rolling restart", trail.location))
        case .running:
            let cause = SeedFailure.Cause.restartNotOver(takenDown: restart.takenDown, of: restart.replicaCount)
            failures.note(SeedFailure(cause, trail.location))
        case .done, .cancelled: break
        }
    }

    private func isOfReplica(_ process: String) -> Bool {
        replicas.contains { $0.replica.process.map { "\($0.name)#\($0.incarnation)" } == process }
    }
}

extension CallTrail {
    fileprivate var location: SourceLocation? { source.map { SourceLocation($0) } }
}
