/// Where the world finds the services. Intermediaries and pagoPA bring their own authorities.
public struct WorldAddresses: Sendable, Hashable {
    /// Core's host, where citizens file applications and look at their pages.
    public var core: String
    /// The hosts that intermediaries push outcomes to, by number of the intermediary.
    public var proxies: [String]
    /// What citizens' calls are booked under: one link for all browsers.
    public var citizens = WorldAddresses.citizens

    /// What citizens' calls are booked under unless something else is said.
    public static let citizens = "citizens"

    /// The hosts of services, which the world names none of by itself.
    public init(core: String, proxies: [String]) {
        self.core = core
        self.proxies = proxies
    }
}
