import Scenarios
import Synchronization

/// What a scenario is known by, made when it is first asked for and shared by all copies of a ticket: to write down a
/// scenario takes longer than to store what its run found.
final class LazyIdentity: Sendable {
    private let made = Mutex<ScenarioIdentity?>(nil)

    func identity(of scenario: Scenario) -> ScenarioIdentity {
        made.withLock { known in
            if let known { return known }
            let identity = scenario.identity
            known = identity
            return identity
        }
    }
}
