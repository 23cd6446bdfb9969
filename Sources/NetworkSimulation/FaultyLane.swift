import DequeModule
import VirtualTime

/// One direction of one link while faults hold there: what becomes of each message.
struct FaultyLane {
    /// One fault as it acts here.
    struct PlacedFault {
        let fault: FaultID
        let isCut: Bool
        let isClogged: Bool
        let loss: Ratio
        let duplicate: Ratio
        let reorderShare: Ratio
        let reorderDelay: Sampler
        let addedDelay: Sampler?
        let bytesPerSecond: Int64?
        var draws: RandomStream
        /// When the last message has left.
        var freeAtNanoseconds: Int64 = 0

        init(_ fault: FaultID, _ settings: LinkFaults, draws: RandomStream) {
            precondition(settings.bandwidthBytesPerSecond.map { $0 > 0 } ?? true, "A bandwidth carries something.")
            self.fault = fault
            isCut = settings.isCut
            isClogged = settings.isClogged
            loss = settings.loss
            duplicate = settings.duplicate
            reorderShare = settings.reordering?.share ?? .never
            reorderDelay = Sampler(settings.reordering?.delay ?? .constant(.zero))
            addedDelay = settings.addedDelay.map { Sampler($0) }
            bytesPerSecond = settings.bandwidthBytesPerSecond
            self.draws = draws
        }
    }

    /// What becomes of one message.
    struct Passage {
        var isLost = false
        var isHeld = false
        /// From now to its arrival.
        var delayNanoseconds: Int64
        /// The same for each of its copies.
        var copyDelaysNanoseconds: [Int64] = []

        /// What became of it, for people.
        var words: String {
            if isLost { return "is lost on its way" }
            let copies = copyDelaysNanoseconds.count
            let held = isHeld ? ["is held"] : []
            return (held + (copies > 0 ? ["comes \(copies + 1) times"] : [])).joined(separator: " and ")
        }

        /// For the trace hash.
        var word: UInt64 { (isLost ? 1 : 0) | (isHeld ? 2 : 0) | UInt64(copyDelaysNanoseconds.count) << 2 }
    }

    /// A message that waits for the lane to be unclogged.
    struct HeldMessage {
        let entry: CallEntry
        let arrivesAtNanoseconds: Int64
    }

    /// In the order of their injection.
    private(set) var faults: [PlacedFault] = []
    private var held = Deque<HeldMessage>()

    var isWhole: Bool { faults.isEmpty }

    mutating func place(_ fault: PlacedFault) { faults.append(fault) }

    /// Takes a fault away and hands out what is held no longer, in the order it was sent: entry and instant of arrival.
    mutating func remove(_ fault: FaultID, at nowNanoseconds: Int64) -> [HeldMessage] {
        faults.removeAll { $0.fault == fault }
        guard !faults.contains(where: \.isClogged) else { return [] }
        var last = nowNanoseconds
        let released = held.map { message in
            last = max(last, message.arrivesAtNanoseconds)
            return HeldMessage(entry: message.entry, arrivesAtNanoseconds: last)
        }
        held.removeAll()
        return released
    }

    mutating func hold(_ entry: CallEntry, until arrivesAtNanoseconds: Int64) {
        held.append(HeldMessage(entry: entry, arrivesAtNanoseconds: arrivesAtNanoseconds))
    }

    /// Decides over a message of `bytes` that is sent now.
    /// - Parameters:
    ///   - latencyNanoseconds: the link's own, drawn already.
    ///   - latency: what a copy's is drawn from.
    mutating func pass(
        _ bytes: Int64, at nowNanoseconds: Int64, latencyNanoseconds: Int64, latency: Sampler,
        _ ledger: inout FaultLedger
    ) -> Passage {
        var passage = Passage(delayNanoseconds: latencyNanoseconds)
        var copyLatencies: [Int64] = []
        for index in faults.indices {
            let fault = faults[index].fault
            ledger.expose(fault)
            if faults[index].isCut || faults[index].happens(faults[index].loss) {
                passage.isLost = true
                ledger.hit(fault)
            }
            if faults[index].happens(faults[index].duplicate) {
                copyLatencies.append(latency.sampleNanoseconds(&faults[index].draws))
                ledger.hit(fault)
            }
        }
        guard !passage.isLost else { return passage }
        let size = bytes + LinkFaults.messageHeadBytes
        passage.delayNanoseconds += delay(size, at: nowNanoseconds, &ledger)
        passage.copyDelaysNanoseconds = copyLatencies.map { $0 + delay(size, at: nowNanoseconds, &ledger) }
        for fault in faults where fault.isClogged {
            passage.isHeld = true
            ledger.hit(fault.fault)
        }
        return passage
    }

    /// What the faults add to the delay of one message or copy.
    private mutating func delay(_ bytes: Int64, at nowNanoseconds: Int64, _ ledger: inout FaultLedger) -> Int64 {
        var sum: Int64 = 0
        for index in faults.indices {
            let added = faults[index].delay(bytes, at: nowNanoseconds)
            if added > 0 { ledger.hit(faults[index].fault, addedNanoseconds: added) }
            sum = FaultDelay.sum(sum, added)
        }
        return sum
    }
}

extension FaultyLane.PlacedFault {
    fileprivate mutating func happens(_ share: Ratio) -> Bool { share != .never && draws.happens(share) }

    fileprivate mutating func delay(_ bytes: Int64, at nowNanoseconds: Int64) -> Int64 {
        var sum: Int64 = 0
        if let addedDelay { sum = FaultDelay.sum(sum, addedDelay.sampleNanoseconds(&draws)) }
        if happens(reorderShare) { sum = FaultDelay.sum(sum, reorderDelay.sampleNanoseconds(&draws)) }
        if let bytesPerSecond {
            let (seconds, rest) = bytes.quotientAndRemainder(dividingBy: bytesPerSecond)
            let transmission = seconds * 1_000_000_000 + rest * 1_000_000_000 / bytesPerSecond
            freeAtNanoseconds = max(freeAtNanoseconds, nowNanoseconds) + transmission
            sum = FaultDelay.sum(sum, freeAtNanoseconds - nowNanoseconds)
        }
        return sum
    }
}
