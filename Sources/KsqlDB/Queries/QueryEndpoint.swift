import CoreMetrics
import HTTPTypes
import PaymentModel
import ServicePorts

/// `POST /query` of ksqlDB: a header with the columns, then the rows; 400 for what cannot be answered, by policy 503 as
/// long as the table is not whole.
struct QueryEndpoint: HTTPService {
    private let table: SharedTable<PaymentEvent>
    private let wholeness: Wholeness?
    private let observer: (any KsqlViewObserver)?
    private let surroundings: Surroundings
    private let queries: Counter
    private let refusedQueries: Counter
    private let rowsScanned: Counter
    private let rowCount: Gauge

    init(
        table: SharedTable<PaymentEvent>, wholeness: Wholeness? = nil, observer: (any KsqlViewObserver)?,
        surroundings: Surroundings
    ) {
        self.table = table
        self.wholeness = wholeness
        self.observer = observer
        self.surroundings = surroundings
        queries = Counter(label: "ksql_queries_total", factory: surroundings.metrics)
        refusedQueries = Counter(label: "ksql_query_errors_total", factory: surroundings.metrics)
        rowsScanned = Counter(label: "ksql_rows_scanned_total", factory: surroundings.metrics)
        rowCount = Gauge(label: "ksql_rows", factory: surroundings.metrics)
    }

    func respond(to request: HTTPRequestHead, body: Payload) async throws -> HTTPReply {
        var path = PathReader(request.path)
        guard path.take("/query"), path.isAtEnd else { return .noSuchPath }
        guard request.method == .post else { return .failure(.methodNotAllowed, "only POST") }
        queries.increment()
        guard wholeness?.isWhole ?? true else {
            refusedQueries.increment()
            return .failure(.serviceUnavailable, "the view is reading its topic")
        }
        do {
            let query: KsqlRequest = try readBody(body)
            let found = try table.answer(query.ksql)
            observer?.viewAnswered(queryOf: found.tables, rowsScanned: found.rowsScanned)
            rowsScanned.increment(by: found.rowsScanned)
            rowCount.record(table.rowCount)
            return HTTPReply(.ok, body: .value(answer(found)))
        } catch let failure as SQLFailure {
            refusedQueries.increment()
            return .failure(.badRequest, failure.message)
        } catch let error as ValidationError {
            refusedQueries.increment()
            return .failure(.badRequest, error.description)
        }
    }

    private func answer(_ found: TableAnswer<PaymentEvent>) -> KsqlAnswer {
        let queryID = "transient_" + EntityID(surroundings.makeUUID()).hexText
        let rows: [[KsqlCell]]
        switch found.content {
        case .values(let values): rows = values.map { $0.map(Self.cell) }
        case .rows(let payments, let columns):
            let cells = columns.map { PaymentTable.columns[$0].cell }
            rows = payments.map { payment in cells.map { $0(payment) } }
        }
        return KsqlAnswer(queryID: queryID, columns: found.columns, rows: rows)
    }

    private static func cell(_ value: SQLValue) -> KsqlCell {
        switch value {
        case .null: .null
        case .integer(let integer): KsqlCell(integer)
        case .real(let real): KsqlCell(real)
        case .text(let text): .text(text)
        }
    }
}
