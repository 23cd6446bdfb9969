import DequeModule
import ServicePorts
import VirtualTime

/// What the faults that hold on one bucket do to its requests, and what they remember for it.
struct FaultyBucket {
    /// One fault as it acts on this bucket.
    struct PlacedFault {
        let fault: FaultID
        let settings: StoreFaults
        let addedLatency: Sampler?
        let sinceNanoseconds: Int64
        var draws: RandomStream

        init(_ fault: FaultID, _ settings: StoreFaults, draws: RandomStream, atNanoseconds: Int64) {
            self.fault = fault
            self.settings = settings
            self.draws = draws
            addedLatency = settings.addedLatency.map { Sampler($0) }
            sinceNanoseconds = atNanoseconds
        }

        fileprivate mutating func happens(_ share: Ratio) -> Bool { share != .never && draws.happens(share) }
    }

    /// What becomes of one request.
    enum Fate {
        case acts, doesNothing, losesItsAnswer

        /// For the trace hash.
        var word: UInt64 {
            switch self {
            case .acts: 0
            case .doesNothing: 1
            case .losesItsAnswer: 2
            }
        }
    }

    private struct Write {
        let key: String
        let atNanoseconds: Int64
    }

    /// In the order of their injection.
    private(set) var faults: [PlacedFault] = []
    /// What the last write of a key replaced, nil for nothing, and when.
    private var replaced: [String: (object: StoredObject?, atNanoseconds: Int64)] = [:]
    private var writes = Deque<Write>()
    /// When keys that were new came.
    private var newKeys: [String: Int64] = [:]
    private var births = Deque<Write>()

    var isWhole: Bool { faults.isEmpty }

    mutating func place(_ fault: PlacedFault) {
        precondition(!faults.contains { $0.fault == fault.fault }, "A fault holds on a bucket once.")
        faults.append(fault)
    }

    mutating func remove(_ fault: FaultID) { faults.removeAll { $0.fault == fault } }

    /// Added to the latency of a request.
    mutating func delay(_ ledger: inout FaultLedger) -> Int64 {
        var sum: Int64 = 0
        for index in faults.indices {
            ledger.expose(faults[index].fault)
            guard let added = faults[index].addedLatency?.sampleNanoseconds(&faults[index].draws) else { continue }
            precondition(added >= 0, "A fault makes nothing faster.")
            ledger.hit(faults[index].fault, addedNanoseconds: added)
            sum = FaultDelay.sum(sum, added)
        }
        return sum
    }

    /// Whether a request acts and is answered; when several faults hit it, doing nothing goes first.
    mutating func fate(isWrite: Bool, _ ledger: inout FaultLedger) -> Fate {
        var fate = Fate.acts
        for index in faults.indices {
            let settings = faults[index].settings
            let isUnavailable = faults[index].happens(settings.unavailable)
            let fails = isWrite && faults[index].happens(settings.writeFailed)
            let losesAnswer = isWrite && faults[index].happens(settings.writeAnswerLost)
            guard isUnavailable || fails || losesAnswer else { continue }
            ledger.hit(faults[index].fault)
            if isUnavailable || fails {
                fate = .doesNothing
            } else if fate == .acts {
                fate = .losesItsAnswer
            }
        }
        return fate
    }

    // MARK: Old versions

    /// Remembers what a write replaced, as long as a fault may show it.
    mutating func noteWrite(_ key: String, replacing found: StoredObject?, isDelete: Bool, at nowNanoseconds: Int64) {
        forget(at: nowNanoseconds)
        precondition(
            writes.last.map { $0.atNanoseconds <= nowNanoseconds } ?? true
                && births.last.map { $0.atNanoseconds <= nowNanoseconds } ?? true, "Writes follow one another.")
        if faults.contains(where: { $0.settings.staleRead != nil }) {
            replaced[key] = (found, nowNanoseconds)
            writes.append(Write(key: key, atNanoseconds: nowNanoseconds))
        }
        if !isDelete, found == nil, faults.contains(where: { $0.settings.listLag != nil }) {
            newKeys[key] = nowNanoseconds
            births.append(Write(key: key, atNanoseconds: nowNanoseconds))
        }
    }

    /// What a read shows where `found` is stored.
    mutating func read(
        _ key: String, _ found: StoredObject?, at nowNanoseconds: Int64, _ ledger: inout FaultLedger
    ) -> StoredObject? {
        var shown = found
        for index in faults.indices {
            guard let stale = faults[index].settings.staleRead, faults[index].happens(stale.share),
                let old = replaced[key], old.atNanoseconds >= faults[index].sinceNanoseconds,
                nowNanoseconds - old.atNanoseconds < stale.window.wholeNanoseconds
            else { continue }
            ledger.hit(faults[index].fault)
            shown = old.object
        }
        return shown
    }

    /// The keys that a listing shows of those that are there. A fault is hit once by a listing that misses any.
    func listed(_ keys: [String], at nowNanoseconds: Int64, _ ledger: inout FaultLedger) -> [String] {
        var shown = keys
        for fault in faults {
            guard let lagNanoseconds = fault.settings.listLag?.wholeNanoseconds else { continue }
            let left = shown.filter { key in
                guard let born = newKeys[key], born >= fault.sinceNanoseconds else { return true }
                return nowNanoseconds - born >= lagNanoseconds
            }
            if left.count < shown.count { ledger.hit(fault.fault) }
            shown = left
        }
        return shown
    }

    /// What no fault can show any more goes.
    private mutating func forget(at nowNanoseconds: Int64) {
        let window = faults.compactMap { $0.settings.staleRead?.window.wholeNanoseconds }.max() ?? 0
        while let first = writes.first, nowNanoseconds - first.atNanoseconds >= window {
            writes.removeFirst()
            if replaced[first.key]?.atNanoseconds == first.atNanoseconds { replaced[first.key] = nil }
        }
        let lag = faults.compactMap { $0.settings.listLag?.wholeNanoseconds }.max() ?? 0
        while let first = births.first, nowNanoseconds - first.atNanoseconds >= lag {
            births.removeFirst()
            if newKeys[first.key] == first.atNanoseconds { newKeys[first.key] = nil }
        }
    }
}

extension SimulatedObjectStore {
    /// A fault that holds, and on which buckets.
    struct ActiveFault {
        let fault: FaultID
        let settings: StoreFaults
        let buckets: NamePattern
    }

    /// Lets `faults` hold on all buckets whose name fits, those that come later included, until `remove`.
    /// - Parameter name: who injects it, for the streams it draws from; may come again.
    @discardableResult
    public func inject(_ faults: StoreFaults, on buckets: NamePattern, named name: String = "fault") -> FaultID {
        let fault = ledger.open(name)
        simulation.note(StorageTrace.fault, of: fault.index, 1)
        let entry = ActiveFault(fault: fault, settings: faults, buckets: buckets)
        activeFaults.append(entry)
        for bucket in bucketNames.indices { place(entry, on: bucket) }
        return fault
    }

    /// Ends a fault; what was written is read as it is from now on. Ending one that has ended does nothing.
    public func remove(_ fault: FaultID) {
        simulation.note(StorageTrace.fault, of: fault.index, 0)
        activeFaults.removeAll { $0.fault == fault }
        for bucket in troubles.indices {
            troubles[bucket]?.remove(fault)
            if troubles[bucket]?.isWhole == true { troubles[bucket] = nil }
        }
    }

    /// What a fault has done so far; it may have ended.
    public func hits(of fault: FaultID) -> FaultHits { ledger[fault] }

    func placeFaults(onNew bucket: Int) { for entry in activeFaults { place(entry, on: bucket) } }

    private func place(_ entry: ActiveFault, on bucket: Int) {
        guard entry.buckets.matches(bucketNames[bucket]) else { return }
        let draws = simulation.stream("object-store/\(bucketNames[bucket])/\(ledger.label(of: entry.fault))")
        var trouble = troubles[bucket] ?? FaultyBucket()
        trouble.place(
            FaultyBucket.PlacedFault(
                entry.fault, entry.settings, draws: draws, atNanoseconds: simulation.now.nanoseconds))
        troubles[bucket] = trouble
    }
}
