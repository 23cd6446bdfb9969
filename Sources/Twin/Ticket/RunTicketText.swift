import Foundation
import Scenarios
import ServicePorts
import VirtualTime

extension RunTicket: Encodable {
    /// The object that `text` writes.
    public func encode(to encoder: any Encoder) throws { try TicketForm(self).encode(to: encoder) }

    /// The ticket as one JSON object on one line: the same ticket, the same text.
    public var text: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return TerminalText.escapedJSON(String(decoding: try encoder.encode(self), as: UTF8.self))
        } catch {
            preconditionFailure("A ticket has nothing that JSON cannot say: \(error)")
        }
    }

    /// Reads what `text` wrote, alone or as the `ticket` of a run's JSON object.
    /// - Parameter source: what an error calls the text.
    /// - Throws: `RunTicketError`.
    public init(text: String, source: String) throws(RunTicketError) {
        let data = Data(text.utf8)
        let form: TicketForm
        do {
            let decoder = JSONDecoder()
            form =
                try (try? decoder.decode(RunForm.self, from: data).ticket)
                ?? decoder.decode(TicketForm.self, from: data)
        } catch let error as DecodingError {
            throw RunTicketError(source: source, problem: Self.problem(of: error))
        } catch {
            throw RunTicketError(source: source, problem: "it is not JSON")
        }
        try self.init(form, source: source)
    }

    private init(_ form: TicketForm, source: String) throws(RunTicketError) {
        guard form.format == TicketForm.format else {
            throw RunTicketError(
                source: source, problem: "it has the format \(form.format), this program reads \(TicketForm.format)")
        }
        let scenario: Scenario
        do { scenario = try Scenario(text: form.scenario, source: "scenario") } catch {
            throw RunTicketError(source: source, problem: "in its scenario, \(error)")
        }
        guard let wire = PayloadForm(rawValue: form.wire) else {
            throw RunTicketError(source: source, problem: "`wire` is \(form.wire), which is no way to travel")
        }
        guard let schedule = Scenario.Schedule(rawValue: form.schedule) else {
            throw RunTicketError(source: source, problem: "`schedule` is \(form.schedule), which is no order")
        }
        var decisions: DecisionLog?
        if let bytes = form.decisions {
            guard schedule != .fifo else {
                throw RunTicketError(source: source, problem: "`fifo` makes no decisions, and `decisions` are given")
            }
            do { decisions = try DecisionLog(bytes: [UInt8](bytes)) } catch {
                throw RunTicketError(source: source, problem: "in `decisions`, \(error)")
            }
        }
        self.init(
            scenario, file: form.file, settings: form.settings, seed: form.seed, replication: form.replication,
            wire: wire, schedule: schedule, decisions: decisions, codeVersion: form.codeVersion)
    }

    private static func problem(of error: DecodingError) -> String {
        func place(_ path: [any CodingKey]) -> String { path.map(\.stringValue).joined(separator: ".") }
        return switch error {
        case .keyNotFound(let key, let context): "`\(place(context.codingPath + [key]))` is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            "`\(place(context.codingPath))` is not of its type"
        case .dataCorrupted(let context) where !context.codingPath.isEmpty:
            "`\(place(context.codingPath))` cannot be read"
        default: "it is not JSON"
        }
    }
}

/// Why a text is no ticket: where it came from, what is wrong, the way out.
public struct RunTicketError: Error, Equatable, CustomStringConvertible {
    /// What the text was called.
    public var source: String
    /// What is wrong, in words.
    public var problem: String

    /// All three in one sentence.
    public var description: String {
        "\(source): this is no ticket (\(problem)); one is in the `ticket` of what `gemello run --json` prints"
    }
}

/// A run's JSON object, as far as a replay needs it.
private struct RunForm: Decodable {
    var ticket: TicketForm
}

/// How a ticket is written.
private struct TicketForm: Codable {
    static let format = 1

    enum CodingKeys: String, CodingKey {
        case format, scenario, file, settings, seed, replication, wire, schedule, decisions
        case codeVersion = "code_version"
    }

    var format: Int
    /// The canonical text.
    var scenario: String
    var file: String
    var settings: [String]
    var seed: UInt64
    var replication: UInt64
    var wire: String
    var schedule: String
    var decisions: Data?
    var codeVersion: String

    init(_ ticket: RunTicket) {
        format = Self.format
        scenario = ticket.scenario.text
        file = ticket.file
        settings = ticket.settings
        seed = ticket.seed
        replication = ticket.replication
        wire = ticket.wire.rawValue
        schedule = ticket.schedule.rawValue
        decisions = ticket.decisions.map { Data($0.bytes) }
        codeVersion = ticket.codeVersion
    }
}
