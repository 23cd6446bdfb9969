/// A query that only names columns of one table and compares some with constants:
/// `SELECT a, b FROM t [WHERE c = ? [AND | OR d <= ? ...]][;]`, which is all that the flow's services ask. Its answer
/// can be made of the rows that it finds, without a value computed by the engine.
struct PlainQuery: Equatable {
    let columns: [String]
    let table: String
    /// The columns that are compared.
    let compared: [String]
    /// Everything from `WHERE` on, as written; empty without a condition.
    let condition: String

    /// Nil for a query of any other form.
    init?(_ sql: String) {
        var words = Self.words(of: sql)[...]
        guard words.popFirst() == "SELECT" else { return nil }
        var columns: [String] = []
        repeat {
            guard let column = words.popFirst(), Self.isName(column) else { return nil }
            columns.append(String(column))
            guard let next = words.popFirst(), next == "," || next == "FROM" else { return nil }
            if next == "FROM" { break }
        } while true
        guard let table = words.popFirst(), Self.isName(table) else { return nil }
        if words.last == ";" { words.removeLast() }
        guard let compared = Self.columns(comparedIn: words) else { return nil }
        self.columns = columns
        self.table = String(table)
        self.compared = compared
        condition = words.joined(separator: " ")
    }

    /// Nil when the words are no condition of this form.
    private static func columns(comparedIn words: ArraySlice<Substring>) -> [String]? {
        var words = words
        guard let first = words.popFirst() else { return [] }
        guard first == "WHERE" else { return nil }
        var compared: [String] = []
        while true {
            guard let column = words.popFirst(), isName(column), let comparison = words.popFirst(),
                comparisons.contains(comparison), let constant = words.popFirst(),
                constant == "?" || constant.allSatisfy({ $0.isASCII && $0.isNumber })
            else { return nil }
            compared.append(String(column))
            guard let next = words.popFirst() else { return compared }
            guard next == "AND" || next == "OR" else { return nil }
        }
    }

    private static let comparisons: Set<Substring> = ["=", "<", ">", "<=", ">=", "<>", "!="]
    private static let keywords: Set<Substring> = [
        "SELECT", "FROM", "WHERE", "AND", "OR", "NOT", "NULL", "DISTINCT", "ALL", "CASE", "EXISTS", "CAST",
    ]

    private static func isName(_ word: Substring) -> Bool {
        guard let first = word.first, first.isASCII, first.isLetter || first == "_" else { return false }
        return !keywords.contains(word) && word.utf8.allSatisfy(isWordByte)
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }

    private static func isComparisonByte(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "<") || byte == UInt8(ascii: ">") || byte == UInt8(ascii: "=") || byte == UInt8(ascii: "!")
    }

    private enum ByteKind { case word, comparison, sign }

    private static func kind(of byte: UInt8) -> ByteKind {
        isWordByte(byte) ? .word : isComparisonByte(byte) ? .comparison : .sign
    }

    /// Names and numbers, comparisons, and every other sign by itself; nothing of a text that is not all ASCII.
    private static func words(of sql: String) -> [Substring] {
        guard sql.utf8.allSatisfy({ $0 < 0x80 }) else { return [] }
        var words: [Substring] = []
        var rest = Substring(sql)
        while let byte = rest.utf8.first {
            let kind = kind(of: byte)
            let end = rest.utf8.dropFirst().firstIndex { kind == .sign || Self.kind(of: $0) != kind } ?? rest.endIndex
            if byte != UInt8(ascii: " "), byte != UInt8(ascii: "\n") { words.append(rest[..<end]) }
            rest = rest[end...]
        }
        return words
    }
}
