/// Who runs a simulation for others, and hears of what they ask of it that cannot be. Such a call does nothing then; it
/// traps where whoever calls runs the simulation himself.
package protocol CallRefuser: AnyObject {
    /// Whether the simulation is being ended by whom it belongs to.
    var isEnding: Bool { get }
    /// Whether this is the thread that runs the simulation.
    var isHere: Bool { get }

    /// Hears of a call that is not done, on the thread that has called.
    /// - Parameters:
    ///   - call: as it is written.
    ///   - reason: why not; ends with the way out.
    ///   - source: of the call; nil where the program does not know its own lines.
    func refuse(_ call: String, _ reason: String, at source: CodeSource?, in simulation: Simulation)
}

/// Something begun that is to come to its end before its simulation does.
package protocol AwaitedWork: AnyObject {}

extension Simulation {
    /// Does not do what cannot be.
    /// - Parameter trap: what is said where nobody hears of it.
    package func refuse(_ call: @autoclosure () -> String, _ reason: @autoclosure () -> String, orTrap trap: String) {
        guard let refuser else { preconditionFailure(trap) }
        refuser.refuse(call(), reason(), at: CallPlace.ofCall(), in: self)
    }

    /// Runs `body`, whose draws that cannot be are this simulation's to hear of, on this thread.
    package func hearing<Result>(_ body: () throws -> Result) rethrows -> Result {
        try ImpossibleDraw.heard(by: { [unowned self] in refuse($0, $1, orTrap: $2) }, body)
    }

    /// The innermost line of the program that has called the simulation, or a part of it; nil where the program does
    /// not know its own lines.
    package var placeOfCall: CodeSource? { CallPlace.ofCall() }

    /// Whether whoever calls may end a part of the simulation, or all of it: not when it belongs to another, who does
    /// so himself.
    package func mayEnd(_ call: String) -> Bool {
        guard let refuser, !refuser.isEnding || isRunning else { return true }
        let reason = "the world ends by itself, with everything in it; leave it to that"
        refuser.refuse(call, reason, at: CallPlace.ofCall(), in: self)
        return false
    }

    /// Whether the simulation goes on, and on this thread; otherwise the call is refused.
    func takes(_ call: @autoclosure () -> String, orTrap trap: String) -> Bool {
        if isClosed {
            refuse(call(), "the simulation is closed; ask before", orTrap: trap)
            return false
        }
        guard let refuser, !refuser.isHere else { return true }
        refuse(call(), "another thread runs the simulation; ask on that one", orTrap: trap)
        return false
    }

    /// Whether whoever runs the simulation for others takes a call on this thread, now; otherwise it is refused. What
    /// unwinds while the world ends may call. Where nobody runs it for others, each call is taken.
    package func admits(_ call: @autoclosure () -> String) -> Bool {
        guard let refuser, !refuser.isHere || isClosed && !refuser.isEnding else { return true }
        refuse(call(), "the simulation is closed; ask before", orTrap: "A simulation that is closed takes no call.")
        return false
    }

    /// Whether a duration goes on in time; otherwise the call is refused.
    func isTime(_ duration: Duration, _ call: @autoclosure () -> String, orTrap trap: String) -> Bool {
        if duration < .zero {
            refuse("\(call())\(duration.told))", "time does not go back; give it 0 s or more", orTrap: trap)
        }
        return duration >= .zero
    }
}
