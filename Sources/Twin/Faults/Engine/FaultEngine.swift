import Observation
import Scenarios
import VirtualTime

/// Lets the faults of a scenario begin and end, and ends all of them as healing begins.
///
/// `@unchecked Sendable`: touched only by the thread that runs its simulation.
final class FaultEngine: AgendaHandler, @unchecked Sendable {
    /// What happens to a fault, by its place in the scenario, in one of its occurrences.
    typealias Entry = TaggedEntry<Change, EpochEntry>

    enum Change: UInt8 { case begins, ends, healing }

    private unowned let simulation: Simulation
    private let faults: [FaultSpecification]
    private let effects: [FaultEffect]
    private var schedules: [FaultSchedule]
    private var occurrences: FaultOccurrences
    private let phaseEnd: Int64
    private var handler: HandlerID<Entry>?
    /// Told of each fault as it begins and ends; nobody is unless that is set.
    var onChange: ((FaultSpecification, _ begins: Bool) -> Void)?

    /// - Parameters:
    ///   - effects: one of each fault, in the same order.
    ///   - phaseEnd: when healing begins.
    init(
        _ plan: FaultPlan, effects: [FaultEffect], until phaseEnd: VirtualInstant, in simulation: Simulation
    ) {
        precondition(plan.faults.count == effects.count, "Every fault has its effect.")
        self.simulation = simulation
        faults = plan.faults
        self.effects = effects
        self.phaseEnd = phaseEnd.nanoseconds
        occurrences = FaultOccurrences(count: plan.faults.count)
        schedules = zip(plan.faults, plan.names).map { fault, name in
            FaultSchedule(fault, phaseEnd: phaseEnd.nanoseconds) { simulation.stream("\(name)/\($0)") }
        }
    }

    /// Puts the first beginning of each fault on the agenda. A run without faults has no entry there.
    func start() {
        guard !faults.isEmpty else { return }
        handler = simulation.register(self)
        for fault in faults.indices { scheduleNext(of: fault, after: nil) }
        schedule(.healing, fault: 0, at: phaseEnd)
    }

    // MARK: Agenda

    private func schedule(_ change: Change, fault: Int, occurrence: UInt64 = 0, at instant: Int64) {
        guard let handler else { return }
        let entry = Entry(change, EpochEntry(fault, epoch: Int(occurrence)))
        simulation.schedule(at: VirtualInstant(nanoseconds: instant), handler, entry)
    }

    private func scheduleNext(of fault: Int, after previous: Int64?) {
        guard let begin = schedules[fault].next(after: previous) else { return }
        schedule(.begins, fault: fault, at: begin)
    }

    func fire(_ entry: Entry) {
        let fault = entry.subject.number
        switch entry.tag {
        case .begins:
            begin(fault)
            scheduleNext(of: fault, after: simulation.now.nanoseconds)
        case .ends: end(fault, occurrence: UInt64(entry.subject.epoch))
        case .healing: heal()
        }
    }

    /// Lets a fault begin now, unless it is on.
    func begin(_ fault: Int) {
        let now = simulation.now.nanoseconds
        guard !effects[fault].isUnderWay, occurrences.begin(fault, at: now) else { return }
        note(fault, 1)
        onChange?(faults[fault], true)
        let occurrence = occurrences.entries[fault].occurrences
        guard faults[fault].definition.lasts else {
            effects[fault].begin(until: now)
            _ = occurrences.end(fault, occurrence: occurrence, at: now)
            return
        }
        let end = schedules[fault].end(ofBeginning: now)
        effects[fault].begin(until: end)
        schedule(.ends, fault: fault, occurrence: occurrence, at: end)
    }

    private func end(_ fault: Int, occurrence: UInt64) {
        guard occurrences.end(fault, occurrence: occurrence, at: simulation.now.nanoseconds) else { return }
        note(fault, 2)
        onChange?(faults[fault], false)
        effects[fault].end()
    }

    private func heal() {
        for fault in occurrences.heal() { end(fault, occurrence: occurrences.entries[fault].occurrences) }
        for effect in effects { effect.heal() }
        note(0, 3)
    }

    private func note(_ fault: Int, _ what: UInt64) { simulation.note(TwinTrace.fault, of: fault, what) }

    // MARK: What it came to

    /// What each fault came to, in the scenario's order.
    func injected() -> [InjectedFault] {
        faults.indices.map { index in
            let (fault, entry) = (faults[index], occurrences.entries[index])
            let episodes =
                effects[index].episodes
                ?? FaultEpisodes(count: entry.occurrences, first: entry.firstBegin, last: entry.lastEnd)
            return InjectedFault(
                index: index, kind: fault.word, target: fault.target ?? "", text: fault.text,
                occurrences: episodes.count, begin: episodes.first, end: episodes.last,
                activeNanoseconds: entry.activeNanoseconds, hits: effects[index].hits,
                hitUnit: fault.definition.hitUnit)
        }
    }
}
