import ArgumentParser
import Foundation
import Results
import Scenarios
import Twin

/// `gemello run --seeds`: several simulations side by side; each is stored and printed when all seeds before it are, so that
/// what comes out is the same at any number of jobs.
final class SeedRuns {
    /// What one run left.
    private enum Ending: Sendable {
        case finished(RunOutcome, started: String)
        case failed(TwinRunError)
    }

    /// A simulation can tell its own jobs from those of 126 others; some room is left for what is just ending.
    static let mostJobs = 100

    private let command: RunCommand
    private let seeds: SeedRange
    private let jobs: Int
    private let store: ResultStore
    private let reports: [ReportQuery]
    private let progress: SeedProgress?
    private let codeVersion = CodeVersion.current()
    private var tally = SeedTally()
    private var runIDs: [Int64] = []
    /// Why no more seeds are run.
    private var trouble: Failure?

    init(_ command: RunCommand, seeds: SeedRange, store: ResultStore, reports: [ReportQuery]) {
        self.command = command
        self.seeds = seeds
        jobs = min(command.jobs ?? min(ProcessInfo.processInfo.activeProcessorCount, Self.mostJobs), seeds.count)
        self.store = store
        self.reports = reports
        progress = command.quiet ? nil : SeedProgress(count: seeds.count)
    }

    /// Runs every seed, prints, and ends with the exit code of the worst one.
    /// - Throws: `Failure` when something went wrong outside of a run, or on Ctrl-C; `ExitCode` else.
    func run(_ scenario: Scenario) throws {
        let clock = ContinuousClock()
        let begin = clock.now
        Interruption.listen()
        TrapNote.listen()
        SideBySide(count: seeds.count, width: jobs, job: job(scenario)).run { index, ending in
            progress?.clear()
            take(ending, of: seeds[index])
            fflush(nil)
            return trouble == nil && !Interruption.cancellation.isCancelled
        }
        progress?.clear()
        if !command.json {
            let summary = SeedSummary(
                scenario: scenario.name, seeds: seeds, tally: tally, jobs: jobs,
                wallTime: begin.duration(to: clock.now),
                repeatLine: command.repeatLine(seed:), isVerified: command.verify,
                exitCode: trouble != nil
                    ? Failure.refused : Interruption.cancellation.isCancelled ? Interruption.exitCode : nil,
                places: places)
            print((tally.seeds == 0 ? "" : "\n") + summary.text(), terminator: "")
        }
        if let trouble { throw trouble }
        if Interruption.cancellation.isCancelled { throw interruption }
        throw ExitCode(tally.worst.exitCode)
    }

    // MARK: On the threads of the runs

    private func job(_ scenario: Scenario) -> @Sendable (Int) -> Ending {
        let (seeds, verifies, topics, progress) = (seeds, command.verify, command.topics, progress)
        let (wire, schedule) = (command.wire, command.schedule)
        let repeatLines = command.repeatLines()
        return { index in
            let seed = seeds[index]
            if Interruption.cancellation.isCancelled { return .failed(.cancelled) }
            var options = RunOptions(
                wire: wire, schedule: schedule, topicsDirectory: topics.map { Self.folder($0, seed) },
                cancellation: Interruption.cancellation)
            if let progress { options.progress = { _ in progress.show() } }
            progress?.begin(seed)
            defer { progress?.end(seed) }
            let started = Date().formatted(.iso8601)
            let run = TwinRun(scenario: scenario, seed: seed, options: options)
            return TrapNote.during("seed \(seed), repeat it with `\(repeatLines(seed))`") {
                do throws(TwinRunError) {
                    return .finished(try verifies ? run.verify() : run.run(), started: started)
                } catch {
                    return .failed(error)
                }
            }
        }
    }

    /// Where what belongs to one seed goes.
    private static func folder(_ folder: String, _ seed: UInt64) -> String { "\(folder)/seed-\(seed)" }

    // MARK: On the command's thread, in order of seed

    private func take(_ ending: Ending, of seed: UInt64) {
        guard trouble == nil else { return }
        switch ending {
        case .finished(let outcome, let started):
            keep(outcome, started: started)
        case .failed(.cancelled):
            break
        case .failed(let error):
            let exitCode = RunCommand.exitCode(of: error)
            guard exitCode == Failure.crashed else { return giveUp("\(command.scenario): \(error)") }
            let reason = "\(error)"
            tally.addCrash(seed)
            Failure.report(
                "\(command.scenario), seed \(seed): \(reason); repeat it with `\(command.repeatLine(seed: seed))`")
            print(
                command.json
                    ? RunJSON.crashed(scenario: command.scenario, seed: seed, reason: reason, exitCode: exitCode)
                    : SeedLine(crashed: seed, reason: reason).text)
        }
    }

    /// Stores first and prints then, so that a closed pipe costs no result.
    private func keep(_ outcome: RunOutcome, started: String) {
        let provenance = RunProvenance(
            started: started, codeVersion: codeVersion, repeatLine: command.repeatLine(seed: outcome.seed))
        do throws(ResultStoreError) {
            let id = try store.append(outcome, from: provenance)
            runIDs.append(id)
            if let csv = command.csv {
                let folder = Self.folder(csv, outcome.seed)
                _ = try CSVExport(store: store, reports: reports).write(run: id, to: folder)
            }
        } catch {
            giveUp(error.description)
        }
        tally.add(outcome)
        let exitCode = trouble == nil ? outcome.verdict.rawValue : Failure.refused
        print(command.json ? RunJSON(outcome: outcome, exitCode: exitCode).text() : SeedLine(outcome).text)
    }

    /// No other seed would fare better: those that run are ended too.
    private func giveUp(_ line: String) {
        trouble = Failure(line)
        Interruption.cancellation.cancel()
    }

    // MARK: At the end

    private var places: [String] {
        var places: [String] = []
        if let first = runIDs.first, let last = runIDs.last {
            let isOne = first == last
            let runs = isOne ? "run \(first)" : "\(HumanUnits.grouped(runIDs.count)) runs, \(first) to \(last),"
            places.append("\(runs) of \(command.db)")
        } else {
            places.append("none was kept in \(command.db)")
        }
        if trouble != nil { places.append("not all were kept, see the error") }
        if let csv = command.csv { places.append("CSV files in \(csv), a folder for each seed") }
        if let topics = command.topics { places.append("topics in \(topics), a folder for each seed") }
        return places
    }

    private var interruption: Failure {
        let (done, all) = (HumanUnits.grouped(tally.seeds), HumanUnits.grouped(seeds.count))
        return Failure(
            exitCode: Interruption.exitCode,
            "interrupted: \(done) of \(all) seeds had ended, \(HumanUnits.grouped(runIDs.count)) runs are kept in "
                + "\(command.db); nothing of the others was kept")
    }
}
