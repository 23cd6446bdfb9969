/// The body of ksqlDB's `POST /query` (<doc:ViewOfPayments>).
public struct KsqlRequest: JSONMessage, Hashable {
    public var ksql: String

    public init(ksql: String) { self.ksql = ksql }

    public static var typicalSize: Int { 250 }

    public func write(to writer: inout JSONWriter) { writer.object { $0.member("ksql", ksql) } }

    public init(json: JSONField) throws { ksql = try json.members().required("ksql").string() }
}

/// One cell of a ksqlDB row. Every text column may be held in parts; its text is made when somebody reads it, and a
/// cell read from bytes equals the one it was written from.
public enum KsqlCell: Sendable {
    case null
    case text(String)
    case id(EntityID)
    case timestamp(Timestamp)
    case link(ServiceLink)
    /// The digits of a number.
    case number(String)

    /// Asked instead of a comparison, which may have to make texts.
    public var isNull: Bool {
        if case .null = self { true } else { false }
    }

    /// What a JSON reader finds: nil for `null`, the digits for a number.
    public var text: String? {
        switch self {
        case .null: nil
        case .text(let text), .number(let text): text
        case .id(let id): id.description
        case .timestamp(let timestamp): timestamp.description
        case .link(let link): link.description
        }
    }

    /// The cell as an id; nil when it is `null` or no id.
    public var idValue: EntityID? {
        if case .id(let id) = self { return id }
        return text.flatMap { EntityID($0) }
    }

    /// The cell as an instant; nil when it is `null` or no date.
    public var timestampValue: Timestamp? {
        if case .timestamp(let timestamp) = self { return timestamp }
        return text.flatMap { Timestamp(iso8601: $0) }
    }

    /// The cell as a URL; nil when it is `null` or no URL.
    public var linkValue: ServiceLink? {
        if case .link(let link) = self { return link }
        return text.flatMap { ServiceLink($0) }
    }

    public init(_ text: String?) { self = text.map { .text($0) } ?? .null }
    public init(_ id: EntityID?) { self = id.map { .id($0) } ?? .null }
    public init(_ timestamp: Timestamp?) { self = timestamp.map { .timestamp($0) } ?? .null }
    public init(_ link: ServiceLink?) { self = link.map { .link($0) } ?? .null }
    public init(_ amount: EuroCents?) { self = amount.map { .number($0.description) } ?? .null }
}

extension KsqlCell: Equatable {
    public static func == (a: KsqlCell, b: KsqlCell) -> Bool {
        switch (a, b) {
        case (.id(let a), .id(let b)): a == b
        case (.timestamp(let a), .timestamp(let b)): a == b
        case (.link(let a), .link(let b)): a == b
        case (.number(let a), .number(let b)): a == b
        case (.number, _), (_, .number): false
        default: a.text == b.text
        }
    }
}

extension KsqlCell: JSONMessage {
    public func write(to writer: inout JSONWriter) {
        switch self {
        case .null: writer.null()
        case .text(let text): writer.string(text)
        case .id(let id): writer.id(id)
        case .timestamp(let timestamp): writer.timestamp(timestamp)
        case .link(let link): writer.link(link)
        case .number(let digits): writer.value(.number(digits))
        }
    }

    public init(json: JSONField) throws {
        switch json.value {
        case .null: self = .null
        case .string(let text): self = .text(text)
        case .number(let digits): self = .number(digits)
        case .bool(let flag): self = .text(flag ? "true" : "false")
        case .array, .object: throw json.failure(.wrongType(expected: "a column"))
        }
    }
}

/// The answer of ksqlDB's `POST /query`: a header, then the rows (<doc:ViewOfPayments>). Core reads a missing second
/// element as "no payment".
public final class KsqlAnswer: JSONMessage, Equatable {
    public let queryID: String
    public let rows: [[KsqlCell]]
    private let header: Header

    private enum Header {
        case text(String)
        /// Text columns; what ksqlDB writes is made of them when somebody reads it.
        case columns([String])
    }

    public init(queryID: String, schema: String, rows: [[KsqlCell]]) {
        self.queryID = queryID
        self.rows = rows
        header = .text(schema)
    }

    /// An answer whose columns are all text.
    public init(queryID: String, columnNames: [String], rows: [[KsqlCell]]) {
        self.queryID = queryID
        self.rows = rows
        header = .columns(columnNames)
    }

    /// The columns' names and types, as ksqlDB writes them.
    public var schema: String {
        switch header {
        case .text(let text): text
        case .columns(let names): names.map { "`\($0)` STRING" }.joined(separator: ", ")
        }
    }

    public static var typicalSize: Int { 1500 }

    /// The header and about a kilobyte for each full row.
    public var nominalSize: Int { 200 + rows.reduce(0) { $0 + 12 + 25 * $1.count } }

    public func write(to writer: inout JSONWriter) {
        writer.array([nil] + rows.map(Optional.some)) { writer, row in
            writer.object {
                if let row {
                    $0.key("row")
                    $0.object { $0.member("columns", list: row) }
                } else {
                    $0.key("header")
                    $0.object {
                        $0.member("queryId", queryID)
                        $0.member("schema", schema)
                    }
                }
            }
        }
    }

    public convenience init(json: JSONField) throws {
        let elements = try json.elements()
        guard let first = elements.first else { throw json.failure(.tooShort(limit: 1)) }
        let header = try first.members().object("header")
        self.init(
            queryID: try header.required("queryId").string(), schema: try header.required("schema").string(),
            rows: try elements.dropFirst().map { try $0.members().object("row").requiredList("columns") })
    }

    public static func == (a: KsqlAnswer, b: KsqlAnswer) -> Bool {
        a.queryID == b.queryID && a.schema == b.schema && a.rows == b.rows
    }
}
