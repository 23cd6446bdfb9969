import ServiceLifecycle
import ServicePorts

/// Opens pagoPA Checkout carts for payments of any intermediary (<doc:/PaymentModel/CheckoutAPI>). It never marks a
/// payment paid.
public struct CheckoutAPI: Service {
    let configuration: CheckoutAPIConfiguration
    let server: any HTTPServer
    let caller: any HTTPCaller
    let surroundings: Surroundings

    /// The API with these settings, over these ports.
    ///
    /// - Parameter caller: reaches pagoPA's Checkout.
    public init(
        configuration: CheckoutAPIConfiguration, server: any HTTPServer, caller: any HTTPCaller,
        surroundings: Surroundings
    ) {
        self.configuration = configuration
        self.server = server
        self.caller = caller
        self.surroundings = surroundings
    }

    /// Runs until cancelled or asked to shut down.
    /// - Throws: `CancellationError`; the error of the part that failed.
    public func run() async throws {
        let endpoint = CheckoutEndpoint(configuration, caller: caller, surroundings: surroundings)
        try await runTogether { [server] in try await server.serve(endpoint) }
    }
}
