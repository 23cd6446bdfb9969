import PaymentModel

/// The view's table: the last event of each payment, in the columns of <doc:/PaymentModel/ViewOfPayments> and in Core's
/// order. All are text, as in ksqlDB; times carry Rome's offset as in the event, so that their order as text is the
/// order of the wall clock. That differs from the order of the instants in the one hour of the year that the wall clock
/// shows twice: whoever compares times must allow for it, as the poller's `DueQuery` does.
enum PaymentTable {
    static let name = "payments_detail"
    static let openPayments = "payments_open"

    /// The states of open payments come from the model, so that the view and the model cannot disagree.
    static let schema = TableSchema<PaymentEvent>(
        name: name, columns: columns.map(\.definition),
        subsets: [
            (
                name: openPayments,
                // Not `IN`, for whose list the engine searches a table of its own at every row.
                condition: PaymentStatus.allCases.filter { !$0.isFinal }.map { "STATUS = '\($0.rawValue)'" }
                    .joined(separator: " OR ")
            )
        ], key: { .words($0.id.high, $0.id.low) })

    /// A column, which a query's answer carries in parts and the table compares as text.
    struct Column: Sendable {
        let name: String
        let isIndexed: Bool
        let cell: @Sendable (PaymentEvent) -> KsqlCell
        private let isSame: @Sendable (PaymentEvent, PaymentEvent) -> Bool

        init(_ name: String, cell: @escaping @Sendable (PaymentEvent) -> KsqlCell) {
            self.name = name
            isIndexed = false
            self.cell = cell
            isSame = { cell($0) == cell($1) }
        }

        /// An indexed column is compared at every update, and so by the part of the event that its cell is made of.
        init<Part: Equatable & SendableMetatype>(
            indexed name: String, of part: @escaping @Sendable (PaymentEvent) -> Part,
            cell: @escaping @Sendable (Part) -> KsqlCell
        ) {
            self.name = name
            isIndexed = true
            self.cell = { cell(part($0)) }
            isSame = { part($0) == part($1) }
        }

        var definition: TableColumn<PaymentEvent> {
            TableColumn(
                name, isIndexed: isIndexed, value: { [cell] in cell($0).text.map(SQLValue.text) ?? .null },
                isSame: isSame)
        }
    }

    static let columns: [Column] =
        [
            Column(indexed: "ID", of: { $0.id }, cell: { .id($0) }),
            Column("USER_ID") { .id($0.origin.userID) },
            Column("TYPE") { .text($0.origin.type.description) },
            Column("TENANT_ID") { .id($0.origin.tenantID) },
            Column("SERVICE_ID") { .id($0.origin.serviceID) },
            Column("CREATED_AT") { .timestamp($0.origin.createdAt) },
            Column("UPDATED_AT") { .timestamp($0.state.updatedAt) },
            Column(indexed: "STATUS", of: { $0.status }, cell: { .text($0.rawValue) }),
            Column("REASON") { KsqlCell($0.origin.reason) },
            Column(indexed: "REMOTE_ID", of: { $0.origin.remoteID }, cell: { .id($0) }),
            Column("PAYMENT_TRANSACTION_ID") { KsqlCell($0.state.transactionID) },
            Column("PAYMENT_PAID_AT") { KsqlCell($0.state.paidAt) },
            Column("PAYMENT_EXPIRE_AT") { KsqlCell($0.origin.expireAt) },
            Column("PAYMENT_AMOUNT") { KsqlCell($0.origin.amount?.description) },
            Column("PAYMENT_CURRENCY") { _ in .text("EUR") },
            Column("PAYMENT_NOTICE_CODE") { KsqlCell($0.state.noticeCode) },
            Column("PAYMENT_IUD") { .text($0.origin.iud) },
            Column("PAYMENT_IUV") { KsqlCell($0.state.iuv) },
        ]
        + link("ONLINE_PAYMENT_BEGIN") { $0.onlinePaymentBegin }
        + link("ONLINE_PAYMENT_LANDING") { $0.onlinePaymentLanding }
        + link("OFFLINE_PAYMENT") { $0.offlinePayment } + link("RECEIPT") { $0.receipt }
        + [
            Column("UPDATE_URL") { KsqlCell($0.state.links.update.url) },
            Column("UPDATE_LAST_CHECK_AT") { KsqlCell($0.state.links.update.lastCheckAt) },
            Column(indexed: "UPDATE_NEXT_CHECK_AT", of: { $0.state.links.update.nextCheckAt }, cell: { KsqlCell($0) }),
            Column("UPDATE_METHOD") { KsqlCell($0.state.links.update.method?.rawValue) },
        ] + payerColumns
        + [
            Column("EVENT_ID") { .id($0.envelope.eventID) },
            Column("EVENT_VERSION") { .text($0.envelope.version.description) },
            Column("EVENT_CREATED_AT") { .timestamp($0.envelope.createdAt) },
            Column("APP_ID") { .text($0.envelope.appID) },
        ]

    private static let payerColumns: [Column] = [
        Column("PAYER_TYPE") { .text($0.origin.payer.kind.rawValue) },
        Column("PAYER_TAX_IDENTIFICATION_NUMBER") { .text($0.origin.payer.taxIdentificationNumber) },
        Column("PAYER_NAME") { .text($0.origin.payer.name) },
        Column("PAYER_FAMILY_NAME") { KsqlCell($0.origin.payer.familyName) },
        Column("PAYER_STREET_NAME") { KsqlCell($0.origin.payer.streetName) },
        Column("BUILDING_NUMBER") { KsqlCell($0.origin.payer.buildingNumber) },
        Column("POSTAL_CODE") { KsqlCell($0.origin.payer.postalCode) },
        Column("TOWN_NAME") { KsqlCell($0.origin.payer.townName) },
        Column("COUNTRY_SUBDIVISION") { KsqlCell($0.origin.payer.countrySubdivision) },
        Column("COUNTRY") { KsqlCell($0.origin.payer.country) },
        Column("EMAIL") { KsqlCell($0.origin.payer.email) },
    ]

    private static func link(
        _ prefix: String, _ link: @escaping @Sendable (PaymentLinks) -> OpenableLink
    ) -> [Column] {
        [
            Column(prefix + "_URL") { KsqlCell(link($0.state.links).url) },
            Column(prefix + "_LAST_OPENED_AT") { KsqlCell(link($0.state.links).lastOpenedAt) },
            Column(prefix + "_METHOD") { KsqlCell(link($0.state.links).method?.rawValue) },
        ]
    }
}
