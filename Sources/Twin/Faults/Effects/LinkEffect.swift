import NetworkSimulation
import Scenarios
import VirtualTime

/// A fault of the links that fit its two patterns.
final class LinkEffect: FaultEffect {
    private let network: SimulatedNetwork
    private let faults: LinkFaults
    private let target: LinkTarget
    private let name: String
    private var injected = InjectedIDs()

    /// - Parameter name: tells its streams of randomness from those of the others.
    init(_ fault: FaultSpecification, named name: String, network: SimulatedNetwork) {
        self.network = network
        self.name = name
        faults = fault.linkFaults
        let ends = fault.targetPatterns
        let directions: LinkDirections =
            switch fault.direction ?? (fault.kind == .linkDuplicate ? .request : .both) {
            case .request: .requests
            case .answer: .answers
            case .both: .both
            }
        target = LinkTarget(from: ends[0], to: ends[1], directions)
    }

    func begin(until end: Int64) { injected.began(network.inject(faults, on: [target], named: name)) }
    func end() { injected.ended { network.remove($0) } }
    var hits: UInt64 { injected.hits { network.hits(of: $0) } }
}

/// The faults that one effect has injected so far, the last of which may be on.
struct InjectedIDs {
    private var ended: [FaultID] = []
    private var current: [FaultID] = []

    mutating func began(_ fault: FaultID) { current.append(fault) }

    mutating func ended(_ remove: (FaultID) -> Void) {
        for fault in current { remove(fault) }
        ended += current
        current = []
    }

    func hits(_ read: (FaultID) -> FaultHits) -> UInt64 { (ended + current).reduce(0) { $0 + read($1).hit } }
}

extension FaultSpecification {
    fileprivate var linkFaults: LinkFaults {
        var faults = LinkFaults()
        let share = share ?? .always
        switch kind {
        case .linkDelay: faults.addedDelay = delay?.distribution
        case .linkLoss: faults.loss = share
        case .linkDuplicate: faults.duplicate = share
        case .linkReorder:
            faults.reordering = delay.map { .init(share: share, delay: $0.distribution) }
        case .linkBandwidth: faults.bandwidthBytesPerSecond = bandwidth?.bytesPerSecond
        case .linkPartition: faults.isCut = true
        case .linkClog: faults.isClogged = true
        default: preconditionFailure("\(kind) is no fault of a link.")
        }
        return faults
    }
}
