import VirtualTime

/// What the entries of `faults:` must be to be faults of their scenario: whole, and aimed at what it has.
struct FaultRules {
    private let targets: FaultTargets
    private let reach: FaultReach
    private let duration: Duration
    /// In nanoseconds, of any host.
    private let longestWork: Double

    private init(_ scenario: Scenario) {
        let deployment = scenario.deployment
        targets = FaultTargets(deployment, in: scenario)
        reach = FaultReach(targets: targets)
        duration = scenario.duration
        let hostings = deployment.services.map(\.hosting) + [deployment.gateway.hosting]
        longestWork = hostings.map(\.serviceTime.extremeNanoseconds).max() ?? 0
    }

    /// - Returns: the scenario's faults, one for each entry.
    /// - Throws: the first that cannot be, at the place of the key that is to blame.
    static func faults(
        of scenario: Scenario, places: [String: ScenarioError.Place]
    ) throws(ScenarioError) -> [FaultSpecification] {
        guard !scenario.faultList.entries.isEmpty else { return [] }
        let rules = FaultRules(scenario)
        var faults: [FaultSpecification] = []
        for (index, entry) in scenario.faultList.entries.enumerated() {
            do throws(FaultComplaint) {
                faults.append(try rules.fault(entry, after: faults))
            } catch {
                let path = "faults.\(index)"
                let place = error.key.flatMap { places["\(path).\($0)"] } ?? places[path] ?? places["faults"]
                throw ScenarioError(
                    error.kind, at: place ?? .init(source: scenario.name),
                    "\(path) (\(entry.kind.rawValue)): \(error.message)", wayOut: error.wayOut)
            }
        }
        return faults
    }

    private func fault(
        _ entry: FaultEntry, after earlier: [FaultSpecification]
    ) throws(FaultComplaint) -> FaultSpecification {
        try checkName(of: entry, among: earlier)
        try checkTarget(of: entry)
        let fault = try FaultSpecification(entry)
        try checkBeginning(of: fault)
        try checkKafka(fault.effect)
        try reach.check(fault)
        try checkSlowness(of: fault, with: earlier)
        return fault
    }

    // MARK: Names

    private func checkName(of entry: FaultEntry, among earlier: [FaultSpecification]) throws(FaultComplaint) {
        guard let name = entry[FaultKeys.name], let twin = earlier.firstIndex(where: { $0.name == name }) else {
            return
        }
        throw FaultComplaint(
            key: "name", message: "faults.\(twin) has the name `\(name)`, too", wayOut: "choose another for one of them"
        )
    }

    private func checkTarget(of entry: FaultEntry) throws(FaultComplaint) {
        let definition = FaultDefinition.of(entry.kind)
        let known = targets.names(definition.target)
        guard let target = entry[FaultKeys.target] else {
            if entry.says(FaultKeys.when.name), definition.moment != .tells { return }
            throw FaultComplaint(
                kind: .wrongShape, message: "`target` is missing",
                wayOut: "write \(definition.target.article), such as \(known.map { $0[0] }.joined(separator: " -> "))")
        }
        let patterns = definition.target.patterns(in: target)
        guard patterns.count == known.count else {
            let shape = known.count == 2 ? "`caller -> host`, such as core-1 -> kafka-gateway.test" : "one name"
            throw FaultComplaint(
                key: "target", kind: .wrongValue, message: "`\(target)` is no \(definition.target.rawValue)",
                wayOut: "write \(shape)")
        }
        for (pattern, names) in zip(patterns, known) where !names.contains(where: pattern.matches) {
            throw FaultComplaint(
                key: "target", kind: .wrongValue,
                message: "no \(definition.target.rawValue) of this scenario has the name `\(pattern)`",
                wayOut: NearestKey.wayOut(from: pattern.description, to: names))
        }
    }

    private func checkKafka(_ effect: FaultEffectKind) throws(FaultComplaint) {
        guard case .kafka(let trouble) = effect else { return }
        if case .leaderFailover(let broker) = trouble, broker >= targets.brokers.count {
            throw FaultComplaint(
                key: "to", kind: .outOfRange, message: "there is no broker \(broker)",
                wayOut: "the brokers are 0 to \(targets.brokers.count - 1); kafka.brokers gives more")
        }
        guard trouble.needsCopies, targets.copies < 2 else { return }
        throw FaultComplaint(
            message: "no partition has a second copy",
            wayOut: "set kafka.brokers and kafka.replication_factor to 2 or more")
    }

    // MARK: Times

    private func checkBeginning(of fault: FaultSpecification) throws(FaultComplaint) {
        let begin = fault.beginning.earliest
        guard begin < duration else {
            throw FaultComplaint(
                key: fault.beginning.window == nil ? "at" : "during",
                message: "it would begin after \(begin.text), when faults are over (duration \(duration.text))",
                wayOut: "begin earlier, or make the duration longer")
        }
    }

    private func checkSlowness(
        of fault: FaultSpecification, with earlier: [FaultSpecification]
    ) throws(FaultComplaint) {
        guard fault.slowdown > 1 else { return }
        let all = earlier.reduce(fault.slowdown) { $0 * $1.slowdown }
        guard longestWork * all > Double(Duration.longestNanoseconds) else { return }
        throw FaultComplaint(
            key: "factor", kind: .outOfRange,
            message: "the longest work of a service would take more than \(Duration.longest.text)",
            wayOut: "slow down less, or shorten the service times")
    }
}

extension FaultSpecification {
    /// How many times longer the work of a host takes at the most.
    fileprivate var slowdown: Double { if case .host(let trouble) = effect { trouble.factor } else { 1 } }
}

extension KafkaTrouble {
    fileprivate var needsCopies: Bool {
        switch self {
        case .leaderFailover, .replicationLag: true
        case .brokerDown, .produceLost, .acknowledgementLost, .delay, .coordinatorDown: false
        }
    }
}

extension FaultTargetKind {
    /// In messages.
    fileprivate var article: String {
        switch self {
        case .process: "the name of a process"
        case .link: "`caller -> host`"
        case .host: "the name of a host"
        case .gateway: "the name of the gateway"
        case .bucket: "the name of a bucket"
        case .client: "the name of who asks Kafka"
        case .broker: "the number of a broker"
        case .topic: "the name of a topic"
        case .group: "the name of a consumer group"
        }
    }
}
