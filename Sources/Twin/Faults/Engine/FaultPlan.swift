import PaymentServices
import Scenarios
import ServicePorts
import VirtualTime

/// The faults of one run, known before it begins: those of its scenario, then those that its seed draws.
struct FaultPlan: Sendable {
    let faults: [FaultSpecification]
    /// The last of `faults`; empty unless the scenario is a swarm.
    let drawn: [FaultSpecification]
    /// What named moments do.
    let rules: [MomentRule]
    /// The fault that each rule belongs to.
    let faultOfRule: [Int]
    /// Whether a fault may end the view.
    let viewMayRestart: Bool

    init(_ scenario: Scenario, drawn: [FaultSpecification] = []) {
        self.drawn = drawn
        faults = scenario.faults.faults + drawn
        let end = scenario.arrivalsEnd
        var rules: [MomentRule] = []
        var owners: [Int] = []
        for (index, fault) in faults.enumerated() {
            guard let rule = fault.momentRule(named: "faults/\(index)", until: end) else { continue }
            rules.append(rule)
            owners.append(index)
        }
        self.rules = rules
        faultOfRule = owners
        let views = scenario.deployment.processes.filter { $0.service.role == .view }.map(\.name)
        viewMayRestart = faults.contains { fault in views.contains { fault.endsProcess($0, of: "view.") } }
    }

    /// The plan of a run, whose seed and replication decide what a swarm draws.
    init(of run: TwinRun) {
        guard run.scenario.swarm else {
            self.init(run.scenario)
            return
        }
        let stream = RandomStream(
            seed: run.ticket.seed, name: "faults/swarm", replication: run.ticket.replication)
        var draw = SwarmDraw(stream, scenario: run.scenario)
        self.init(run.scenario, drawn: draw.faults())
    }

    /// What the installation must be ready for, with what else befalls it; the plan's rules come first.
    func hazards(beside others: Hazards) -> Hazards {
        Hazards(moments: rules + others.moments, viewMayRestart: viewMayRestart || others.viewMayRestart)
    }

    func rule(ofFault fault: Int) -> Int? { faultOfRule.firstIndex(of: fault) }

    /// `faults:` with all of them, which repeats a swarm by hand; nil when nothing was drawn.
    var drawnText: String? {
        guard !drawn.isEmpty else { return nil }
        return "faults:\n" + faults.map { "  - \($0.text)\n" }.joined()
    }
}

extension FaultSpecification {
    /// What a moment does when the fault begins at one.
    fileprivate func momentRule(named name: String, until end: VirtualInstant) -> MomentRule? {
        guard let when else { return nil }
        guard let moment = MomentList.moment(named: when) else {
            preconditionFailure("The rules let no unknown moment through.")
        }
        let use = FaultDefinition.of(kind).moment
        let passages: MomentRule.Choice =
            if let occurrence { .occurrence(Int(clamping: occurrence)) } else {
                .share(use == .tells ? .always : share ?? .always)
            }
        return MomentRule(
            name, at: moment, of: use == .tells ? .any : targetPatterns.first ?? .any, during: .start..<end,
            choice: passages, momentAction)
    }

    private var momentAction: MomentRule.Action {
        switch kind {
        case .crash: .crash(restartAfter: restart ?? Self.usualDowntime)
        case .pause: .pause(for: length?.fixed ?? .zero)
        case .delay: .delay(delay?.distribution ?? .constant(.zero))
        case .hold: .hold(until: until.flatMap(MomentList.moment(named:)), atMost: atMost ?? Self.longestHold)
        default: .tell
        }
    }

    /// How long a process stays away that nothing else is said of: what a container takes to start again.
    static let usualDowntime = Duration.seconds(10)
    /// How long work is held that nothing else is said of.
    static let longestHold = Duration.seconds(60)

    /// Whether the process may lose what it has in memory.
    /// - Parameter moments: how the names of its moments begin.
    fileprivate func endsProcess(_ process: String, of moments: String) -> Bool {
        guard [.crash, .rollingRestart, .outOfMemory].contains(kind) else { return false }
        if kind == .crash, let when, !when.hasPrefix(moments) { return false }
        return targetPatterns.allSatisfy { $0.matches(process) }
    }
}
