import ServicePorts
import VirtualTime

/// Why an entry of `faults:` is no fault, or none of its scenario.
struct FaultComplaint: Error {
    /// The key that is wrong; nil for the fault as a whole.
    var key: String?
    var kind = ScenarioError.Kind.contradiction
    var message: String
    var wayOut: String

    init(
        key: String? = nil, kind: ScenarioError.Kind = .contradiction, message: String, wayOut: String
    ) {
        self.key = key
        self.kind = kind
        self.message = message
        self.wayOut = wayOut
    }
}

extension FaultSpecification {
    /// Reads an entry as a fault.
    /// - Throws: what is missing, and what excludes each other.
    init(_ entry: FaultEntry) throws(FaultComplaint) {
        let definition = FaultDefinition.of(entry.kind)
        for name in definition.required where !entry.says(name) {
            let expected = FaultField.named(name)?.expected ?? ""
            throw FaultComplaint(kind: .wrongShape, message: "`\(name)` is missing", wayOut: "write \(expected)")
        }
        try entry.checkBeginning(definition)
        try entry.checkLength(definition)
        try entry.checkOrder()
        if entry.kind == .slowCPU, entry[FaultKeys.delay]?.fixed == nil {
            throw FaultComplaint(
                key: "delay", kind: .wrongValue, message: "a fixed time per step is needed here",
                wayOut: "write one, such as 5ms")
        }
        if entry.kind != .crash, entry[FaultKeys.restart] == .forGood {
            throw FaultComplaint(
                key: "restart", kind: .wrongValue, message: "`never` is for `crash` alone",
                wayOut: "write \(Duration.expected), or a crash")
        }
        try entry.checkWindow()
        try entry.checkMoments()
        self.init(
            definition.effect(entry), named: entry[FaultKeys.name], target: entry[FaultKeys.target],
            entry.beginning(definition), length: entry[FaultKeys.length])
    }
}

/// The parts of a fault, of an entry that has passed the checks.
extension FaultEntry {
    func needed<Value>(_ key: FaultKey<Value>) -> Value {
        guard let value = self[key] else { preconditionFailure("What a kind needs is there: \(key.name).") }
        return value
    }

    func moment(_ key: FaultKey<String>) -> Moment {
        guard let moment = MomentList.moment(named: needed(key)) else {
            preconditionFailure("The checks let no unknown moment through.")
        }
        return moment
    }

    var callFilter: CallFilter {
        CallFilter(
            method: self[FaultKeys.method], path: self[FaultKeys.path], replica: self[FaultKeys.replica])
    }

    func calls(_ trouble: CallTrouble) -> FaultEffectKind {
        .host(.calls(trouble, share: self[FaultKeys.share], of: callFilter))
    }

    fileprivate func beginning(_ definition: FaultDefinition) -> FaultBeginning {
        let (at, window) = (self[FaultKeys.at], self[FaultKeys.during])
        if says(FaultKeys.when.name) { return .moment(moment(FaultKeys.when), passages(definition)) }
        if let every = self[FaultKeys.every] {
            if let at { return .every(every, from: .at(at)) }
            if let window { return .every(every, from: .window(window)) }
            return .every(every, from: .start)
        }
        if let rate = self[FaultKeys.rate] { return .random(rate, during: window) }
        if let at { return .once(at: at) }
        return .always(during: window)
    }

    private func passages(_ definition: FaultDefinition) -> FaultBeginning.Passages {
        if let number = self[FaultKeys.occurrence] { return .occurrence(number) }
        if definition.moment != .tells, let share = self[FaultKeys.share] { return .share(share) }
        return .each
    }
}

extension FaultEntry {
    fileprivate func checkBeginning(_ definition: FaultDefinition) throws(FaultComplaint) {
        let (at, every) = (says("at"), says("every"))
        let ways = [("at", at && !every), ("every", every), ("rate", says("rate")), ("when", says("when"))]
            .filter(\.1).map(\.0)
        if ways.count > 1 {
            throw FaultComplaint(
                key: ways[1], message: "`\(ways[0])` and `\(ways[1])` both say when it begins", wayOut: "keep one")
        }
        if definition.moment == .needed, !says("when") {
            throw FaultComplaint(
                kind: .wrongShape, message: "`when` is missing: it happens at a moment",
                wayOut: "write one that `gemello scenario moments` lists")
        }
        if !definition.lasts, ways.isEmpty {
            throw FaultComplaint(
                kind: .wrongShape, message: "nothing says when it happens", wayOut: "write at, every, rate or when")
        }
        if says("during"), at || says("when") {
            throw FaultComplaint(
                key: "during", message: "`during` bounds every and rate, or stands alone", wayOut: "remove it")
        }
        try checkPassages(definition)
    }

    private func checkPassages(_ definition: FaultDefinition) throws(FaultComplaint) {
        guard says("when") || !says("occurrence") else {
            throw FaultComplaint(
                key: "occurrence", message: "`occurrence` counts passages of a moment", wayOut: "add when, or remove it"
            )
        }
        if definition.moment != .tells, says("share"), !says("when") || says("occurrence") {
            throw FaultComplaint(
                key: "share", message: "`share` is of the passages of a moment",
                wayOut: says("when") ? "keep it or occurrence" : "add when, or remove it")
        }
    }

    fileprivate func checkLength(_ definition: FaultDefinition) throws(FaultComplaint) {
        guard definition.lasts else { return }
        let length = self[FaultKeys.length]
        if length == nil, says("every") || says("rate") || says("when") {
            throw FaultComplaint(
                kind: .wrongShape, message: "`length` is missing: what begins again must end",
                wayOut: "write \(FaultTime.expected)")
        }
        if length != nil, says("during"), !says("every"), !says("rate") {
            throw FaultComplaint(
                key: "length", message: "`during` and `length` both say when it ends", wayOut: "keep one")
        }
        if let every = self[FaultKeys.every], let length = length?.fixed, length >= every {
            throw FaultComplaint(
                key: "length", message: "a length of \(length.text) does not end before it begins again",
                wayOut: "make it shorter than every")
        }
        let needsFixed = kind == .hostSlowStart || (kind == .pause && says("when"))
        if needsFixed, length?.fixed == nil {
            throw FaultComplaint(
                key: "length", kind: .wrongValue, message: "`length` is a fixed length here",
                wayOut: "write one, such as 30s")
        }
    }

    /// Messages that all wait equally long overtake nobody.
    fileprivate func checkOrder() throws(FaultComplaint) {
        guard kind == .linkReorder, self[FaultKeys.share] ?? .always == .always, self[FaultKeys.delay]?.fixed != nil
        else { return }
        throw FaultComplaint(
            key: "delay", message: "nothing is overtaken where every message waits as long",
            wayOut: "add `share: 20%`, or write a delay that varies, such as {exponential: 5s}")
    }

    /// A fixed window lets all it has through as fast as it comes.
    fileprivate func checkWindow() throws(FaultComplaint) {
        guard self[FaultKeys.window] == .fixed else { return }
        if says(FaultKeys.burst.name) {
            throw FaultComplaint(
                key: "burst", message: "a fixed window has no burst but its `limit`", wayOut: "remove it")
        }
        guard let limit = self[FaultKeys.limit], limit.count != limit.count.rounded() else { return }
        throw FaultComplaint(
            key: "limit", kind: .wrongValue, message: "a fixed window lets whole calls through",
            wayOut: "write whole calls, such as 1000/day")
    }

    fileprivate func checkMoments() throws(FaultComplaint) {
        for key in [FaultKeys.when, FaultKeys.until] {
            guard let name = self[key], MomentList.moment(named: name) == nil else { continue }
            throw FaultComplaint(
                key: key.name, kind: .wrongValue, message: "no service announces a moment `\(name)`",
                wayOut: NearestKey.wayOut(from: name, to: MomentList.all.map(\.description))
                    + " (`gemello scenario moments` lists all)")
        }
    }
}
