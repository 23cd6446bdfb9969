import PaymentModel

/// A version rule with its answer for the usual version worked out beforehand, since it is asked of every event.
struct VersionFilter: Sendable {
    private let rule: EventVersionRule
    private let decisionForTwo: EventVersionRule.Decision

    init(_ rule: EventVersionRule) {
        self.rule = rule
        decisionForTwo = rule.decide(.two)
    }

    func decide(_ version: EventVersion) -> EventVersionRule.Decision {
        version == .two ? decisionForTwo : rule.decide(version)
    }

    /// Whether the version is one for this consumer.
    func accepts(_ version: EventVersion) -> Bool { decide(version) == .process }
}
