import Foundation
import Results
import Statistics
import Twin

/// Stores the runs of a session in a database, and their reports as CSV files where that is asked for.
final class RunKeeper {
    private let store: ResultStore
    private let csv: String?
    private let export: CSVExport?
    private let verifies: Bool
    private let isOneRun: Bool
    private var ids: [Int64] = []

    /// Opens all that is needed, so that what cannot be written is found before a long run.
    init(db: String, csv: String?, isOneRun: Bool, verifies: Bool) throws(ResultStoreError) {
        let reports = csv == nil ? [] : try ReportQuery.all()
        if let csv { try CSVExport.prepare(folder: csv) }
        store = try ResultStore(writing: db)
        export =
            csv == nil
            ? nil
            : CSVExport(
                try ReportReader(store) { Interruption.cancellation.isCancelled }, reports: reports)
        self.csv = csv
        self.isOneRun = isOneRun
        self.verifies = verifies
    }

    func keep(_ ending: RunEnding, started: Date) throws -> RunSession.Kept {
        let id = try store.append(ending, started: started.formatted(.iso8601))
        ids.append(id)
        var places = ["run \(id) of \(store.path)"]
        if let csv, let export {
            let folder = isOneRun ? csv : RunSession.folder(csv, of: ending.ticket)
            do throws(ResultStoreError) {
                places.append("\(try export.write(run: id, to: folder).count) CSV files in \(folder)")
            } catch {
                guard error.problem == .interrupted, Interruption.exitCode != nil else { throw error }
                places.append("not all CSV files in \(folder)")
            }
        }
        return RunSession.Kept(
            ending: ending, places: places,
            repeatLine: RepeatLine.ofRun(id, in: store.path, verifies: verifies))
    }

    /// Where the runs of several seeds are.
    func places(topics: String?) -> [String] {
        var places: [String] = []
        if let first = ids.first, let last = ids.last {
            let isOne = first == last
            let runs = isOne ? "run \(first)" : "\(HumanUnits.grouped(ids.count)) runs, \(first) to \(last),"
            places.append("\(runs) of \(store.path)")
        } else {
            places.append("none was kept in \(store.path)")
        }
        if let csv { places.append("CSV files in \(csv), a folder for each seed") }
        if let topics { places.append("topics in \(topics), a folder for each seed") }
        return places
    }

    /// What is left when somebody ended the runs.
    /// - Parameter repeatLine: of one run that was alone.
    func interrupted(ended: Int, of count: Int, repeatLine: String) -> String {
        guard isOneRun else {
            return "interrupted: \(HumanUnits.grouped(ended)) of \(HumanUnits.grouped(count)) seeds had ended, "
                + "\(HumanUnits.grouped(ids.count)) runs are kept in \(store.path); nothing of the others was kept"
        }
        guard ids.isEmpty else { return "interrupted when the run was over: all of it is kept in \(store.path)" }
        let before = (try? store.headings().count) ?? 0
        let others =
            switch before {
            case 0: ""
            case 1: ", the 1 run before it is whole in \(store.path)"
            default: ", the \(before) runs before it are whole in \(store.path)"
            }
        return "interrupted: nothing of this run was kept\(others); repeat it with `\(repeatLine)`"
    }
}
