import Glibc

/// Whose code a thread runs, for calls that know of no simulation: a draw from a stream is one.
extension Simulation {
    /// Runs `body`, whose calls that cannot be are this simulation's to hear of, on this thread.
    package func hearing<Result>(_ body: () throws -> Result) rethrows -> Result {
        let previous = pthread_getspecific(Self.here)
        pthread_setspecific(Self.here, Unmanaged.passUnretained(self).toOpaque())
        defer { pthread_setspecific(Self.here, previous) }
        return try body()
    }

    /// Does not do what cannot be, for whoever hears of it on this thread.
    /// - Parameter trap: what is said where nobody does.
    @inline(never)
    static func refuseHere(_ call: String, _ reason: String, orTrap trap: String) {
        guard let heard = pthread_getspecific(here) else { preconditionFailure(trap) }
        let simulation = Unmanaged<Simulation>.fromOpaque(heard).takeUnretainedValue()
        simulation.refuse(call, reason, orTrap: trap)
    }

    private static let here: pthread_key_t = {
        var key = pthread_key_t()
        pthread_key_create(&key, nil)
        return key
    }()
}
