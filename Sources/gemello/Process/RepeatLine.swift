import Foundation
import Results
import Twin

/// The command line that gives a run again.
enum RepeatLine {
    /// Of a run that is kept: by what is stored, whatever has become of the scenario's file.
    static func ofRun(_ id: Int64, in database: String, verifies: Bool = false) -> String {
        var words = ["gemello", "replay", "--run", String(id)]
        words += option(database)
        if verifies { words.append("--verify") }
        return CommandLineText.text(of: words)
    }

    /// Of a ticket in a file.
    /// - Parameter seed: in place of the ticket's own.
    static func ofTicket(in file: String, seed: UInt64? = nil, verifies: Bool = false) -> String {
        var words = ["gemello", "replay", "--ticket", path(file)]
        if let seed { words += ["--seed", String(seed)] }
        if verifies { words.append("--verify") }
        return CommandLineText.text(of: words)
    }

    /// Of a run that is not kept, or not yet: by the scenario's file as it is now.
    /// - Parameter database: that is to keep it.
    static func ofFile(_ ticket: RunTicket, in database: String, verifies: Bool = false) -> String {
        var words = ["gemello", "run", path(ticket.file), "--seed", String(ticket.seed)]
        if ticket.replication != 0 { words += ["--replication", String(ticket.replication)] }
        for setting in ticket.settings { words += ["--set", setting] }
        if ticket.wire != ticket.scenario.wire { words += ["--wire", ticket.wire.rawValue] }
        if ticket.schedule != ticket.scenario.schedule { words += ["--schedule", ticket.schedule.rawValue] }
        words += option(database)
        if verifies { words.append("--verify") }
        return CommandLineText.text(of: words)
    }

    static func option(_ database: String) -> [String] {
        database == ResultStore.defaultPath ? [] : ["--db", path(database)]
    }

    /// A path that no parser takes for an option; a lone `-` is one that readers know.
    static func path(_ path: String) -> String { path.hasPrefix("-") && path != "-" ? "./" + path : path }
}
