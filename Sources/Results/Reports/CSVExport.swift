import Foundation

/// Writes every report of one run as a CSV file of the report's name.
public struct CSVExport {
    private let reader: ReportReader
    private let reports: [ReportQuery]

    /// An export of these reports from one database.
    public init(_ reader: ReportReader, reports: [ReportQuery]) {
        self.reader = reader
        self.reports = reports
    }

    /// Makes `folder` when there is none. A file is replaced as a whole or not at all.
    /// - Returns: the paths written, in the order of the reports.
    public func write(run id: Int64, to folder: String) throws(ResultStoreError) -> [String] {
        try OutputFolder.prepare(folder)
        var paths: [String] = []
        for report in reports {
            let path = "\(folder)/\(report.name).csv"
            let text = try reader.table(of: report, run: id).csv
            do {
                try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
            } catch {
                throw ResultStoreError(path: path, problem: .unopenable("it cannot be written"))
            }
            paths.append(path)
        }
        return paths
    }
}
