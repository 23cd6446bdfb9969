import VirtualTime

/// What befalls the wall clock of a replica's host.
enum ClockFault: Sendable, Equatable {
    /// It is ahead, or behind, as long as the fault lasts.
    case offset(Duration)
    /// It runs faster, or slower, as long as the fault lasts.
    case drift(partsPerMillion: Int64)
    /// It stays until healing.
    case step(Duration)
}

/// The clocks of replicas' hosts, as what befalls them: several faults of one clock add up, and the end of one leaves
/// the others.
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
    /// Those that something has befallen, in that order.
    private var clocks: [(replica: Replica, errors: [Error])] = []
    private var ledger = FaultLedger()

    init(in simulation: Simulation) { self.simulation = simulation }

    /// Lets `trouble` befall the clocks of `replicas` until `remove`, a step too.
    /// - Parameter name: who injects it.
    func inject(_ trouble: ClockFault, into replicas: [Replica], named name: String) -> FaultID {
        let fault = ledger.open(name)
        for replica in replicas {
            let clock = index(of: replica)
            clocks[clock].errors.append(
                Error(fault: fault, offset: trouble.offset, driftPPM: trouble.driftPPM, since: simulation.now))
            set(clock)
            ledger.hit(fault)
        }
        return fault
    }

    /// Takes away what a fault did. Ending one that has ended does nothing.
    func remove(_ fault: FaultID) {
        for clock in clocks.indices where clocks[clock].errors.contains(where: { $0.fault == fault }) {
            clocks[clock].errors.removeAll { $0.fault == fault }
            set(clock)
        }
    }

    /// What a fault has done so far; it may have ended.
    func hits(of fault: FaultID) -> FaultHits { ledger[fault] }

    private func index(of replica: Replica) -> Int {
        if let known = clocks.firstIndex(where: { $0.replica === replica }) { return known }
        clocks.append((replica, []))
        return clocks.count - 1
    }

    private func set(_ clock: Int) {
        let (now, errors, replica) = (simulation.now, clocks[clock].errors, clocks[clock].replica)
        let wrongNanoseconds = errors.reduce(0) { $0 + $1.offsetNanoseconds(at: now) }
        let driftPPM = errors.reduce(0) { $0 + $1.driftPPM }
        var changed = replica.wallClock
        changed.correct(
            to: simulation.settings.epoch.advanced(by: now.sinceStart + .nanoseconds(wrongNanoseconds)), at: now)
        if driftPPM != 0 { changed.drift(byPPM: driftPPM, from: now) }
        replica.wallClock = changed
    }
}

extension ClockFault {
    fileprivate var offset: Duration {
        switch self {
        case .offset(let offset), .step(let offset): offset
        case .drift: .zero
        }
    }

    fileprivate var driftPPM: Int64 { if case .drift(let partsPerMillion) = self { partsPerMillion } else { 0 } }
}
