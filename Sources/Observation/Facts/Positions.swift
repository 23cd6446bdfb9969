/// One of a run's many things of one sort: its position among them, counted from 0. Positions of different sorts do
/// not mix.
package struct RunMember<Sort>: Hashable, Sendable {
    /// From 0.
    package let position: Int

    /// The one at a position, whether the run has it or not.
    package init(_ position: Int) { self.position = position }
}

/// One of a run's consumer groups: its position in `MeasureTags.consumerGroups`.
package typealias ConsumerGroupID = RunMember<MemberSort.ConsumerGroup>
/// One of a run's proxies: its position in `MeasureTags.proxies`.
package typealias ProxyID = RunMember<MemberSort.Proxy>
/// One of a run's intermediaries: its position in `MeasureTags.intermediaries`.
package typealias IntermediaryID = RunMember<MemberSort.Intermediary>
/// One of a run's replicas of the poller.
package typealias PollerID = RunMember<MemberSort.Poller>
/// One of a run's tenants: its position in `WitnessSettings.tenants`.
package typealias TenantID = RunMember<MemberSort.Tenant>

/// What a `RunMember` is one of.
package enum MemberSort {
    /// For `ConsumerGroupID`.
    package enum ConsumerGroup {}
    /// For `ProxyID`.
    package enum Proxy {}
    /// For `IntermediaryID`.
    package enum Intermediary {}
    /// For `PollerID`.
    package enum Poller {}
    /// For `TenantID`.
    package enum Tenant {}
}
