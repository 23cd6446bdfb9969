import PaymentModel
import Ports

/// The view's table: the last event of each payment, in the columns of `domain.md` 5.6 and in Core's order. All are
/// text, as in ksqlDB; times carry Rome's offset as in the event, so that their order as text is the order of the wall
/// clock. That differs from the order of the instants in the one hour of the year that the wall clock shows twice:
/// whoever compares times must allow for it, as the poller's `DueQuery` does.
enum PaymentTable {
    static let name = "payments_detail"
    static let openPayments = "payments_open"

    /// The states of open payments come from the model, so that the view and the model cannot disagree.
    static let schema = TableSchema<PaymentEvent>(
        name: name, columns: columns,
        subsets: [
            (
                name: openPayments,
                condition: "STATUS IN ("
                    + PaymentStatus.allCases.filter { !$0.isFinal }.map { "'\($0.rawValue)'" }.joined(separator: ", ")
                    + ")"
            )
        ])

    static let columns: [TableColumn<PaymentEvent>] =
        [
            TableColumn("ID", isIndexed: true) { .text($0.id.description) },
            TableColumn("USER_ID") { .text($0.origin.userID.description) },
            TableColumn("TYPE") { .text($0.origin.type.description) },
            TableColumn("TENANT_ID") { .text($0.origin.tenantID.description) },
            TableColumn("SERVICE_ID") { .text($0.origin.serviceID.description) },
            TableColumn("CREATED_AT") { .text($0.origin.createdAt.description) },
            TableColumn("UPDATED_AT") { .text($0.state.updatedAt.description) },
            TableColumn("STATUS", isIndexed: true) { .text($0.status.rawValue) },
            TableColumn("REASON") { text($0.origin.reason) },
            TableColumn("REMOTE_ID", isIndexed: true) { .text($0.origin.remoteID.description) },
            TableColumn("PAYMENT_TRANSACTION_ID") { text($0.state.transactionID) },
            TableColumn("PAYMENT_PAID_AT") { text($0.state.paidAt) },
            TableColumn("PAYMENT_EXPIRE_AT") { text($0.origin.expireAt) },
            TableColumn("PAYMENT_AMOUNT") { text($0.origin.amount) },
            TableColumn("PAYMENT_CURRENCY") { _ in .text("EUR") },
            TableColumn("PAYMENT_NOTICE_CODE") { text($0.state.noticeCode) },
            TableColumn("PAYMENT_IUD") { .text($0.origin.iud) },
            TableColumn("PAYMENT_IUV") { text($0.state.iuv) },
        ]
        + link("ONLINE_PAYMENT_BEGIN", \.onlinePaymentBegin) + link("ONLINE_PAYMENT_LANDING", \.onlinePaymentLanding)
        + link("OFFLINE_PAYMENT", \.offlinePayment) + link("RECEIPT", \.receipt)
        + [
            TableColumn("UPDATE_URL") { text($0.state.links.update.url) },
            TableColumn("UPDATE_LAST_CHECK_AT") { text($0.state.links.update.lastCheckAt) },
            TableColumn("UPDATE_NEXT_CHECK_AT", isIndexed: true) { text($0.state.links.update.nextCheckAt) },
            TableColumn("UPDATE_METHOD") { text($0.state.links.update.method?.rawValue) },
        ] + payerColumns
        + [
            TableColumn("EVENT_ID") { .text($0.envelope.eventID.description) },
            TableColumn("EVENT_VERSION") { .text($0.envelope.version.description) },
            TableColumn("EVENT_CREATED_AT") { .text($0.envelope.createdAt.description) },
            TableColumn("APP_ID") { .text($0.envelope.appID) },
        ]

    private static let payerColumns: [TableColumn<PaymentEvent>] = [
        TableColumn("PAYER_TYPE") { .text($0.origin.payer.kind.rawValue) },
        TableColumn("PAYER_TAX_IDENTIFICATION_NUMBER") { .text($0.origin.payer.taxIdentificationNumber) },
        TableColumn("PAYER_NAME") { .text($0.origin.payer.name) },
        TableColumn("PAYER_FAMILY_NAME") { text($0.origin.payer.familyName) },
        TableColumn("PAYER_STREET_NAME") { text($0.origin.payer.streetName) },
        TableColumn("BUILDING_NUMBER") { text($0.origin.payer.buildingNumber) },
        TableColumn("POSTAL_CODE") { text($0.origin.payer.postalCode) },
        TableColumn("TOWN_NAME") { text($0.origin.payer.townName) },
        TableColumn("COUNTRY_SUBDIVISION") { text($0.origin.payer.countrySubdivision) },
        TableColumn("COUNTRY") { text($0.origin.payer.country) },
        TableColumn("EMAIL") { text($0.origin.payer.email) },
    ]

    private static func link(
        _ prefix: String, _ link: KeyPath<PaymentLinks, OpenableLink> & Sendable
    ) -> [TableColumn<PaymentEvent>] {
        [
            TableColumn(prefix + "_URL") { text($0.state.links[keyPath: link].url) },
            TableColumn(prefix + "_LAST_OPENED_AT") { text($0.state.links[keyPath: link].lastOpenedAt) },
            TableColumn(prefix + "_METHOD") { text($0.state.links[keyPath: link].method?.rawValue) },
        ]
    }

    private static func text(_ value: (some CustomStringConvertible)?) -> SQLValue {
        value.map { .text($0.description) } ?? .null
    }
}
