import Scenarios
import VirtualTime

/// What is wrong with the clocks of the hosts, fault by fault: several on one host add up, and the end of one leaves
/// the others.
///
/// Used by one thread.
final class HostClocks {
    /// What one fault does to one clock.
    struct Error {
        var fault: Int
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

    init(of replicas: [Replica], in simulation: Simulation) {
        self.simulation = simulation
        self.replicas = replicas
        errors = replicas.map { _ in [] }
    }

    /// Adds one error to the clock of a replica.
    func add(_ error: Error, to replica: Int) {
        errors[replica].append(error)
        set(replica)
    }

    /// Takes away what a fault did.
    func remove(fault: Int) {
        for replica in errors.indices where errors[replica].contains(where: { $0.fault == fault }) {
            errors[replica].removeAll { $0.fault == fault }
            set(replica)
        }
    }

    private func set(_ replica: Int) {
        let now = simulation.now
        let wrongNanoseconds = errors[replica].reduce(0) { $0 + $1.offsetNanoseconds(at: now) }
        let driftPPM = errors[replica].reduce(0) { $0 + $1.driftPPM }
        var clock = replicas[replica].wallClock
        clock.correct(to: simulation.settings.epochNanoseconds + now.nanoseconds + wrongNanoseconds, at: now)
        if driftPPM != 0 { clock.drift(byPPM: driftPPM, from: now) }
        replicas[replica].wallClock = clock
    }
}

/// A fault of the wall clocks of the hosts that processes live on.
final class ClockEffect: FaultEffect {
    private let fault: Int
    private let specification: FaultSpecification
    private let clocks: HostClocks
    private let replicas: [Int]
    private unowned let simulation: Simulation
    private(set) var hits: UInt64 = 0

    /// - Parameters:
    ///   - fault: its position in the scenario.
    ///   - replicas: positions of those whose clocks it befalls.
    init(
        _ specification: FaultSpecification, fault: Int, clocks: HostClocks, replicas: [Int], in simulation: Simulation
    ) {
        self.specification = specification
        self.fault = fault
        self.clocks = clocks
        self.replicas = replicas
        self.simulation = simulation
    }

    func begin(until end: Int64) {
        for replica in replicas {
            let error = HostClocks.Error(
                fault: fault, offset: specification.offset?.duration ?? .zero,
                driftPPM: specification.drift?.partsPerMillion ?? 0, since: simulation.now)
            clocks.add(error, to: replica)
            hits += 1
        }
    }

    /// A step happens at one instant and has no end but healing.
    func end() { clocks.remove(fault: fault) }
    func heal() { clocks.remove(fault: fault) }
}
