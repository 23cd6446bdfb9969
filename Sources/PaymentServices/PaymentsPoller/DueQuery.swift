import PaymentModel

/// The query for payments to check, and what to make of its rows.
///
/// The view's times are text of Rome's wall clock. In the hour that the clock shows twice, in October, an instant may
/// read later than one that comes after it: then the query asks for an hour more, and the rows are judged by their
/// instants, as they always are.
struct DueQuery: Sendable {
    private let selection: PollerConfiguration.Selection
    private let order: PollerConfiguration.Order
    private let rowsMax: Int?
    /// Nil for a replica that takes all of them.
    private let share: ReplicaShare?

    init(_ configuration: PollerConfiguration) {
        selection = configuration.selection
        order = configuration.order
        rowsMax = configuration.rowsMax
        share =
            configuration.division == .shares
            ? ReplicaShare(replica: configuration.replica, of: configuration.replicas) : nil
    }

    func sql(now: Timestamp) -> String {
        let tenant = order == .fairByTenant ? ", TENANT_ID" : ""
        let open = "SELECT UPDATE_URL, UPDATE_NEXT_CHECK_AT\(tenant) FROM payments_open"
        let condition =
            switch selection {
            case .all: ""
            case .due: " WHERE UPDATE_NEXT_CHECK_AT <= '\(Self.latestText(now))'"
            }
        return open + condition + (rowsMax.map { " LIMIT \($0)" } ?? "") + ";"
    }

    /// A text that is not before that of any instant up to `now`.
    private static func latestText(_ now: Timestamp) -> String {
        let isSecondTime = now.adding(seconds: -3600).romeOffsetSeconds > now.romeOffsetSeconds
        return (isSecondTime ? now.adding(seconds: 3600) : now).description
    }

    /// What this replica is to call, in the order in which it is.
    func urls(in rows: [[KsqlCell]], now: Timestamp) -> [KsqlCell] {
        let urls =
            switch order {
            case .asAnswered: rows.compactMap { url(in: $0, now: now) }
            case .oldestDueFirst: CallOrder.oldestDueFirst(dueRows(rows, now)).map(\.url)
            case .fairByTenant: CallOrder.fairByTenant(dueRows(rows, now)).map(\.url)
            }
        guard let share else { return urls }
        return urls.filter { share.contains($0.text ?? "") }
    }

    private func dueRows(_ rows: [[KsqlCell]], _ now: Timestamp) -> [DueRow] {
        rows.compactMap { row in
            guard let url = url(in: row, now: now) else { return nil }
            let tenant = row.count > 2 ? row[2].idValue : nil
            return DueRow(url: url, dueAt: row[1].timestampValue, tenant: tenant)
        }
    }

    /// The update URL of a row, when it asks for a check.
    private func url(in row: [KsqlCell], now: Timestamp) -> KsqlCell? {
        guard row.count == (order == .fairByTenant ? 3 : 2), !row[0].isNull else { return nil }
        switch selection {
        case .all: return row[0]
        case .due:
            guard let nextCheck = row[1].timestampValue, nextCheck <= now else { return nil }
            return row[0]
        }
    }
}
