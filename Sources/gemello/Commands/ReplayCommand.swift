import ArgumentParser
import Foundation
import Results
import Twin

/// `gemello replay`: a run again, from its ticket.
struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay", abstract: "Repeat a run by its ticket, whatever has become of the scenario's file.",
        discussion: """
            Every stored run has its ticket in the database. What `gemello run --json` prints has one as well, and so \
            has what it told on standard error before it began. A replay makes the choices that the run made, stores \
            nothing, and says whether it came to the same as far as the run is known: all that is stored of a run of \
            a database, the trace hash of a run's JSON object, nothing of a ticket alone.
            """)

    @Option(
        name: .customLong("run"), parsing: .unconditional,
        help: ArgumentHelp("A run of the database; the last one when absent.", valueName: "id"),
        transform: OptionValue.wholeNumber(1...Int64.max))
    var id: Int64?

    @Option(help: ArgumentHelp("The database that keeps the run.", valueName: "file"))
    var db: String?

    @Option(help: ArgumentHelp("A ticket, or a run's JSON object, instead of a run of a database.", valueName: "file"))
    var ticket: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Another seed than the ticket's, such as one of several.", valueName: "n"),
        transform: OptionValue.wholeNumber(0...UInt64.max))
    var seed: UInt64?

    @Option(help: ArgumentHelp("Write each topic as NDJSON, as kcat prints it, into this folder.", valueName: "dir"))
    var topics: String?

    @Option(
        help: ArgumentHelp(
            "Write every HTTP call as NDJSON, a file for each host, into this folder.", valueName: "dir"))
    var http: String?

    @Flag(help: "Run twice and name the first difference, if there is one.")
    var verify = false

    @Flag(
        help: "Print the run as one JSON object on standard output, and before it its ticket on standard error."
    )
    var json = false

    @Flag(help: "Say nothing on standard error but what went wrong and, with --json, the ticket.")
    var quiet = false

    func validate() throws {
        guard ticket == nil || (id == nil && db == nil) else {
            throw ValidationError("--ticket excludes --run and --db")
        }
        guard seed == nil || ticket != nil else {
            throw ValidationError("--seed is of use with --ticket only; a stored run has its own")
        }
    }

    /// What is to be repeated.
    private struct Original {
        var ticket: RunTicket
        /// All that the run came to; nil when it is not stored.
        var findings: RunFindings?
        /// Nil when only the ticket is there.
        var traceHash: UInt64?
        /// In words.
        var name: String
        var repeatLine: String
        var storyWords: [String]
    }

    func run() throws {
        for folder in [topics, http] { if let folder { try OutputFolder.prepare(folder) } }
        let original = try ticket.map(read) ?? stored()
        let version = CodeVersion.current()
        var ticket = original.ticket
        ticket.codeVersion = version
        if original.ticket.codeVersion != version {
            StandardError.report(
                "\(original.name) was made by program \(original.ticket.codeVersion), this is \(version): "
                    + "it may come to something else")
        }
        let style = RunSession.Style(isJSON: json, isQuiet: quiet, verifies: verify, topics: topics, calls: http)
        let words = RunSession.Words(
            interrupted: {
                $0 == 0
                    ? "interrupted: repeat it with `\(original.repeatLine)`" : "interrupted when the replay was over"
            }, repeatLine: { [line = original.repeatLine] _ in line })
        let session = RunSession(series: nil, style: style, words: words) { ending, _ in
            let isSameProgram = original.ticket.codeVersion == version
            let (ending, word) = Self.compare(ending, with: original, isSameProgram: isSameProgram)
            var kept = RunSession.Kept(
                ending: ending, places: [word], repeatLine: original.repeatLine,
                storyWords: original.storyWords, trouble: ending.topicsTrouble ?? ending.callsTrouble)
            if let topics {
                kept.places.append((ending.topicsTrouble == nil ? "" : "not all ") + "topics in \(topics)")
            }
            if let http { kept.places.append((ending.callsTrouble == nil ? "" : "not all ") + "calls in \(http)") }
            return kept
        }
        try session.run(ticket)
    }

    /// The ending as it counts, and what is said of it: the same program must find the same.
    private static func compare(
        _ ending: RunEnding, with original: Original, isSameProgram: Bool
    ) -> (RunEnding, String) {
        guard let hash = original.traceHash else {
            return (ending, "of \(original.name), which does not tell what its run came to")
        }
        if let before = original.findings {
            if ending.findings == before { return (ending, "the same as \(original.name), to the last event") }
        } else if ending.findings.traceHash == hash {
            return (ending, "of the same trace hash as \(original.name)")
        }
        let difference =
            "\(original.name) has the trace hash \(traceHashText(hash)), its replay "
            + traceHashText(ending.findings.traceHash)
        guard isSameProgram, ending.findings.crash == nil else { return (ending, "other than before: " + difference) }
        return (ending.crashed(RunCrash(.notRepeatable, reason: "not repeatable: " + difference)), difference)
    }

    private func stored() throws -> Original {
        let store = try ResultStore(reading: db ?? ResultStore.defaultPath)
        guard let id = try id ?? store.headings().last?.id else {
            throw ResultStoreError(path: store.path, problem: .noRuns)
        }
        let ending = try store.run(id).ending
        return Original(
            ticket: ending.replayTicket, findings: ending.findings, traceHash: ending.findings.traceHash,
            name: "run \(id) of \(store.path)",
            repeatLine: RepeatLine.ofRun(id, in: store.path, verifies: verify),
            storyWords: StoryLine.words(ofRun: id, in: store.path))
    }

    private func read(_ file: String) throws -> Original {
        var (ticket, traceHash) = try TicketFile(path: file).ticket()
        if let seed, seed != ticket.seed {
            guard ticket.decisions == nil else {
                throw Failure("\(file): this ticket has the choices that seed \(ticket.seed) made; leave out --seed")
            }
            ticket.seed = seed
            traceHash = nil
        }
        return Original(
            ticket: ticket, traceHash: traceHash, name: "the ticket in \(file)",
            repeatLine: RepeatLine.ofTicket(in: file, seed: seed, verifies: verify),
            storyWords: StoryLine.words(ofTicket: file, seed: seed))
    }
}
