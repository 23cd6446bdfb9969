import NetworkSimulation
import Observation
import Scenarios

/// What a call over each of the network's links means to the witness: looked up by name at a link's first call, by
/// number at all others.
struct ObservedLinks {
    enum Meaning {
        case ofPoller(PollerID, ProxyID)
        case toIntermediary(IntermediaryID)
        case other
    }

    private let network: SimulatedNetwork
    private let pollers: [String]
    private let proxies: [String]
    private let intermediaries: [String]
    /// By number of the link; nil before its first call.
    private var known: [Meaning?] = []

    init(_ deployment: Deployment, in network: SimulatedNetwork) {
        self.network = network
        pollers = deployment.service(.poller).processes.map(\.name)
        proxies = deployment.services.filter { $0.role == .proxy }.compactMap(\.host)
        intermediaries = deployment.intermediaries.map(\.authority)
    }

    @inline(__always)
    mutating func meaning(of link: LinkID) -> Meaning {
        if link.index < known.count, let meaning = known[link.index] { return meaning }
        return learn(link)
    }

    private mutating func learn(_ link: LinkID) -> Meaning {
        while known.count <= link.index { known.append(nil) }
        let host = network.authority(of: network.host(of: link))
        let meaning: Meaning =
            if let intermediary = intermediaries.firstIndex(of: host) {
                .toIntermediary(IntermediaryID(intermediary))
            } else if let proxy = proxies.firstIndex(of: host),
                let poller = pollers.firstIndex(of: network.caller(of: link))
            {
                .ofPoller(PollerID(poller), ProxyID(proxy))
            } else {
                .other
            }
        known[link.index] = meaning
        return meaning
    }
}
