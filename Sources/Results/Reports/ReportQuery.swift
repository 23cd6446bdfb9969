import Foundation
import Scenarios

/// One report: a file with one query, whose parameter `:run` is the id of a run, and a header of comments:
/// `-- title:`, `-- unit:` and `-- chart:` (`table`, `line` or `bar`).
public struct ReportQuery: Sendable, Equatable {
    /// Which chart suits an answer.
    public enum Chart: String, Sendable, CaseIterable {
        /// None: its rows speak for themselves.
        case table
        /// A curve over the first column.
        case line
        /// A bar for each row.
        case bar
    }

    /// The file's name without `.sql`; the CSV file bears it too.
    public var name: String
    /// The file, or "built-in" and its name: what an error about the query points to.
    public var origin: String
    /// What the report says, for people.
    public var title: String
    /// Of the figures, for people.
    public var unit: String
    /// Which chart suits it.
    public var chart: Chart
    /// The file's text, with line feeds alone at the ends of its lines.
    public var sql: String

    /// - Throws: `ResultStoreError` that names the file and the part of its header that is missing.
    public init(name: String, origin: String, text: String) throws(ResultStoreError) {
        let text = Self.withPlainLineEnds(text)
        let header = Self.header(of: text)
        func part(_ key: String) throws(ResultStoreError) -> String {
            guard let line = header.first(where: { $0.key == key }), !line.value.isEmpty else {
                throw ResultStoreError(path: origin, problem: .badQuery("its header lacks `-- \(key): ...`"))
            }
            return line.value
        }
        self.name = name
        self.origin = origin
        title = try part("title")
        unit = try part("unit")
        let chartWord = try part("chart")
        guard let chart = Chart(rawValue: chartWord) else {
            let known = Chart.allCases.map(\.rawValue).joined(separator: ", ")
            throw ResultStoreError(
                path: origin, problem: .badQuery("chart `\(chartWord)` is unknown; there are \(known)"))
        }
        self.chart = chart
        sql = text
    }

    /// Editors elsewhere end lines with CR LF, and begin a file with a byte order mark.
    private static func withPlainLineEnds(_ text: String) -> String {
        text.withoutByteOrderMark.replacingOccurrences(of: "\r\n", with: "\n")
            .replacingOccurrences(of: "\r", with: "\n")
    }

    /// The `-- key: value` lines that open the file.
    private static func header(of text: String) -> [(key: String, value: String)] {
        var lines: [(key: String, value: String)] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            guard line.hasPrefix("--") else { break }
            guard let colon = line.firstIndex(of: ":") else { continue }
            let key = line[..<colon].dropFirst(2).trimmingCharacters(in: .whitespaces)
            lines.append((key, line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)))
        }
        return lines
    }
}

extension ReportQuery {
    /// The reports that come with the program, so that it works from any folder.
    private static var builtIn: [(name: String, text: [UInt8])] {
        [
            ("run_summary", PackageResources.run_summary_sql),
            ("poller_load", PackageResources.poller_load_sql),
            ("state_convergence", PackageResources.state_convergence_sql),
            ("checkout_throughput", PackageResources.checkout_throughput_sql),
            ("faults", PackageResources.faults_sql),
        ]
    }

    /// The built-in reports, then those that only `folder` has, by name. A file of `folder` that is named like a
    /// built-in report takes its place, so that a report can be changed without building the program. No folder is as
    /// good as an empty one.
    /// - Throws: `ResultStoreError` for a folder that is there and cannot be read, and for the first bad report.
    public static func all(inFolder folder: String = "Reports") throws(ResultStoreError) -> [ReportQuery] {
        let own = try entries(of: folder).filter { $0.hasSuffix(".sql") }.map { String($0.dropLast(4)) }.sorted()
        var reports: [ReportQuery] = []
        for (name, text) in builtIn where !own.contains(name) {
            reports.append(
                try ReportQuery(name: name, origin: "built-in \(name).sql", text: String(decoding: text, as: UTF8.self))
            )
        }
        for name in own {
            let file = "\(folder)/\(name).sql"
            reports.append(try ReportQuery(name: name, origin: file, text: try text(of: file)))
        }
        return reports
    }

    private static func entries(of folder: String) throws(ResultStoreError) -> [String] {
        guard FileManager.default.fileExists(atPath: folder) else { return [] }
        do { return try FileManager.default.contentsOfDirectory(atPath: folder) } catch {
            throw ResultStoreError(path: folder, problem: .unopenable("it is no folder whose reports can be listed"))
        }
    }

    private static func text(of file: String) throws(ResultStoreError) -> String {
        var status = stat()
        guard stat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            let bytes = FileManager.default.contents(atPath: file)
        else { throw ResultStoreError(path: file, problem: .unopenable("it is no file that can be read")) }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ResultStoreError(path: file, problem: .badQuery("it is not UTF-8 text"))
        }
        return text
    }
}
