/// Rows under named columns, such as the answer of one report query; units are in the names.
public struct ReportTable: Sendable, Equatable {
    /// What SQLite gave for one column of one row.
    public enum Cell: Sendable, Equatable {
        /// No value, which is neither zero nor an empty text.
        case null
        /// A whole number.
        case integer(Int64)
        /// Any other number.
        case real(Double)
        /// A text.
        case text(String)
    }

    /// The columns' names, in the query's order.
    public var columns: [String]
    /// The rows, each with a cell for every column.
    public var rows: [[Cell]]

    /// A table of these rows.
    public init(columns: [String], rows: [[Cell]]) {
        self.columns = columns
        self.rows = rows
    }

    /// As RFC 4180 has it: a header line, CRLF, quotes where a field needs them; no value is an empty field.
    public var csv: String {
        var text = ""
        appendLine(columns.map(Self.quoted), to: &text)
        for row in rows { appendLine(row.map(Self.field), to: &text) }
        return text
    }

    private func appendLine(_ fields: [String], to text: inout String) {
        text += fields.joined(separator: ",")
        text += "\r\n"
    }

    private static func field(_ cell: Cell) -> String {
        switch cell {
        case .null: ""
        case .integer(let integer): String(integer)
        case .real(let real): real.description
        case .text(let text): quoted(text)
        }
    }

    /// By bytes, because Swift takes CR LF for one character that is neither.
    private static func quoted(_ text: String) -> String {
        let needsQuotes = text.utf8.contains { byte in
            byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\r")
                || byte == UInt8(ascii: "\n")
        }
        guard needsQuotes else { return text }
        return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
