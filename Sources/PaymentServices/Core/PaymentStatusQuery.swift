import PaymentModel

/// The query behind Core's payment status, and what its first row says (<doc:/PaymentModel/Core> and
/// <doc:/PaymentModel/ViewOfPayments>). With several payments of one application the page sees only the first.
enum PaymentStatusQuery {
    static func sql(_ application: EntityID) -> String {
        "SELECT \(columns) FROM payments_detail WHERE REMOTE_ID = '\(application)';"
    }

    private static let columns = [
        "ID, REASON, STATUS, CREATED_AT, UPDATED_AT",
        "ONLINE_PAYMENT_BEGIN_URL, ONLINE_PAYMENT_BEGIN_LAST_OPENED_AT, ONLINE_PAYMENT_BEGIN_METHOD",
        "ONLINE_PAYMENT_LANDING_URL, ONLINE_PAYMENT_LANDING_LAST_OPENED_AT, ONLINE_PAYMENT_LANDING_METHOD",
        "OFFLINE_PAYMENT_URL, OFFLINE_PAYMENT_LAST_OPENED_AT, OFFLINE_PAYMENT_METHOD",
        "RECEIPT_URL, RECEIPT_LAST_OPENED_AT, RECEIPT_METHOD",
        "UPDATE_URL, UPDATE_LAST_CHECK_AT, UPDATE_NEXT_CHECK_AT, UPDATE_METHOD",
    ].joined(separator: ", ")

    /// Nil for a row that does not have these columns.
    static func answer(_ row: [KsqlCell]) -> PaymentStatusAnswer? {
        guard row.count == 21, let id = row[0].idValue,
            let status = row[2].text.flatMap(PaymentStatus.init(rawValue:)),
            let createdAt = row[3].timestampValue, let updatedAt = row[4].timestampValue
        else { return nil }
        return PaymentStatusAnswer(
            id: id, reason: row[1].text, status: status, createdAt: createdAt, updatedAt: updatedAt,
            links: status == .paymentPending ? links(row) : nil)
    }

    private static func links(_ row: [KsqlCell]) -> PaymentLinks {
        func openable(_ first: Int) -> OpenableLink {
            OpenableLink(
                url: row[first].linkValue, lastOpenedAt: row[first + 1].timestampValue,
                method: method(row[first + 2]))
        }
        return PaymentLinks(
            onlinePaymentBegin: openable(5), onlinePaymentLanding: openable(8), offlinePayment: openable(11),
            receipt: openable(14),
            update: UpdateLink(
                url: row[17].linkValue, lastCheckAt: row[18].timestampValue, nextCheckAt: row[19].timestampValue,
                method: method(row[20])))
    }

    private static func method(_ cell: KsqlCell) -> LinkMethod? { cell.text.flatMap(LinkMethod.init(rawValue:)) }
}
