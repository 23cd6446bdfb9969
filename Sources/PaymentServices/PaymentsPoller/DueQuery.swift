import PaymentModel

/// The query for payments to check, and what to make of its rows.
///
/// The view's times are text of Rome's wall clock. In the hour that the clock shows twice, in October, an instant may
/// read later than one that comes after it: then the query asks for an hour more, and the rows are judged by their
/// instants, as they always are.
struct DueQuery: Sendable {
    static func sql(_ selection: PollerConfiguration.Selection, now: Timestamp) -> String {
        let open = "SELECT UPDATE_URL, UPDATE_NEXT_CHECK_AT FROM payments_open"
        switch selection {
        case .all: return open + ";"
        case .due: return open + " WHERE UPDATE_NEXT_CHECK_AT <= '\(latestText(now))';"
        }
    }

    /// A text that is not before that of any instant up to `now`.
    private static func latestText(_ now: Timestamp) -> String {
        let isSecondTime = now.adding(seconds: -3600).romeOffsetSeconds > now.romeOffsetSeconds
        return (isSecondTime ? now.adding(seconds: 3600) : now).description
    }

    /// The update URL of a row, when it asks for a check.
    static func url(in row: [KsqlCell], _ selection: PollerConfiguration.Selection, now: Timestamp) -> KsqlCell? {
        guard row.count == 2, !row[0].isNull else { return nil }
        switch selection {
        case .all: return row[0]
        case .due:
            guard let nextCheck = row[1].timestampValue, nextCheck <= now else { return nil }
            return row[0]
        }
    }
}
