import PaymentModel
import ServiceLifecycle
import ServicePorts

/// The view of all payments: a table that follows topic `payments`, and SQL over it as ksqlDB answers it.
///
/// It keeps the last event of each payment, as columns of text (<doc:/PaymentModel/ViewOfPayments>). Core, the
/// dispatcher and the poller ask it with `POST /query`; the table ``paymentsTable`` holds all payments,
/// ``openPaymentsTable`` those that have not ended. The tables live in memory: a view that starts reads its topic from
/// the beginning. What it answers meanwhile is a policy, ``KsqlViewConfiguration/RebuildAnswers``.
public struct KsqlView: Service {
    /// The table of all payments.
    public static var paymentsTable: String { PaymentTable.name }
    /// The table of the payments whose state is not final.
    public static var openPaymentsTable: String { PaymentTable.openPayments }

    private let configuration: KsqlViewConfiguration
    private let server: any HTTPServer
    private let consumer: any EventConsumer<PaymentEvent>
    private let observer: (any KsqlViewObserver)?
    private let surroundings: Surroundings

    /// - Parameters:
    ///   - consumer: made with `configuration.consumer`, for this view alone.
    ///   - observer: hears what the view takes in and what its queries cost.
    public init(
        configuration: KsqlViewConfiguration, server: any HTTPServer, consumer: any EventConsumer<PaymentEvent>,
        observer: (any KsqlViewObserver)? = nil, surroundings: Surroundings
    ) {
        self.configuration = configuration
        self.server = server
        self.consumer = consumer
        self.observer = observer
        self.surroundings = surroundings
    }

    /// Feeds the table and answers queries until cancelled or asked to shut down.
    /// - Throws: `CancellationError`; what the consumer or the server throws.
    public func run() async throws {
        let table = try SharedTable(PaymentTable.schema)
        let wholeness: Wholeness? =
            switch configuration.rebuildAnswers {
            case .partial: nil
            case .noneUntilWhole: Wholeness()
            }
        let feed = ViewFeed(
            configuration: configuration, consumer: consumer, table: table, wholeness: wholeness, observer: observer,
            surroundings: surroundings)
        let endpoint = QueryEndpoint(
            table: table, wholeness: wholeness, observer: observer, surroundings: surroundings)
        try await runTogether(
            { try await feed.run() },
            { [server] in try await server.serve(endpoint) })
    }
}
