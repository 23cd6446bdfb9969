/// Whether a host may be called: a circuit breaker as Nygard's "Release It!" has it, without IO.
///
/// Closed, it lets every call through and counts those that failed in a row. With the last of `failures` it opens, and
/// lets none through for `openTime`. Then it is half-open: `probes` calls go through, and when all are answered it
/// closes; the first that fails opens it again. What was let through before it changed its state says nothing about the
/// host now, and is not counted.
public struct CircuitBreaker: Sendable {
    /// When it opens and how it closes.
    public struct Settings: Sendable, Equatable {
        /// Failures in a row that open it.
        public var failures: Int
        /// How long it stays open.
        public var openTime: Duration
        /// Calls that a half-open breaker lets through, all of which have to be answered.
        public var probes: Int

        /// Five failures in a row, half a minute, and one probe, unless told otherwise.
        public init(failures: Int = 5, openTime: Duration = .seconds(30), probes: Int = 1) {
            self.failures = failures
            self.openTime = openTime
            self.probes = probes
        }
    }

    enum State: Sendable, Equatable {
        case closed(failuresInARow: Int)
        case open(untilNanoseconds: Int64)
        case halfOpen(letThrough: Int, answered: Int)
    }

    /// What a call that was let through brings back.
    struct Permit: Sendable, Equatable { fileprivate let turn: UInt64 }

    private let settings: Settings
    private let openNanoseconds: Int64
    private(set) var state = State.closed(failuresInARow: 0)
    /// Counts changes of state.
    private var turn: UInt64 = 0

    init(_ settings: Settings) {
        precondition(settings.failures > 0 && settings.probes > 0, "A breaker counts from one.")
        self.settings = settings
        openNanoseconds = settings.openTime.nanoseconds
    }

    /// Nil when the host is to be left alone.
    mutating func permit(at nanoseconds: Int64) -> Permit? {
        if case .open(let until) = state, until <= nanoseconds { go(to: .halfOpen(letThrough: 0, answered: 0)) }
        switch state {
        case .closed: break
        case .open: return nil
        case .halfOpen(settings.probes, _): return nil
        case .halfOpen(let letThrough, let answered):
            state = .halfOpen(letThrough: letThrough + 1, answered: answered)
        }
        return Permit(turn: turn)
    }

    /// The host answered, and not that it cannot.
    mutating func answered(_ permit: Permit) {
        guard permit.turn == turn else { return }
        switch state {
        case .closed: state = .closed(failuresInARow: 0)
        case .halfOpen(_, let answered) where answered + 1 == settings.probes: go(to: .closed(failuresInARow: 0))
        case .halfOpen(let letThrough, let answered):
            state = .halfOpen(letThrough: letThrough, answered: answered + 1)
        case .open: preconditionFailure("An open breaker has let nothing through.")
        }
    }

    /// The host did not answer, or said that it cannot.
    mutating func failed(_ permit: Permit, at nanoseconds: Int64) {
        guard permit.turn == turn else { return }
        switch state {
        case .closed(let failures) where failures + 1 < settings.failures:
            state = .closed(failuresInARow: failures + 1)
        case .closed, .halfOpen: go(to: .open(untilNanoseconds: nanoseconds + openNanoseconds))
        case .open: preconditionFailure("An open breaker has let nothing through.")
        }
    }

    /// Nobody will know how the call ends: its caller was cancelled.
    mutating func forgotten(_ permit: Permit) {
        guard permit.turn == turn, case .halfOpen(let letThrough, let answered) = state else { return }
        state = .halfOpen(letThrough: letThrough - 1, answered: answered)
    }

    private mutating func go(to next: State) {
        state = next
        turn += 1
    }
}

extension Duration {
    /// Whole nanoseconds; the rest is dropped.
    var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}
