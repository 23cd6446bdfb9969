/// Where the world finds the services. Intermediaries and pagoPA bring their own authorities.
public struct WorldAddresses: Sendable, Hashable {
    /// Core's host.
    public var core = "core.test"
    /// What citizens' calls are booked under: one link for all browsers.
    public var citizens = "citizens"

    /// The names of an installation with one of each.
    public init() {}
}
