import Foundation
import ServicePorts

/// The body of ksqlDB's `POST /query` (<doc:ViewOfPayments>).
public struct KsqlRequest: JSONMessage, Hashable {
    /// One SQL statement.
    public var ksql: String

    private enum CodingKeys: String, CodingKey { case ksql }

    /// A request of that statement.
    public init(ksql: String) { self.ksql = ksql }

    /// 250 bytes.
    public static var typicalSize: Int { 250 }
}

/// One cell of a ksqlDB row. Every text column may be held in parts; its text is made when somebody reads it, and a
/// cell read from bytes equals the one it was written from.
public enum KsqlCell: Sendable {
    /// Nothing.
    case null
    /// A text in one piece.
    case text(String)
    /// The text of an id.
    case id(EntityID)
    /// The text of an instant.
    case timestamp(Timestamp)
    /// The text of a URL.
    case link(ServiceLink)
    /// A number.
    case number(Decimal)

    /// Asked instead of a comparison, which may have to make texts.
    public var isNull: Bool {
        if case .null = self { true } else { false }
    }

    /// What a JSON reader finds: nil for `null`, the digits for a number.
    public var text: String? {
        switch self {
        case .null: nil
        case .text(let text): text
        case .number(let number): number.description
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

    /// A text, or nothing.
    public init(_ text: String?) { self = text.map { .text($0) } ?? .null }
    /// The text of an id, or nothing.
    public init(_ id: EntityID?) { self = id.map { .id($0) } ?? .null }
    /// The text of an instant, or nothing.
    public init(_ timestamp: Timestamp?) { self = timestamp.map { .timestamp($0) } ?? .null }
    /// The text of a URL, or nothing.
    public init(_ link: ServiceLink?) { self = link.map { .link($0) } ?? .null }
    /// A whole number.
    public init(_ integer: Int64) { self = .number(Decimal(integer)) }
    /// A number that SQL computed in floating point.
    public init(_ real: Double) { self = .number(Decimal(real)) }
}

extension KsqlCell: Equatable {
    /// Equal on the wire.
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

extension KsqlCell: Codable {
    /// Writes a text, a number or `null`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .number(let number): try container.encode(number)
        case .text, .id, .timestamp, .link: try container.encode(text)
        }
    }

    /// Reads a text, a number, a boolean as its word, or `null`.
    /// - Throws: ``ValidationError`` for a list or an object.
    public init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let text = try value.decodeIfFits(String.self) {
            self = .text(text)
        } else if let number = try value.decodeIfFits(Decimal.self) {
            self = .number(number)
        } else if let flag = try value.decodeIfFits(Bool.self) {
            self = .text(flag ? "true" : "false")
        } else {
            throw ValidationError(at: decoder.codingPath, .wrongType(expected: "a column"))
        }
    }
}

/// The text columns of a query's answers, named once for all of them.
public struct KsqlColumns: Sendable, Equatable {
    /// In the order of the query.
    public let names: [String]
    /// Of the names: an answer enters it, and not each name again.
    let ownDigest: UInt64

    /// Columns of these names.
    public init(_ names: [String]) {
        self.names = names
        var digest = WireDigest()
        digest.enter(names.count)
        for name in names { digest.enter(name) }
        ownDigest = digest.value
    }
}

/// The answer of ksqlDB's `POST /query`: a header, then the rows (<doc:ViewOfPayments>). Core reads a missing second
/// element as "no payment".
public final class KsqlAnswer: JSONMessage, Equatable {
    /// Of the server's choice.
    public let queryID: String
    /// The cells of every row, in the order of the columns.
    public let rows: [[KsqlCell]]
    let header: Header

    enum Header {
        case text(String)
        /// Text columns; what ksqlDB writes is made of them when somebody reads it.
        case columns(KsqlColumns)
    }

    /// An answer whose header is `schema`.
    public init(queryID: String, schema: String, rows: [[KsqlCell]]) {
        self.queryID = queryID
        self.rows = rows
        header = .text(schema)
    }

    /// An answer whose columns are all text.
    public init(queryID: String, columns: KsqlColumns, rows: [[KsqlCell]]) {
        self.queryID = queryID
        self.rows = rows
        header = .columns(columns)
    }

    /// The columns' names and types, as ksqlDB writes them.
    public var schema: String {
        switch header {
        case .text(let text): text
        case .columns(let columns): Self.schema(ofTexts: columns.names)
        }
    }

    /// The header of text columns, as ksqlDB writes it.
    static func schema(ofTexts names: [String]) -> String {
        names.map { "`\($0)` STRING" }.joined(separator: ", ")
    }

    /// 1500 bytes.
    public static var typicalSize: Int { 1500 }

    /// The header and about a kilobyte for each full row.
    public var nominalSize: Int { 200 + rows.reduce(0) { $0 + 12 + 25 * $1.count } }

    /// Equal on the wire.
    public static func == (a: KsqlAnswer, b: KsqlAnswer) -> Bool {
        a.queryID == b.queryID && a.schema == b.schema && a.rows == b.rows
    }
}

extension KsqlAnswer {
    private enum ElementField: String, CodingKey { case header, row }
    private enum HeaderField: String, CodingKey { case queryId, schema }
    private enum RowField: String, CodingKey { case columns }

    /// Writes a list of the header and the rows.
    public func encode(to encoder: any Encoder) throws {
        var elements = encoder.unkeyedContainer()
        var first = elements.nestedContainer(keyedBy: ElementField.self)
        var header = first.nestedContainer(keyedBy: HeaderField.self, forKey: .header)
        try header.encode(queryID, forKey: .queryId)
        try header.encode(schema, forKey: .schema)
        for row in rows {
            var element = elements.nestedContainer(keyedBy: ElementField.self)
            var columns = element.nestedContainer(keyedBy: RowField.self, forKey: .row)
            try columns.encode(row, forKey: .columns)
        }
    }

    /// Reads the list.
    /// - Throws: ``ValidationError`` for a list without a header; `DecodingError` for another form.
    public convenience init(from decoder: any Decoder) throws {
        var elements = try decoder.unkeyedContainer()
        guard !elements.isAtEnd else { throw ValidationError(at: decoder.codingPath, .tooShort(limit: 1)) }
        let header = try elements.nestedContainer(keyedBy: ElementField.self)
            .nestedContainer(keyedBy: HeaderField.self, forKey: .header)
        var rows: [[KsqlCell]] = []
        while !elements.isAtEnd {
            let row = try elements.nestedContainer(keyedBy: ElementField.self)
                .nestedContainer(keyedBy: RowField.self, forKey: .row)
            rows.append(try row.decode([KsqlCell].self, forKey: .columns))
        }
        self.init(
            queryID: try header.decode(String.self, forKey: .queryId),
            schema: try header.decode(String.self, forKey: .schema), rows: rows)
    }
}
