import KsqlDB
import ServicePorts

/// What an installation must be ready for from its start, so that what never happens costs nothing.
struct Hazards: Sendable, Equatable {
    static let none = Hazards()

    /// What happens at named moments, up to the begin of healing.
    let moments: [MomentRule]
    /// Whether the view may lose its tables: its topic then keeps every record, so that they can be built again.
    let viewMayRestart: Bool

    /// - Parameter viewMayRestart: also when no moment's rule ends it.
    init(moments: [MomentRule] = [], viewMayRestart: Bool = false) {
        self.moments = moments
        let endsAtMoment = moments.contains { rule in
            guard case .crash = rule.action else { return false }
            return rule.moment == .viewBeforeFlush
        }
        self.viewMayRestart = viewMayRestart || endsAtMoment
    }
}
