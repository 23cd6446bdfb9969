import PaymentServices
import ServicePorts
import VirtualTime

/// What no single value of a fault can be wrong in: keys that are missing or exclude each other, and names of what the
/// scenario does not have.
package struct FaultRules {
    private struct Complaint: Error {
        /// The key that is wrong; nil for the fault as a whole.
        var key: String?
        var kind = ScenarioError.Kind.contradiction
        var message: String
        var wayOut: String
    }

    private let targets: FaultTargets
    private let duration: Duration
    /// In nanoseconds, of any host.
    private let longestWork: Double

    package init(_ scenario: Scenario) {
        let deployment = scenario.deployment
        targets = FaultTargets(deployment, on: scenario.infrastructure)
        duration = scenario.duration
        let hostings = deployment.services.map(\.hosting) + [deployment.gateway.hosting]
        longestWork = hostings.map(\.serviceTime.extremeNanoseconds).max() ?? 0
    }

    /// - Throws: the first fault that cannot be, at the place of the key that is to blame.
    package static func check(_ scenario: Scenario, places: [String: ScenarioError.Place]) throws(ScenarioError) {
        guard !scenario.faults.faults.isEmpty else { return }
        let rules = FaultRules(scenario)
        for (index, fault) in scenario.faults.faults.enumerated() {
            do throws(Complaint) {
                try rules.check(fault)
                try rules.checkOverlap(of: fault, with: scenario.faults.faults[..<index])
                try rules.checkSlowness(of: fault, with: scenario.faults.faults[..<index])
            } catch {
                let path = "faults.\(index)"
                let place = error.key.flatMap { places["\(path).\($0)"] } ?? places[path] ?? places["faults"]
                throw ScenarioError(
                    error.kind, at: place ?? .init(source: scenario.name),
                    "\(path) (\(fault.kind.rawValue)): \(error.message)", wayOut: error.wayOut)
            }
        }
    }

    private func checkOverlap(
        of fault: FaultSpecification, with earlier: ArraySlice<FaultSpecification>
    ) throws(Complaint) {
        guard let own = FaultOverlap(fault, duration: duration) else { return }
        let names = targets.names(FaultDefinition.of(fault.kind).target).flatMap(\.self)
        for (index, other) in zip(earlier.indices, earlier) {
            guard let overlap = FaultOverlap(other, duration: duration),
                let name = own.shared(with: overlap, among: names)
            else { continue }
            throw Complaint(
                message: "it may befall `\(name)` while faults.\(index) does, and the two do not add up",
                wayOut: "give them times or targets apart, or make one of them")
        }
    }

    private func checkSlowness(
        of fault: FaultSpecification, with earlier: ArraySlice<FaultSpecification>
    ) throws(Complaint) {
        guard let factor = fault.factor else { return }
        let all = earlier.reduce(factor) { $0 * ($1.factor ?? 1) }
        guard longestWork * all > Double(Duration.longestNanoseconds) else { return }
        throw Complaint(
            key: "factor", kind: .outOfRange,
            message: "the longest work of a service would take more than a hundred years",
            wayOut: "slow down less, or shorten the service times")
    }

    private func check(_ fault: FaultSpecification) throws(Complaint) {
        let definition = FaultDefinition.of(fault.kind)
        try checkTarget(of: fault, definition)
        for name in definition.required where FaultField.named(name)?.text(fault) == nil {
            let expected = FaultField.named(name)?.expected ?? ""
            throw Complaint(kind: .wrongShape, message: "`\(name)` is missing", wayOut: "write \(expected)")
        }
        try checkBeginning(of: fault, definition)
        try checkLength(of: fault, definition)
        if fault.kind == .slowCPU, fault.delay?.fixed == nil {
            throw Complaint(
                key: "delay", kind: .wrongValue, message: "a fixed time per step is needed here",
                wayOut: "write one, such as 5ms")
        }
        if let to = fault.to, to >= targets.brokers.count {
            throw Complaint(
                key: "to", kind: .outOfRange, message: "there is no broker \(to)",
                wayOut: "the brokers are 0 to \(targets.brokers.count - 1); kafka.brokers gives more")
        }
        if fault.kind == .kafkaReplicationLag || fault.kind == .kafkaLeaderFailover, targets.copies < 2 {
            throw Complaint(
                message: "no partition has a second copy",
                wayOut: "set kafka.brokers and kafka.replication_factor to 2 or more")
        }
        try checkMoments(of: fault)
        try checkReplica(of: fault)
    }

    // MARK: Names

    private func checkTarget(of fault: FaultSpecification, _ definition: FaultDefinition) throws(Complaint) {
        let known = targets.names(definition.target)
        guard fault.target != nil else {
            if fault.when != nil, definition.moment != .tells { return }
            throw Complaint(
                kind: .wrongShape, message: "`target` is missing",
                wayOut: "write \(definition.target.article), such as \(known.map { $0[0] }.joined(separator: " -> "))")
        }
        let patterns = fault.targetPatterns
        guard patterns.count == known.count else {
            let shape = known.count == 2 ? "`caller -> host`, such as core-1 -> kafka-gateway.test" : "one name"
            throw Complaint(
                key: "target", kind: .wrongValue,
                message: "`\(fault.target ?? "")` is no \(definition.target.rawValue)",
                wayOut: "write \(shape)")
        }
        for (pattern, names) in zip(patterns, known) where !names.contains(where: pattern.matches) {
            throw Complaint(
                key: "target", kind: .wrongValue,
                message: "no \(definition.target.rawValue) of this scenario has the name `\(pattern)`",
                wayOut: Self.wayOut(from: pattern.description, to: names))
        }
    }

    private func checkReplica(of fault: FaultSpecification) throws(Complaint) {
        guard let replica = fault.replica, !targets.processes.contains(where: NamePattern(replica).matches) else {
            return
        }
        throw Complaint(
            key: "replica", kind: .wrongValue, message: "no process of this scenario has the name `\(replica)`",
            wayOut: Self.wayOut(from: replica, to: targets.processes))
    }

    private func checkMoments(of fault: FaultSpecification) throws(Complaint) {
        for (key, name) in [("when", fault.when), ("until", fault.until)] {
            guard let name, MomentList.moment(named: name) == nil else { continue }
            throw Complaint(
                key: key, kind: .wrongValue, message: "no service announces a moment `\(name)`",
                wayOut: Self.wayOut(from: name, to: MomentList.all.map(\.description))
                    + " (`gemello scenario moments` lists all)")
        }
    }

    private static func wayOut(from word: String, to names: [String]) -> String {
        NearestKey.of(word, among: names).map { "did you mean `\($0)`?" }
            ?? "take one of " + ScenarioSchema.listing(of: names)
    }

    // MARK: Times

    private func checkBeginning(of fault: FaultSpecification, _ definition: FaultDefinition) throws(Complaint) {
        let ways = [
            ("at", fault.at != nil && fault.every == nil), ("every", fault.every != nil),
            ("rate", fault.rate != nil), ("when", fault.when != nil),
        ].filter(\.1).map(\.0)
        if ways.count > 1 {
            throw Complaint(
                key: ways[1], message: "`\(ways[0])` and `\(ways[1])` both say when it begins", wayOut: "keep one")
        }
        if definition.moment == .needed, fault.when == nil {
            throw Complaint(
                kind: .wrongShape, message: "`when` is missing: it happens at a moment",
                wayOut: "write one that `gemello scenario moments` lists")
        }
        if !definition.lasts, ways.isEmpty {
            throw Complaint(
                kind: .wrongShape, message: "nothing says when it happens", wayOut: "write at, every, rate or when")
        }
        if fault.during != nil, fault.at != nil || fault.when != nil {
            throw Complaint(
                key: "during", message: "`during` bounds every and rate, or stands alone", wayOut: "remove it")
        }
        let begin = fault.at ?? fault.during?.from ?? .zero
        guard begin < duration else {
            throw Complaint(
                key: fault.at != nil ? "at" : "during",
                message: "it would begin after \(begin.text), when faults are over (duration \(duration.text))",
                wayOut: "begin earlier, or make the duration longer")
        }
        guard fault.when != nil || fault.occurrence == nil else {
            throw Complaint(
                key: "occurrence", message: "`occurrence` counts passages of a moment", wayOut: "add when, or remove it"
            )
        }
        let sharesPassages = definition.moment != .tells
        if sharesPassages, fault.share != nil, fault.when == nil || fault.occurrence != nil {
            throw Complaint(
                key: "share", message: "`share` is of the passages of a moment",
                wayOut: fault.when == nil ? "add when, or remove it" : "keep it or occurrence")
        }
    }

    private func checkLength(of fault: FaultSpecification, _ definition: FaultDefinition) throws(Complaint) {
        guard definition.lasts else { return }
        if fault.length == nil, fault.every != nil || fault.rate != nil || fault.when != nil {
            throw Complaint(
                kind: .wrongShape, message: "`length` is missing: what begins again must end",
                wayOut: "write \(FaultTime.expected)")
        }
        if fault.length != nil, fault.during != nil, fault.every == nil, fault.rate == nil {
            throw Complaint(
                key: "length", message: "`during` and `length` both say when it ends", wayOut: "keep one")
        }
        if let every = fault.every, let length = fault.length?.fixed, length >= every {
            throw Complaint(
                key: "length", message: "a length of \(length.text) does not end before it begins again",
                wayOut: "make it shorter than every")
        }
        let needsFixed = fault.kind == .hostSlowStart || (fault.kind == .pause && fault.when != nil)
        if needsFixed, fault.length?.fixed == nil {
            throw Complaint(
                key: "length", kind: .wrongValue, message: "a fixed length is needed here",
                wayOut: "write one, such as 30s")
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
