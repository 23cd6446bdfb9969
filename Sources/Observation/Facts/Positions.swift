/// One of a run's consumer groups: its position in `MeasureTags.consumerGroups`.
package struct ConsumerGroupID: Hashable, Sendable {
    package let position: Int
    package init(_ position: Int) { self.position = position }
}

/// One of a run's proxies: its position in `MeasureTags.proxies`.
package struct ProxyID: Hashable, Sendable {
    package let position: Int
    package init(_ position: Int) { self.position = position }
}

/// One of a run's intermediaries: its position in `MeasureTags.intermediaries`.
package struct IntermediaryID: Hashable, Sendable {
    package let position: Int
    package init(_ position: Int) { self.position = position }
}

/// One of a run's replicas of the poller, counted from 0.
package struct PollerID: Hashable, Sendable {
    package let position: Int
    package init(_ position: Int) { self.position = position }
}

/// One of a run's tenants: its position in `WitnessSettings.tenantNames`.
package struct TenantID: Hashable, Sendable {
    package let position: Int
    package init(_ position: Int) { self.position = position }
}
