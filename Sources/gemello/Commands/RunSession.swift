import ArgumentParser
import Experiments
import Foundation
import Observation
import Results
import Statistics
import Twin

/// Runs tickets, stores each ending and then prints it, so that a closed pipe costs no result; at the end says what all
/// came to. What `gemello run` and `gemello replay` have in common.
final class RunSession {
    /// How runs are shown.
    struct Style {
        var isJSON = false
        var isQuiet = false
        /// Whether each ticket is run twice and compared.
        var verifies = false
        /// Where the topics go; a folder for each seed where there are several.
        var topics: String?
        /// Where the calls over the network go, in the same way.
        var calls: String?
        /// What a gate that the runs cannot decide does to the exit code.
        var undecided = UndecidedPolicy.pass
    }

    /// What becomes of an ending: what it is when all is considered, where it can be found, in words, and what repeats
    /// it.
    struct Kept {
        var ending: RunEnding
        var places: [String]
        var repeatLine: String
        /// The words of the command that tells a story of the run, without the payment.
        var storyWords: [String]
        /// Why not everything is there that was asked for beside the run, which is.
        var trouble: (any Error)?
    }

    /// Of what is kept by whoever keeps it, in words.
    struct Words {
        /// After several runs: where they are.
        var places: () -> [String] = { [] }
        /// What is kept when not all is: `2 runs are kept in x.sqlite`; empty where nothing is meant to be.
        var kept: () -> String = { "" }
        /// When somebody ended the runs, given how many had ended.
        var interrupted: (_ ended: Int) -> String
        /// What repeats a run that is not kept, or not yet.
        var repeatLine: @Sendable (RunTicket) -> String
    }

    /// Runs that need not be run again: the numbers of those in the series, and how one is read.
    struct Known {
        var numbers: [Int] = []
        /// What is there of a number and its ticket.
        var read: (Int, RunTicket) throws -> Kept
    }

    private let count: Int
    private let style: Style
    private let series: RunSeries?
    private let words: Words
    private let known: Known?
    private let keep: (RunEnding, Date) throws -> Kept
    private let reports: CIReports?
    private var tally = RunTally()
    private var repeatLines: [Verdict: String] = [:]
    /// Why no more are run.
    private var trouble: Failure?
    /// Whether a gate ended a run, and with it all.
    private var isAborted = false
    /// What is missing then.
    private var missing: [String] = []

    /// - Parameters:
    ///   - series: of the tickets; nil for one ticket.
    ///   - known: what was there before; nil when all is run.
    ///   - reports: files for a CI system; nil when none are wanted.
    ///   - keep: stores an ending; what it throws ends all runs.
    init(
        series: RunSeries?, style: Style, words: Words, known: Known? = nil, reports: CIReports? = nil,
        keep: @escaping (RunEnding, Date) throws -> Kept
    ) {
        self.series = series
        self.style = style
        self.words = words
        self.known = known
        self.keep = keep
        self.reports = reports
        count = series?.count ?? 1
    }

    /// Runs `ticket` once for each run of the series that is not known.
    /// - Parameter jobs: how many at a time; as many as there are cores when nil.
    /// - Throws: `Failure` when something went wrong outside of a run, or on Ctrl-C; `ExitCode` of the worst run else.
    func run(_ ticket: RunTicket, jobs: Int? = nil) throws {
        Interruption.listen()
        TrapNote.listen()
        let cells = KnownCells(count: count, known: known?.numbers ?? [])
        let teller = teller(cells)
        let batch = batch(ticket, cells, jobs: jobs, teller)
        announce(ticket, cells)
        let begin = ContinuousClock.now
        var knownCount = 0
        cells.tell(batch) { number in
            knownCount += 1
            return take(number, self.ticket(ticket, number))
        } deliver: { _, result in
            StandardError.clearStatus()
            take(result)
            return goesOn
        }
        teller.conclude()
        writeReports()
        let exitCode = trouble?.exitCode ?? Interruption.exitCode
        if let series, style.isJSON {
            let code = exitCode ?? judgedExitCode
            let all = BatchJSON(scenario: ticket.scenario.name, series: series, tally: tally, exitCode: code)
            print(all.text() + "\n", isRaw: true)
        } else if let series {
            let summary = BatchSummary(
                scenario: ticket.scenario.name, series: series, tally: tally, known: knownCount,
                jobs: batch?.atOnce ?? 0, wallTime: ContinuousClock.now - begin, repeatLines: repeatLines,
                isVerified: style.verifies,
                exitCode: exitCode ?? judgedExitCode, places: words.places() + missing)
            print((tally.count == 0 ? "" : "\n") + summary.text())
        }
        if let trouble {
            let kept = words.kept()
            throw Failure(exitCode: trouble.exitCode, trouble.line + (kept.isEmpty ? "" : "; \(kept)"))
        }
        if let exitCode { throw Failure(exitCode: exitCode, words.interrupted(tally.count)) }
        throw ExitCode(judgedExitCode)
    }

    private var goesOn: Bool { trouble == nil && !isAborted && !Interruption.cancellation.isCancelled }

    /// Of the runs so far, when nothing else ends the program.
    private var judgedExitCode: Int32 {
        style.undecided.exitCode(worst: tally.worst, tally.gateTally.results(of: count))
    }

    private func writeReports() {
        guard trouble == nil, Interruption.exitCode == nil, let reports else { return }
        do throws(Failure) {
            let places = try reports.write(tally, of: count, exitCode: judgedExitCode, style.undecided)
            if series != nil { missing += places }
        } catch {
            trouble = error
        }
    }

    private func teller(_ cells: KnownCells) -> ProgressTeller {
        var names = ProgressTeller.Names()
        if let series, series.replications > 1 {
            names.noun = "runs"
            names.name = { "\($0.seed).\($0.replication)" }
        }
        return ProgressTeller(
            count: cells.missingCount, isQuiet: style.isQuiet, names: names, repeatLine: words.repeatLine)
    }

    /// The ticket with a number of the series.
    private func ticket(_ ticket: RunTicket, _ number: Int) -> RunTicket {
        series.map { Self.ticket(ticket, $0, number) } ?? ticket
    }

    private static func ticket(_ ticket: RunTicket, _ series: RunSeries, _ number: Int) -> RunTicket {
        var ticket = ticket
        (ticket.seed, ticket.replication) = (series[number].seed, series[number].replication)
        return ticket
    }

    /// - Returns: nil when all are known.
    private func batch(_ ticket: RunTicket, _ cells: KnownCells, jobs: Int?, _ teller: ProgressTeller) -> RunBatch? {
        guard cells.missingCount > 0 else { return nil }
        var batch = RunBatch(
            count: cells.missingCount, width: jobs, cancellation: Interruption.cancellation
        ) { [series] place in
            series.map { Self.ticket(ticket, $0, cells.missing(at: place)) } ?? ticket
        }
        batch.verifies = style.verifies
        batch.watcher = teller
        if let topics = style.topics {
            batch.topicsDirectory = { [count, series] in count == 1 ? topics : Self.folder(topics, of: $0, in: series) }
        }
        if let calls = style.calls {
            batch.callsDirectory = { [count, series] in count == 1 ? calls : Self.folder(calls, of: $0, in: series) }
        }
        return batch
    }

    /// Where what belongs to one run of many goes.
    static func folder(_ folder: String, of ticket: RunTicket, in series: RunSeries?) -> String {
        let replication = series?.replications ?? 1 > 1 ? "-replication-\(ticket.replication)" : ""
        return "\(folder)/seed-\(ticket.seed)\(replication)"
    }

    /// Tells what is to be run before anything has happened, so that whatever becomes of the program it can be run
    /// again: for a program the whole ticket, even where nothing else is said; of several seeds that of the first one,
    /// from which the others differ in nothing but the seed.
    private func announce(_ ticket: RunTicket, _ cells: KnownCells) {
        if style.isJSON {
            StandardError.write(raw: ticket.text)
        } else if !style.isQuiet {
            StandardError.report(announcement(of: ticket))
        }
        if !style.isQuiet, let line = CellLine(cells).text { StandardError.report(line) }
    }

    /// The ticket in short.
    private func announcement(of ticket: RunTicket) -> String {
        let scenario = "\(ticket.scenario.name) (\(ticket.identity.hash))"
        let seed = series?.text ?? "seed \(ticket.seed)"
        let replication = series?.replications ?? 1 > 1 ? "" : "replication \(ticket.replication), "
        let schedule = ticket.schedule.rawValue + (ticket.decisions == nil ? "" : " as decided before")
        var line =
            "ticket: \(scenario), \(seed), \(replication)wire \(ticket.wire.rawValue), "
            + "schedule \(schedule), program \(ticket.codeVersion)"
        if !ticket.settings.isEmpty { line += ", set " + ticket.settings.joined(separator: ", ") }
        return line
    }

    // MARK: Endings

    /// - Returns: whether the others are wanted.
    private func take(_ number: Int, _ ticket: RunTicket) -> Bool {
        guard goesOn, let known else { return false }
        do { show(try known.read(number, ticket)) } catch { giveUp(error, ticket) }
        return goesOn
    }

    private func take(_ result: RunBatch.Result) {
        guard trouble == nil else { return }
        switch result.ending {
        case .failure(.cancelled): break
        case .failure(let error): giveUp(error, result.ticket)
        case .success(let ending): take(ending, started: result.started)
        }
    }

    private func take(_ ending: RunEnding, started: Date) {
        let kept: Kept
        do { kept = try keep(ending, started) } catch {
            giveUp(error, ending.ticket)
            missing = ["not all were kept, see the error"]
            return show(
                Kept(
                    ending: ending, places: missing, repeatLine: words.repeatLine(ending.ticket),
                    storyWords: StoryLine.words(ofFile: ending.ticket)))
        }
        // Beside a run that a gate ended nothing is told any more, and its files are cut short.
        if let error = kept.trouble, !isAborted {
            giveUp(error, ending.ticket)
            missing = ["not all files were written, see the error"]
        }
        if let crash = kept.ending.findings.crash {
            let seed = count == 1 ? "" : ", \(series?.name(of: ending.ticket) ?? "")"
            StandardError.report(
                "\(name(of: ending.ticket))\(seed): \(crash.reason); repeat it with `\(kept.repeatLine)`")
        }
        show(kept)
    }

    private func show(_ kept: Kept) {
        let ending = kept.ending
        // What ran beside the one that ended all is kept, and not told: it would not be the same at any width.
        guard !isAborted else { return }
        tally.add(ending)
        reports?.add(
            ending, name: series?.name(of: ending.ticket) ?? "seed \(ending.ticket.seed)",
            repeatLine: kept.repeatLine)
        if let gate = ending.abortingGate {
            isAborted = true
            if let series, tally.count < series.count {
                StandardError.report(
                    "\(series.name(of: ending.ticket)) can no longer hold `\(gate.expression)`; no other run begins")
            }
            Interruption.cancellation.cancel()
        }
        repeatLines[ending.findings.verdict] = repeatLines[ending.findings.verdict] ?? kept.repeatLine
        if style.isJSON {
            let judged = series == nil ? judgedExitCode : ending.findings.verdict.rawValue
            let exitCode = trouble?.exitCode ?? judged
            print(RunJSON(ending: ending, exitCode: exitCode).text() + "\n", isRaw: true)
        } else if let series {
            print(RunLine(ending, name: series.name(of: ending.ticket)).text + "\n")
        } else {
            let summary = RunSummary(
                ending: ending, repeatLine: kept.repeatLine, storyWords: kept.storyWords,
                isVerified: style.verifies, exitCode: judgedExitCode, places: kept.places)
            print(summary.text())
        }
    }

    private func name(of ticket: RunTicket) -> String { ticket.file.isEmpty ? ticket.scenario.name : ticket.file }

    private func print(_ text: String, isRaw: Bool = false) {
        do throws(Failure) {
            if isRaw { try StandardOutput.write(raw: text) } else { try StandardOutput.write(text) }
        } catch {
            trouble = trouble ?? error
        }
    }

    /// No other run would fare better: those on their way are ended too.
    private func giveUp(_ error: any Error, _ ticket: RunTicket) {
        switch error {
        case let failure as Failure: trouble = failure
        case TwinRunError.refused: trouble = Failure("\(name(of: ticket)): \(error)")
        default: trouble = Failure("\(error)")
        }
        Interruption.cancellation.cancel()
    }
}
