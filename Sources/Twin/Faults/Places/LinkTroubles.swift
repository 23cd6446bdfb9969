import NetworkSimulation
import Scenarios
import VirtualTime

extension LinkTrouble {
    /// What it is to the network.
    var faults: LinkFaults {
        var faults = LinkFaults()
        switch self {
        case .delay(let delay, _): faults.addedDelay = delay.distribution
        case .loss(let share, _): faults.loss = share ?? .always
        case .duplicate(let share): faults.duplicate = share ?? .always
        case .reorder(let delay, let share, _):
            faults.reordering = .init(share: share ?? .always, delay: delay.distribution)
        case .bandwidth(let bandwidth, _): faults.bandwidthBytesPerSecond = bandwidth.bytesPerSecond
        case .partition: faults.isCut = true
        case .clog: faults.isClogged = true
        }
        return faults
    }

    /// The links that it befalls.
    /// - Parameter ends: patterns of the caller and of the host.
    func target(_ ends: [NamePattern]) -> LinkTarget {
        LinkTarget(from: ends[0], to: ends[1], direction)
    }
}
