import NetworkSimulation
import ServicePorts
import VirtualTime

/// What a fault could befall of all that its target does in a run: one that would find nothing is refused by name.
struct FaultReach {
    let targets: FaultTargets

    /// - Throws: why a fault would do nothing where it is aimed, and where it would do something.
    func check(_ fault: FaultSpecification) throws(FaultComplaint) {
        try checkMoment(of: fault)
        switch fault.effect {
        case .process: try checkProcess(of: fault)
        case .passage(let trouble):
            try checkProcess(of: fault)
            try checkEnd(of: trouble)
        case .clock:
            try checkProcess(of: fault)
            try checkClock(of: fault)
        case .link: try checkLink(of: fault)
        case .host(let trouble): try checkHost(of: fault, trouble)
        case .store(let trouble): try checkBucket(of: fault, trouble)
        case .gateway, .kafka: break
        }
    }

    private func refusal(
        _ message: String, _ wayOut: String, _ names: [String], at key: String = "target"
    ) -> FaultComplaint {
        FaultComplaint(key: key, message: message, wayOut: "\(wayOut) \(NearestKey.listing(of: names))")
    }

    // MARK: Processes

    private func checkMoment(of fault: FaultSpecification) throws(FaultComplaint) {
        guard case .moment(let moment, _) = fault.beginning else { return }
        let passing = targets.processes(passing: moment)
        guard !passing.isEmpty else {
            throw FaultComplaint(
                key: "when", message: "nobody in this scenario passes `\(moment)`", wayOut: "choose another moment")
        }
        guard fault.definition.moment != .tells, let pattern = fault.targetPatterns.first,
            !passing.contains(where: pattern.matches)
        else { return }
        throw refusal("`\(pattern)` does not pass `\(moment)`", "who passes it:", passing)
    }

    private func checkProcess(of fault: FaultSpecification) throws(FaultComplaint) {
        guard let pattern = fault.targetPatterns.first, !targets.busyProcesses.contains(where: pattern.matches)
        else { return }
        throw refusal(
            "nobody calls `\(pattern)` in this scenario, and nothing would come of it", "who has work:",
            targets.busyProcesses)
    }

    private func checkEnd(of trouble: PassageTrouble) throws(FaultComplaint) {
        guard case .hold(let until, _) = trouble, targets.processes(passing: until).isEmpty else { return }
        throw FaultComplaint(
            key: "until", message: "nobody in this scenario passes `\(until)`, and nobody would be let go there",
            wayOut: "choose another moment, or write a delay")
    }

    private func checkClock(of fault: FaultSpecification) throws(FaultComplaint) {
        guard let pattern = fault.targetPatterns.first, !targets.clockReaders.contains(where: pattern.matches)
        else { return }
        throw refusal(
            "`\(pattern)` reads no clock, and nothing would come of it", "who reads one:", targets.clockReaders)
    }

    // MARK: Network

    private func checkLink(of fault: FaultSpecification) throws(FaultComplaint) {
        guard let caller = fault.targetPatterns.first, let host = fault.targetPatterns.last,
            !targets.calls.contains(where: { caller.matches($0.caller) && host.matches($0.host) })
        else { return }
        let called = targets.calls.filter { caller.matches($0.caller) }.map(\.host)
        guard called.isEmpty else {
            throw refusal("`\(caller)` never calls `\(host)`", "whom it calls:", called.withoutRepeats)
        }
        let callers = targets.calls.filter { host.matches($0.host) }.map(\.caller)
        guard callers.isEmpty else {
            throw refusal("`\(caller)` calls nobody", "who calls `\(host)`:", callers.withoutRepeats)
        }
        throw refusal("nobody calls `\(host)` in this scenario", "who is called:", targets.calledHosts)
    }

    private func checkHost(of fault: FaultSpecification, _ trouble: HostTrouble) throws(FaultComplaint) {
        let pattern = fault.targetPatterns.first ?? .any
        let met = targets.calledHosts.filter(pattern.matches)
        guard !met.isEmpty else {
            throw refusal("nobody calls `\(pattern)` in this scenario", "who is called:", targets.calledHosts)
        }
        try checkFilter(trouble.filter, at: met, pattern)
        if case .calls(.malformedAnswer, _, let calls) = trouble { try checkReading(of: calls, at: met, pattern) }
        guard trouble.factor > 1, !targets.workingHosts.contains(where: pattern.matches) else { return }
        throw FaultComplaint(
            key: "target", message: "the work of `\(pattern)` takes no time, and so none that is longer",
            wayOut: "give it a service time, or write host_dribble or link_delay")
    }

    private func checkFilter(
        _ filter: CallFilter, at hosts: [String], _ pattern: NamePattern
    ) throws(FaultComplaint) {
        if let replica = filter.replica { try checkReplica(replica, at: hosts, pattern) }
        if let path = filter.path, path.first != "/" {
            throw FaultComplaint(
                key: "path", kind: .wrongValue, message: "no path begins with `\(path)`",
                wayOut: "write it with its first slash, such as /\(path)")
        }
        let methods = targets.calls.filter { hosts.contains($0.host) }.flatMap(\.methods)
        if let method = filter.method, !methods.contains(method) {
            throw refusal(
                "nobody calls `\(pattern)` with \(method.rawValue)", "how it is called:",
                methods.map(\.rawValue).withoutRepeats, at: "method")
        }
    }

    /// A body that cannot be read harms only who reads it.
    private func checkReading(
        of calls: CallFilter, at hosts: [String], _ pattern: NamePattern
    ) throws(FaultComplaint) {
        let read = targets.calls.filter {
            $0.readsAnswer && calls.method.map($0.methods.contains) ?? true
        }.map(\.host)
        guard !hosts.contains(where: read.contains) else { return }
        let what = calls.method.map { "answers of `\(pattern)` to \($0.rawValue)" } ?? "answers of `\(pattern)`"
        throw refusal(
            "nobody reads what the \(what) say, beyond their status", "whose are read:", read.withoutRepeats)
    }

    private func checkReplica(_ replica: String, at hosts: [String], _ pattern: NamePattern) throws(FaultComplaint) {
        let own = NamePattern(replica)
        guard targets.processes.contains(where: own.matches) else {
            throw FaultComplaint(
                key: "replica", kind: .wrongValue, message: "no process of this scenario has the name `\(replica)`",
                wayOut: NearestKey.wayOut(from: replica, to: targets.processes))
        }
        let answering = hosts.flatMap(targets.processes(answeringFor:))
        guard !answering.isEmpty else {
            throw FaultComplaint(
                key: "replica", message: "`\(pattern)` has no replicas in this scenario", wayOut: "remove it")
        }
        guard answering.contains(where: own.matches) else {
            throw refusal("`\(replica)` does not answer for `\(pattern)`", "who does:", answering, at: "replica")
        }
    }

    // MARK: Stores

    private func checkBucket(of fault: FaultSpecification, _ trouble: StoreTrouble) throws(FaultComplaint) {
        let pattern = fault.targetPatterns.first ?? .any
        guard targets.usedBuckets.contains(where: pattern.matches) else {
            throw refusal("nobody stores anything in `\(pattern)`", "what is in use:", targets.usedBuckets)
        }
        guard case .listLag = trouble, !targets.listedBuckets.contains(where: pattern.matches) else { return }
        throw refusal("nobody lists the keys of `\(pattern)`", "what is listed:", targets.listedBuckets)
    }
}

extension [String] {
    /// Each once, where it stands first.
    fileprivate var withoutRepeats: [String] {
        var seen: Set<String> = []
        return filter { seen.insert($0).inserted }
    }
}
