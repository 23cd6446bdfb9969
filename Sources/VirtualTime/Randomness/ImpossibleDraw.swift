import Glibc

/// A draw that cannot be. A stream is a value and knows of no simulation: who hears of it is known by the thread that
/// draws.
enum ImpossibleDraw {
    /// What is called, why not, and what is said where nobody hears.
    typealias Refuser = (_ call: String, _ reason: String, _ trap: String) -> Void

    /// Runs `body`, whose draws that cannot be are told to `refuser`, on this thread.
    static func heard<Result>(by refuser: @escaping Refuser, _ body: () throws -> Result) rethrows -> Result {
        let previous = pthread_getspecific(key)
        return try withExtendedLifetime(Hearer(refuse: refuser)) { hearer in
            pthread_setspecific(key, Unmanaged.passUnretained(hearer).toOpaque())
            defer { pthread_setspecific(key, previous) }
            return try body()
        }
    }

    /// - Parameter trap: what is said where nobody hears.
    @inline(never)
    static func refuse(_ call: String, _ reason: String, orTrap trap: String) {
        guard let heard = pthread_getspecific(key) else { preconditionFailure(trap) }
        Unmanaged<Hearer>.fromOpaque(heard).takeUnretainedValue().refuse(call, reason, trap)
    }

    private final class Hearer {
        let refuse: Refuser

        init(refuse: @escaping Refuser) { self.refuse = refuse }
    }

    private static let key: pthread_key_t = {
        var key = pthread_key_t()
        pthread_key_create(&key, nil)
        return key
    }()
}
