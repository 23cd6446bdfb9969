import Experiments
import Foundation
import Results
import Statistics
import Twin

/// Stores the runs of a session in a database, and their reports and topics as files where that is asked for.
final class RunKeeper {
    private let store: ResultStore
    private let csv: String?
    private let topics: String?
    private let calls: String?
    private let stories: String?
    private let export: CSVExport?
    private let verifies: Bool
    private let series: RunSeries?
    private var ids: [Int64] = []
    /// How many of the runs were there before.
    private var knownCount = 0

    private var isOneRun: Bool { series == nil }

    /// Opens all that is needed, so that what cannot be written is found before a long run.
    /// - Parameter stories: where those of the first finding of each promise go.
    init(
        db: String, csv: String?, topics: String?, calls: String? = nil, stories: String? = nil, series: RunSeries?,
        verifies: Bool
    ) throws(ResultStoreError) {
        let reports = csv == nil ? [] : try ReportQuery.all()
        for folder in [csv, topics, calls, stories] { if let folder { try OutputFolder.prepare(folder) } }
        store = try ResultStore(writing: db)
        export =
            csv == nil
            ? nil
            : CSVExport(
                try ReportReader(store) { Interruption.cancellation.isCancelled }, reports: reports)
        self.csv = csv
        self.topics = topics
        self.calls = calls
        self.stories = stories
        self.series = series
        self.verifies = verifies
    }

    func keep(_ ending: RunEnding, started: Date) throws -> RunSession.Kept {
        let id = try store.append(ending, started: started.formatted(.iso8601))
        ids.append(id)
        var kept = RunSession.Kept(
            ending: ending, places: ["run \(id) of \(store.path)"],
            repeatLine: RepeatLine.ofRun(id, in: store.path, verifies: verifies),
            storyWords: StoryLine.words(ofRun: id, in: store.path),
            trouble: ending.topicsTrouble ?? ending.callsTrouble)
        if let topics {
            let folder = folder(topics, of: ending)
            kept.places.append((ending.topicsTrouble == nil ? "" : "not all ") + "topics in \(folder)")
        }
        if let calls {
            let folder = folder(calls, of: ending)
            kept.places.append((ending.callsTrouble == nil ? "" : "not all ") + "calls in \(folder)")
        }
        if let stories { tellStories(of: ending, in: folder(stories, of: ending), &kept) }
        if let csv, let export { write(export, of: id, to: folder(csv, of: ending), &kept) }
        return kept
    }

    /// The runs of a series that are in the database.
    /// - Parameter ticket: of any of them.
    func known(of ticket: RunTicket, in series: RunSeries) throws(ResultStoreError) -> RunSession.Known {
        var ids: [Int: Int64] = [:]
        for (member, id) in try store.runs(of: CellGroup(of: ticket)) {
            guard let number = series.index(of: member) else { continue }
            ids[number] = id
        }
        return RunSession.Known(numbers: Array(ids.keys)) { [self, ids] number, ticket in
            guard let id = ids[number] else { preconditionFailure("Only what is known is asked for.") }
            knownCount += 1
            return RunSession.Kept(
                ending: try store.briefEnding(of: id, as: ticket), places: [],
                repeatLine: RepeatLine.ofRun(id, in: store.path),
                storyWords: StoryLine.words(ofRun: id, in: store.path))
        }
    }

    private func folder(_ folder: String, of ending: RunEnding) -> String {
        isOneRun ? folder : RunSession.folder(folder, of: ending.ticket, in: series)
    }

    private func tellStories(of ending: RunEnding, in folder: String, _ kept: inout RunSession.Kept) {
        do {
            kept.places.append("\(try FindingStories(ending).write(to: folder).text) in \(folder)")
        } catch {
            kept.places.append("not all stories of findings in \(folder)")
            if Interruption.exitCode == nil { kept.trouble = kept.trouble ?? error }
        }
    }

    private func write(_ export: CSVExport, of id: Int64, to folder: String, _ kept: inout RunSession.Kept) {
        do throws(ResultStoreError) {
            kept.places.append("\(try export.write(run: id, to: folder).count) CSV files in \(folder)")
        } catch {
            kept.places.append("not all CSV files in \(folder)")
            let isAskedFor = error.problem == .interrupted && Interruption.exitCode != nil
            if !isAskedFor { kept.trouble = kept.trouble ?? error }
        }
    }

    /// Where the runs of several seeds are.
    func places() -> [String] {
        var places: [String] = []
        if knownCount > 0 {
            let were = knownCount == 1 ? "1 run was" : "\(HumanUnits.grouped(knownCount)) runs were"
            places.append("\(were) in \(store.path) before")
        }
        if let first = ids.first, let last = ids.last {
            let isOne = first == last
            let runs = isOne ? "run \(first)" : "\(HumanUnits.grouped(ids.count)) runs, \(first) to \(last),"
            places.append("\(runs) of \(store.path)")
        } else if knownCount == 0 {
            places.append("none was kept in \(store.path)")
        }
        if let csv { places.append("CSV files in \(csv), a folder for each seed") }
        if let topics { places.append("topics in \(topics), a folder for each seed") }
        if let calls { places.append("calls in \(calls), a folder for each seed") }
        if let stories { places.append("stories of findings in \(stories), a folder for each seed") }
        return places
    }

    /// What is kept, as the end of a sentence.
    var kept: String {
        guard let first = ids.first, let last = ids.last else {
            return (isOneRun ? "this run is not kept in " : "none of these runs is kept in ") + store.path
        }
        return first == last
            ? "run \(first) is kept in \(store.path)"
            : "\(HumanUnits.grouped(ids.count)) runs, \(first) to \(last), are kept in \(store.path)"
    }

    /// What is left when somebody ended the runs.
    /// - Parameter repeatLine: of one run that was alone.
    func interrupted(ended: Int, of count: Int, repeatLine: String) -> String {
        guard isOneRun else {
            return "interrupted: \(HumanUnits.grouped(ended)) of \(HumanUnits.grouped(count)) \(noun) had ended, "
                + kept + (ids.isEmpty ? "" : "; nothing of the others was kept")
        }
        guard ids.isEmpty else { return "interrupted when the run was over: all of it is kept in \(store.path)" }
        return "interrupted: nothing of this run was kept\(others); repeat it with `\(repeatLine)`"
    }

    private var noun: String { series?.replications ?? 1 > 1 ? "runs" : "seeds" }

    /// What is told of the runs that were there before.
    private var others: String {
        do throws(ResultStoreError) {
            let before = try store.headings().count
            return switch before {
            case 0: ""
            case 1: ", the 1 run before it is whole in \(store.path)"
            default: ", the \(HumanUnits.grouped(before)) runs before it are whole in \(store.path)"
            }
        } catch {
            return ", the runs before it cannot be read (\(error))"
        }
    }
}
