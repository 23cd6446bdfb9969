import Scenarios
import VirtualTime

/// The faults of one run, known before it begins: those of its scenario, then those that its seed draws.
struct FaultPlan: Sendable {
    let faults: [FaultSpecification]
    /// One for each of `faults`: what its streams of randomness are found by.
    let names: [String]
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
        faults = scenario.faults + drawn
        names = Self.names(of: faults)
        let end = scenario.arrivalsEnd
        var rules: [MomentRule] = []
        var owners: [Int] = []
        for (index, fault) in faults.enumerated() {
            guard let rule = fault.momentRule(named: names[index], until: end) else { continue }
            rules.append(rule)
            owners.append(index)
        }
        self.rules = rules
        faultOfRule = owners
        let views = scenario.deployment.processes.filter { $0.service.role == .view }.map(\.name)
        viewMayRestart = faults.contains { fault in views.contains { fault.endsProcess($0, of: "view.") } }
    }

    /// A fault is found by its name, or else by all that it says, so that one fault more or less leaves the draws of
    /// the others as they were. Those that say the same are told apart by their order.
    static func names(of faults: [FaultSpecification]) -> [String] {
        var occurrences: [String: Int] = [:]
        return faults.map { fault in
            if let name = fault.name { return "faults/name/\(name)" }
            let text = fault.text
            occurrences[text, default: 0] += 1
            let number = occurrences[text, default: 1]
            return "faults/\(text)" + (number == 1 ? "" : "#\(number)")
        }
    }

    /// The plan of a run, whose seed and replication decide what a swarm draws.
    init(_ scenario: Scenario, seed: UInt64, replication: UInt64) {
        guard scenario.swarm else {
            self.init(scenario)
            return
        }
        let stream = RandomStream(seed: seed, name: "faults/swarm", replication: replication)
        var draw = SwarmDraw(stream, scenario: scenario)
        self.init(scenario, drawn: draw.faults())
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
        guard case .moment(let moment, let passages) = beginning else { return nil }
        let choice: MomentRule.Choice =
            switch passages {
            case .each: .share(.always)
            case .occurrence(let number): .occurrence(Int(clamping: number))
            case .share(let share): .share(share)
            }
        let processes = definition.moment == .tells ? NamePattern.any : targetPatterns.first ?? .any
        return MomentRule(name, at: moment, of: processes, during: .start..<end, choice: choice, momentAction)
    }

    private var momentAction: MomentRule.Action {
        switch effect {
        case .process(.crash(.forGood)): .crashForGood
        case .process(.crash(let restart)): .crash(restartAfter: restart?.length ?? ProcessTrouble.usualDowntime)
        case .process(.pause): .pause(for: length?.fixed ?? .zero)
        case .passage(.delay(let delay)): .delay(delay.distribution)
        case .passage(.hold(let moment, let longest)):
            .hold(until: moment, atMost: longest ?? PassageTrouble.longestHold)
        case .process, .clock, .link, .host, .gateway, .store, .kafka: .tell
        }
    }

    /// Whether the process may lose what it has in memory.
    /// - Parameter moments: how the names of its moments begin.
    fileprivate func endsProcess(_ process: String, of moments: String) -> Bool {
        guard case .process(let trouble) = effect, infrastructureFault()?.takesReplicasAway == true else {
            return false
        }
        if case .crash = trouble, case .moment(let moment, _) = beginning, !moment.description.hasPrefix(moments) {
            return false
        }
        return targetPatterns.allSatisfy { $0.matches(process) }
    }
}
