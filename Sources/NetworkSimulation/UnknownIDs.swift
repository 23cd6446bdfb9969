import VirtualTime

extension HostID {
    /// Of a host that no network has.
    package static let nobody = HostID(index: -1)
}

/// Ids that come from elsewhere: of another network, or of one that has refused to make a host.
extension SimulatedNetwork {
    /// Whether the host is one of this network; otherwise the question is refused.
    func has(_ host: HostID, _ call: @autoclosure () -> String) -> Bool {
        if hosts.indices.contains(host.index) { return true }
        refuseUnknown(call())
        return false
    }

    /// Whether the link is one of this network; otherwise the question is refused.
    func has(_ link: LinkID, _ call: @autoclosure () -> String) -> Bool {
        if links.indices.contains(link.index) { return true }
        refuseUnknown(call())
        return false
    }

    private func refuseUnknown(_ call: String) {
        simulation.refuse(
            call, "the id is of another network; ask with one that this network has given",
            orTrap: "An id is that of the network that has given it.")
    }
}
