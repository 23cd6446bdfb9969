import VirtualTime

/// Faults that hold, and where they act.
///
/// A link or host without one pays one comparison per message; randomness is drawn only from streams of the faults.
struct ActiveFaults {
    struct OfLinks {
        let fault: FaultID
        let settings: LinkFaults
        let targets: [LinkTarget]
    }

    struct OfHosts {
        let fault: FaultID
        let settings: HostFaults
        let authority: NamePattern
    }

    /// In the order of their injection.
    var ofLinks: [OfLinks] = []
    var ofHosts: [OfHosts] = []
    var ledger = FaultLedger()
}

extension SimulatedNetwork {
    /// Lets `faults` hold on all links that fit one of `targets`, those of later calls included, until `remove`.
    /// - Parameter name: who injects it, for the streams it draws from; may come again.
    @discardableResult
    public func inject(_ faults: LinkFaults, on targets: [LinkTarget], named name: String = "fault") -> FaultID {
        let fault = active.ledger.open(name)
        simulation.note(NetworkTrace.fault, of: fault.index, 1)
        let entry = ActiveFaults.OfLinks(fault: fault, settings: faults, targets: targets)
        active.ofLinks.append(entry)
        for link in links.indices { place(entry, on: link) }
        return fault
    }

    /// Lets `faults` hold on one link until `remove`.
    @discardableResult
    public func inject(
        _ faults: LinkFaults, on link: LinkID, _ directions: LinkDirections = .both, named name: String = "fault"
    ) -> FaultID {
        let caller = links[link.index].caller
        let authority = hosts[links[link.index].host].authority
        precondition(!(caller + authority).contains("*"), "A name with a star in it is no pattern for itself.")
        let target = LinkTarget(from: NamePattern(caller), to: NamePattern(authority), directions)
        return inject(faults, on: [target], named: name)
    }

    /// Lets `faults` hold at all hosts whose authority fits, those that are declared later included, until `remove`.
    /// - Parameter name: who injects it, for the streams it draws from; may come again.
    @discardableResult
    public func inject(
        _ faults: HostFaults, at authority: NamePattern, named name: String = "fault"
    ) -> FaultID {
        let fault = active.ledger.open(name)
        simulation.note(NetworkTrace.fault, of: fault.index, 1)
        let entry = ActiveFaults.OfHosts(fault: fault, settings: faults, authority: authority)
        active.ofHosts.append(entry)
        for host in hosts.indices { place(entry, at: host) }
        return fault
    }

    /// Ends a fault. What it has done to requests under way stays done; what it held on a link arrives. Ending one that
    /// has ended does nothing.
    public func remove(_ fault: FaultID) {
        simulation.note(NetworkTrace.fault, of: fault.index, 0)
        if active.ofLinks.contains(where: { $0.fault == fault }) {
            active.ofLinks.removeAll { $0.fault == fault }
            for link in links.indices {
                clear(fault, \.requestLane, of: link)
                clear(fault, \.answerLane, of: link)
            }
        }
        guard let ended = active.ofHosts.first(where: { $0.fault == fault }) else { return }
        active.ofHosts.removeAll { $0.fault == fault }
        for host in hosts.indices where ended.authority.matches(hosts[host].authority) {
            hosts[host].faults.removeAll { $0.fault == fault }
            guard ended.settings.outage == .refusing else { continue }
            for backend in hosts[host].backends { backends[backend].startSlowly(at: simulation.now) }
        }
    }

    /// What a fault has done so far; it may have ended.
    public func hits(of fault: FaultID) -> FaultHits { active.ledger[fault] }

    /// Puts the faults that hold already onto a new link.
    func placeFaults(onNew link: Int) { for entry in active.ofLinks { place(entry, on: link) } }

    /// The same for a new host.
    func placeFaults(atNew host: Int) { for entry in active.ofHosts { place(entry, at: host) } }

    private func place(_ entry: ActiveFaults.OfLinks, on link: Int) {
        let (caller, authority) = (links[link].caller, hosts[links[link].host].authority)
        let directions = entry.targets.filter { $0.caller.matches(caller) && $0.authority.matches(authority) }
            .map(\.directions)
        func place(_ direction: String, _ lane: WritableKeyPath<Link, FaultyLane?>) {
            let label = active.ledger.label(of: entry.fault)
            let draws = simulation.stream("network/\(caller)->\(authority)/\(direction)/\(label)")
            var changed = links[link][keyPath: lane] ?? FaultyLane()
            changed.place(FaultyLane.PlacedFault(entry.fault, entry.settings, draws: draws))
            links[link][keyPath: lane] = changed
        }
        if directions.contains(where: { $0 != .answers }) { place("requests", \.requestLane) }
        if directions.contains(where: { $0 != .requests }) { place("answers", \.answerLane) }
    }

    private func place(_ entry: ActiveFaults.OfHosts, at host: Int) {
        let authority = hosts[host].authority
        guard entry.authority.matches(authority) else { return }
        let draws = simulation.stream("network/\(authority)/\(active.ledger.label(of: entry.fault))")
        hosts[host].faults.append(
            PlacedHostFault(entry.fault, entry.settings, draws: draws, atNanoseconds: simulation.now.nanoseconds))
    }

    private func clear(_ fault: FaultID, _ lane: WritableKeyPath<Link, FaultyLane?>, of link: Int) {
        guard var changed = links[link][keyPath: lane] else { return }
        let released = changed.remove(fault, at: simulation.now.nanoseconds)
        links[link][keyPath: lane] = changed.isWhole ? nil : changed
        for message in released {
            simulation.schedule(
                at: VirtualInstant(nanoseconds: message.arrivesAtNanoseconds), handler, message.entry)
        }
    }
}
