import Observation
import Results
import Twin

/// The command line that tells what led to a finding.
enum StoryLine {
    /// Of a run that is kept.
    static func words(ofRun id: Int64, in database: String) -> [String] {
        ["gemello", "story", String(id)] + RepeatLine.option(database)
    }

    /// Of a ticket in a file.
    /// - Parameter seed: in place of the ticket's own.
    static func words(ofTicket file: String, seed: UInt64?) -> [String] {
        ["gemello", "story", RepeatLine.path(file)] + (seed.map { ["--seed", String($0)] } ?? [])
    }

    /// Of a run that is not kept.
    static func words(ofFile ticket: RunTicket) -> [String] {
        var words = ["gemello", "story", RepeatLine.path(ticket.file), "--seed", String(ticket.seed)]
        if ticket.replication != 0 { words += ["--replication", String(ticket.replication)] }
        for setting in ticket.settings { words += ["--set", setting] }
        return words
    }

    /// One line, for a finding that concerns a payment or an application; none for the others.
    static func of(_ violation: Violation, _ words: [String]) -> [String] {
        guard let id = violation.storyName else { return [] }
        return [CommandLineText.text(of: words + [id])]
    }
}

extension Violation {
    /// The id by which its story is asked for.
    fileprivate var storyName: String? {
        let parts = subject.split(separator: " ")
        guard parts.count == 2, parts[0] == "payment" || parts[0] == "application" else { return nil }
        return String(parts[1])
    }
}
