import Scenarios
import VirtualTime

/// The clocks of an installation's hosts, as what befalls them: several faults of one clock add up, and the end of one
/// leaves the others.
///
/// Used by one thread.
final class ClockFaults {
    /// What one fault does to one clock.
    private struct Error {
        var fault: FaultID
        var offset: Duration
        var driftPPM: Int64
        /// Since when it drifts.
        var since: VirtualInstant

        func offsetNanoseconds(at instant: VirtualInstant) -> Int64 {
            let elapsed = instant.nanoseconds - since.nanoseconds
            let (millions, rest) = elapsed.quotientAndRemainder(dividingBy: 1_000_000)
            return offset.wholeNanoseconds + millions * driftPPM + rest * driftPPM / 1_000_000
        }
    }

    private let simulation: Simulation
    private let replicas: [Replica]
    /// By the replica's position.
    private var errors: [[Error]]
    private var ledger = FaultLedger()

    init(of replicas: [Replica], in simulation: Simulation) {
        self.simulation = simulation
        self.replicas = replicas
        errors = replicas.map { _ in [] }
    }

    /// Lets `trouble` befall the clocks of the replicas at `positions` until `remove`.
    /// - Parameter name: who injects it.
    func inject(_ trouble: ClockTrouble, into positions: [Int], named name: String) -> FaultID {
        let fault = ledger.open(name)
        for position in positions {
            errors[position].append(
                Error(fault: fault, offset: trouble.offset, driftPPM: trouble.driftPPM, since: simulation.now))
            set(position)
            ledger.hit(fault)
        }
        return fault
    }

    /// Takes away what a fault did. Ending one that has ended does nothing.
    func remove(_ fault: FaultID) {
        for position in errors.indices where errors[position].contains(where: { $0.fault == fault }) {
            errors[position].removeAll { $0.fault == fault }
            set(position)
        }
    }

    /// What a fault has done so far; it may have ended.
    func hits(of fault: FaultID) -> FaultHits { ledger[fault] }

    private func set(_ position: Int) {
        let now = simulation.now
        let wrongNanoseconds = errors[position].reduce(0) { $0 + $1.offsetNanoseconds(at: now) }
        let driftPPM = errors[position].reduce(0) { $0 + $1.driftPPM }
        var clock = replicas[position].wallClock
        clock.correct(to: simulation.settings.epochNanoseconds + now.nanoseconds + wrongNanoseconds, at: now)
        if driftPPM != 0 { clock.drift(byPPM: driftPPM, from: now) }
        replicas[position].wallClock = clock
    }
}

extension ClockTrouble {
    fileprivate var offset: Duration {
        switch self {
        case .offset(let offset), .step(let offset): offset.duration
        case .drift: .zero
        }
    }

    fileprivate var driftPPM: Int64 { if case .drift(let drift) = self { drift.partsPerMillion } else { 0 } }
}
