/// The answer of one report query: named columns, units in their names.
public struct ReportTable: Sendable, Equatable {
    public enum Cell: Sendable, Equatable {
        case null
        case integer(Int64)
        case real(Double)
        case text(String)
    }

    public var columns: [String]
    public var rows: [[Cell]]

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
