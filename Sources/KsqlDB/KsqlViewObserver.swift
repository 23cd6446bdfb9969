import PaymentModel

/// Hears what a view takes in and what its queries cost: for whoever follows how far it is behind its topic, or what is
/// asked of it. It is told in passing and should return at once.
public protocol KsqlViewObserver: Sendable {
    /// Queries see these events from now on, in this order: of several events of one payment the last.
    func viewTook(_ events: [PaymentEvent])

    /// A query was answered.
    /// - Parameters:
    ///   - tables: the view's tables that it names.
    ///   - rowsScanned: the rows that the engine looked at to find the answer.
    func viewAnswered(queryOf tables: [String], rowsScanned: Int)
}
