import Ports
import ServiceLifecycle

/// Calls the update URL of every open payment that is due (`domain.md` 5.7).
public struct PaymentsPoller: Service {
    let configuration: PollerConfiguration
    let caller: any HTTPCaller
    let surroundings: Surroundings

    public init(configuration: PollerConfiguration, caller: any HTTPCaller, surroundings: Surroundings) {
        self.configuration = configuration
        self.caller = caller
        self.surroundings = surroundings
    }

    public func run() async throws {
    }
}
