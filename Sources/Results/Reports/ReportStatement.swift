import Foundation
import GRDB
import GRDBSQLite

/// The one statement of a report, compiled and run under a watch that lets it read and nothing else.
final class ReportStatement {
    private let report: ReportQuery
    private let connection: OpaquePointer
    private let watch: QueryWatch
    private let statement: OpaquePointer

    /// - Throws: `ResultStoreError` for what is not one statement that reads.
    init(_ report: ReportQuery, on connection: OpaquePointer, _ watch: QueryWatch) throws(ResultStoreError) {
        self.report = report
        self.connection = connection
        self.watch = watch
        var compiled: [Compiled] = []
        let failure = report.sql.utf8.withContiguousStorageIfAvailable { text in
            Self.compile(text, on: connection, watch, into: &compiled)
        }
        guard let failure else { preconditionFailure("A native string has its bytes in a row.") }
        let extra = compiled.dropFirst()
        for extra in extra { sqlite3_finalize(extra.statement) }
        guard failure == nil, extra.isEmpty, let first = compiled.first else {
            if let first = compiled.first { sqlite3_finalize(first.statement) }
            if let failure { throw Self.refusal(of: report, at: failure.offset, failure.problem) }
            guard let second = extra.first else { throw Self.refusal(of: report, line: nil, "it has no query") }
            throw Self.refusal(of: report, at: second.offset, "a second query begins here, and a report is one")
        }
        statement = first.statement
    }

    deinit { sqlite3_finalize(statement) }

    /// Gives `:run`, the only parameter there is.
    func bind(run id: Int64) throws(ResultStoreError) {
        for index in 1..<(sqlite3_bind_parameter_count(statement) + 1) {
            let name = sqlite3_bind_parameter_name(statement, index).map { String(cString: $0) } ?? "?"
            guard name == ":run" else {
                let line = report.sql.range(of: name).map { Self.line(at: $0.lowerBound, of: report.sql) }
                throw Self.refusal(of: report, line: line, "`\(name)` is no parameter; `:run` is, the id of the run")
            }
            sqlite3_bind_int64(statement, index, id)
        }
    }

    /// All that it answers.
    func table() throws -> ReportTable {
        let columns = (0..<sqlite3_column_count(statement)).map { column in
            sqlite3_column_name(statement, column).map { String(cString: $0) } ?? ""
        }
        var table = ReportTable(columns: columns, rows: [])
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW: table.rows.append((0..<Int32(columns.count)).map { cell($0) })
            case SQLITE_DONE: return table
            case SQLITE_INTERRUPT: throw ResultStoreError(path: report.origin, problem: .interrupted)
            case SQLITE_ERROR, SQLITE_TOOBIG, SQLITE_MISMATCH, SQLITE_AUTH:
                throw Self.refusal(of: report, line: nil, Self.problem(on: connection, watch))
            case let code:
                throw DatabaseError(
                    resultCode: ResultCode(rawValue: code), message: String(cString: sqlite3_errmsg(connection)))
            }
        }
    }

    private func cell(_ column: Int32) -> ReportTable.Cell {
        switch sqlite3_column_type(statement, column) {
        case SQLITE_INTEGER: return .integer(sqlite3_column_int64(statement, column))
        case SQLITE_FLOAT: return .real(sqlite3_column_double(statement, column))
        case SQLITE_NULL: return .null
        case SQLITE_TEXT:
            return .text(String(decoding: bytes(of: column), as: UTF8.self))
        default:
            return .text(bytes(of: column).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
        }
    }

    private func bytes(of column: Int32) -> UnsafeRawBufferPointer {
        let bytes = sqlite3_column_blob(statement, column)
        return UnsafeRawBufferPointer(start: bytes, count: Int(sqlite3_column_bytes(statement, column)))
    }
}

// MARK: What may be compiled

extension ReportStatement {
    /// A statement, and where it begins, in bytes.
    private typealias Compiled = (statement: OpaquePointer, offset: Int)

    /// Compiles every statement of a text, comments aside; stops at the first that cannot be.
    /// - Returns: what is wrong, and where in bytes; nil when all were compiled.
    private static func compile(
        _ text: UnsafeBufferPointer<UInt8>, on connection: OpaquePointer, _ watch: QueryWatch,
        into compiled: inout [Compiled]
    ) -> (offset: Int, problem: String)? {
        guard let base = text.baseAddress else { return nil }
        var offset = 0
        while offset < text.count {
            let begin = offset + insignificant(UnsafeBufferPointer(rebasing: text[offset...]))
            guard begin < text.count else { return nil }
            var statement: OpaquePointer?
            var tail: UnsafePointer<CChar>?
            let code = base.withMemoryRebound(to: CChar.self, capacity: text.count) { base in
                sqlite3_prepare_v2(connection, base + begin, Int32(text.count - begin), &statement, &tail)
            }
            guard code == SQLITE_OK else {
                let place = sqlite3_error_offset(connection)
                return (begin + max(0, Int(place)), problem(on: connection, watch))
            }
            guard let statement else { return nil }
            compiled.append((statement, begin))
            // Some do their work without asking for anything when they are compiled.
            guard sqlite3_column_count(statement) > 0, sqlite3_stmt_readonly(statement) != 0 else {
                return (begin, doesMore)
            }
            offset = tail.map { UnsafeRawPointer($0) - UnsafeRawPointer(base) } ?? text.count
        }
        return nil
    }

    private static let doesMore = "it does something else than read; write one `SELECT`"

    private static func problem(on connection: OpaquePointer, _ watch: QueryWatch) -> String {
        let trouble = QueryTrouble(message: String(cString: sqlite3_errmsg(connection)))
        return watch.hasDenied || trouble.isAboutChange ? doesMore : trouble.words
    }

    /// How many bytes of space, semicolons and comments `text` begins with.
    private static func insignificant(_ text: UnsafeBufferPointer<UInt8>) -> Int {
        var offset = 0
        func stands(_ mark: StaticString) -> Bool {
            mark.withUTF8Buffer {
                text.count - offset >= $0.count && text[offset..<offset + $0.count].elementsEqual($0)
            }
        }
        while offset < text.count {
            if stands("--") {
                while offset < text.count, text[offset] != UInt8(ascii: "\n") { offset += 1 }
            } else if stands("/*") {
                offset += 2
                while offset < text.count, !stands("*/") { offset += 1 }
                offset = min(text.count, offset + 2)
            } else if text[offset] == UInt8(ascii: ";") || text[offset] <= UInt8(ascii: " ") {
                offset += 1
            } else {
                return offset
            }
        }
        return offset
    }

    // MARK: Refusals

    /// - Parameter offset: in bytes.
    private static func refusal(of report: ReportQuery, at offset: Int, _ problem: String) -> ResultStoreError {
        let index = report.sql.utf8.index(report.sql.startIndex, offsetBy: offset)
        return refusal(of: report, line: line(at: index, of: report.sql), problem)
    }

    private static func refusal(of report: ReportQuery, line: Int?, _ problem: String) -> ResultStoreError {
        let place = line.map { ":\($0)" } ?? ""
        return ResultStoreError(path: report.origin + place, problem: .badQuery(problem))
    }

    /// From 1.
    private static func line(at index: String.Index, of text: String) -> Int {
        text.utf8[..<index].count { $0 == UInt8(ascii: "\n") } + 1
    }
}
