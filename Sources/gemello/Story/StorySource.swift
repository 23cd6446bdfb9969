import Foundation
import Results
import Scenarios
import Twin

/// Of which run a story is told: of one that is stored, of a ticket in a file, or of a scenario as it is now.
struct StorySource {
    /// As it was asked for.
    let name: String
    let ticket: RunTicket
    /// What the run came to before; nil where nobody knows.
    let traceHash: UInt64?
    /// Whether the very program made it before.
    let isSameProgram: Bool

    /// - Throws: `Failure` for what cannot be read, and for an option that means nothing to what is read.
    init(name: String, seed: UInt64?, replication: UInt64?, settings: [String], database: String?) throws {
        self.name = name
        let version = CodeVersion.current()
        func refuse(_ option: String, of what: String) -> Failure {
            Failure("\(option) is not for \(what), which has its own; leave it out")
        }
        if let id = Int64(name) {
            let path = database ?? ResultStore.defaultPath
            let options = [
                ("--seed", seed != nil), ("--replication", replication != nil), ("--set", !settings.isEmpty),
            ]
            for (option, isGiven) in options where isGiven { throw refuse(option, of: "a stored run") }
            let ending = try ResultStore(reading: path).run(id).ending
            (ticket, isSameProgram) = Self.adopted(ending.replayTicket, by: version)
            traceHash = ending.findings.traceHash
            return
        }
        if database != nil { throw Failure("--db is for a run by its number; `\(name)` is a file") }
        if Self.isTicket(name) {
            for (option, isGiven) in [("--replication", replication != nil), ("--set", !settings.isEmpty)]
            where isGiven { throw refuse(option, of: "a ticket") }
            var (found, hash) = try TicketFile(path: name).ticket()
            if let seed, seed != found.seed {
                guard found.decisions == nil else {
                    throw Failure(
                        "\(name): this ticket has the choices that seed \(found.seed) made; leave out --seed")
                }
                found.seed = seed
                hash = nil
            }
            (ticket, isSameProgram) = Self.adopted(found, by: version)
            traceHash = hash
            return
        }
        ticket = RunTicket(
            try Scenario(file: name, settings: settings), file: name, settings: settings, seed: seed,
            replication: replication ?? 0, codeVersion: version)
        (traceHash, isSameProgram) = (nil, true)
    }

    private static func adopted(_ ticket: RunTicket, by version: String) -> (RunTicket, isSameProgram: Bool) {
        var adopted = ticket
        adopted.codeVersion = version
        return (adopted, ticket.codeVersion == version)
    }

    /// A ticket has a line that is a JSON object, which no scenario has.
    private static func isTicket(_ path: String) -> Bool {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return false }
        return text.split(whereSeparator: \.isNewline).contains { $0.hasPrefix("{") && $0.hasSuffix("}") }
    }
}
