import Observation
import Results
import Twin

/// Repeats a run for its stories, and holds that it is the same run each time.
struct StoryTeller {
    private let name: String
    private let ticket: RunTicket
    private let traceHash: UInt64?
    private let isSameProgram: Bool

    init(_ source: StorySource) {
        name = source.name
        ticket = source.ticket
        traceHash = source.traceHash
        isSameProgram = source.isSameProgram
    }

    /// Of a run that this program has just made.
    init(after ending: RunEnding) {
        name = ending.ticket.scenario.name
        ticket = ending.replayTicket
        traceHash = ending.findings.traceHash
        isSameProgram = true
    }

    private var twin: TwinRun { TwinRun(ticket, options: RunOptions(cancellation: Interruption.cancellation)) }

    /// Whom stories can be told of.
    /// - Throws: `Failure` when it is not the run that is known.
    func listing() throws -> (ending: RunEnding, directory: PaymentDirectory) {
        let (ending, directory) = try caught { () throws(TwinRunError) in try twin.listing() }
        if let traceHash, traceHash != ending.findings.traceHash {
            let difference =
                "\(name) has the trace hash \(traceHashText(traceHash)), its repetition "
                + traceHashText(ending.findings.traceHash)
            guard !isSameProgram else {
                throw Failure(exitCode: Verdict.crashed.rawValue, "not repeatable: \(difference)")
            }
            StandardError.report("made by another program: \(difference); the story is that of the repetition")
        }
        return (ending, directory)
    }

    /// Their stories, at most `TwinRun.storiesMax`.
    /// - Parameter ending: of the listing, which recorded nothing.
    /// - Throws: `Failure` when the run with recording is another one.
    func stories(
        of subjects: [StorySubject], in directory: PaymentDirectory, after ending: RunEnding
    ) throws -> [RecordedStory] {
        let (recorded, stories) = try caught { () throws(TwinRunError) in
            try twin.stories(of: subjects, in: directory)
        }
        guard recorded.findings == ending.findings else {
            throw Failure(
                exitCode: Verdict.crashed.rawValue,
                "\(name): recorded, the run is another one: its trace hash is "
                    + "\(traceHashText(recorded.findings.traceHash)), without recording "
                    + traceHashText(ending.findings.traceHash))
        }
        return stories
    }

    private func caught<Result>(_ body: () throws(TwinRunError) -> Result) throws(Failure) -> Result {
        do throws(TwinRunError) { return try body() } catch {
            if error == .cancelled, let code = Interruption.exitCode {
                throw Failure(exitCode: code, "interrupted: the story is not told")
            }
            throw Failure("\(name): \(error)")
        }
    }
}
