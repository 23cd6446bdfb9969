import PaymentModel
import Scenarios
import ServicePorts

/// What stands between the services of a run and their ports, of whichever replica. In a run that is asked for nothing
/// does; whoever wants to know whether a mistake in a service would be found puts it there.
struct PortWrapping: Sendable {
    typealias Wrapper<Port> = @Sendable (Port, DeployedService) -> Port

    /// What a service calls others with.
    var caller: Wrapper<any HTTPCaller> = { port, _ in port }
    /// What it answers others with.
    var server: Wrapper<any HTTPServer> = { port, _ in port }
    /// What it publishes events of payments with.
    var producer: Wrapper<any EventProducer<PaymentEvent>> = { port, _ in port }
    /// What it reads events of payments with.
    var payments: Wrapper<any EventConsumer<PaymentEvent>> = { port, _ in port }
    /// What it reads events of applications with.
    var applications: Wrapper<any EventConsumer<ApplicationEvent>> = { port, _ in port }
    /// What it stores in.
    var store: Wrapper<any ObjectStore> = { port, _ in port }

    /// What it asks besides, such as what time it is.
    var surroundings: Wrapper<Surroundings> = { port, _ in port }

    /// Nothing stands between.
    static let none = PortWrapping()
}
