import PaymentModel
import ServiceLifecycle
import ServicePorts

/// The view of all payments that Core, the dispatcher and the poller query with SQL
/// (<doc:/PaymentModel/ViewOfPayments>).
public struct KsqlView: Service {
    let configuration: KsqlViewConfiguration
    let server: any HTTPServer
    let consumer: any EventConsumer<PaymentEvent>
    let tables: any TableFactory
    let surroundings: Surroundings

    /// - Parameter tables: makes the tables, empty ones at each start.
    public init(
        configuration: KsqlViewConfiguration, server: any HTTPServer, consumer: any EventConsumer<PaymentEvent>,
        tables: any TableFactory, surroundings: Surroundings
    ) {
        self.configuration = configuration
        self.server = server
        self.consumer = consumer
        self.tables = tables
        self.surroundings = surroundings
    }

    public func run() async throws {
        let table = try tables.makeTable(PaymentTable.schema)
        let feed = ViewFeed(
            configuration: configuration, consumer: consumer, table: table, surroundings: surroundings,
            versions: VersionFilter(configuration.versionRule))
        let endpoint = QueryEndpoint(table: table, surroundings: surroundings)
        try await runTogether(
            { try await feed.run() },
            { [server] in try await server.serve(endpoint) })
    }
}
