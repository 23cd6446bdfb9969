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
        self = try Self.read(text, source: source).ticket
    }

    /// Reads a ticket, and the trace hash of the run that it is the ticket of where a run's JSON object tells it.
    /// - Parameter source: what an error calls the text.
    /// - Throws: `RunTicketError`.
    public static func read(
        _ text: String, source: String
    ) throws(RunTicketError) -> (ticket: RunTicket, traceHash: UInt64?) {
        let form: RunForm
        do { form = try JSONDecoder().decode(RunForm.self, from: Data(text.utf8)) } catch let error as DecodingError {
            throw RunTicketError(source: source, problem: Self.problem(of: error))
        } catch {
            throw RunTicketError(source: source, problem: "it is not JSON")
        }
        return (try RunTicket(form.ticket, source: source), form.traceHash)
    }

    private init(_ form: TicketForm, source: String) throws(RunTicketError) {
        guard form.format.number == TicketForm.format else {
            throw RunTicketError(
                source: source,
                problem: "it has the format \(form.format.number), this program reads \(TicketForm.format)")
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
            scenario, file: form.file, settings: form.settings, seed: form.seed.number,
            replication: form.replication.number,
            wire: wire, schedule: schedule, decisions: decisions, codeVersion: form.codeVersion)
    }

    private static func problem(of error: DecodingError) -> String {
        func place(_ path: [any CodingKey]) -> String { JSONCoders.text(of: path) }
        return switch error {
        case .keyNotFound(let key, let context): "`\(place(context.codingPath + [key]))` is missing"
        case .typeMismatch(_, let context) where context.codingPath.isEmpty: "it is JSON, and no object"
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

/// A run's JSON object, as far as a replay needs it, or a ticket alone.
private struct RunForm: Decodable {
    enum CodingKeys: String, CodingKey {
        case ticket
        case traceHash = "trace_hash"
    }

    var ticket: TicketForm
    /// Of the run; a ticket alone has none.
    var traceHash: UInt64?

    init(from decoder: any Decoder) throws {
        let run = try decoder.container(keyedBy: CodingKeys.self)
        guard run.contains(.ticket) else {
            ticket = try TicketForm(from: decoder)
            return
        }
        ticket = try run.decode(TicketForm.self, forKey: .ticket)
        guard let digits = try run.decodeIfPresent(String.self, forKey: .traceHash) else { return }
        guard digits.utf8.count == 16, let hash = UInt64(digits, radix: 16) else {
            throw DecodingError.dataCorruptedError(forKey: .traceHash, in: run, debugDescription: "16 hex digits")
        }
        traceHash = hash
    }
}

/// How a ticket is written.
private struct TicketForm: Codable {
    static let format = 1

    enum CodingKeys: String, CodingKey {
        case format, scenario, file, settings, seed, replication, wire, schedule, decisions
        case codeVersion = "code_version"
    }

    var format: Whole<Int>
    /// The canonical text.
    var scenario: String
    var file: String
    var settings: [String]
    var seed: Whole<UInt64>
    var replication: Whole<UInt64>
    var wire: String
    var schedule: String
    var decisions: Data?
    var codeVersion: String

    init(_ ticket: RunTicket) {
        format = Whole(Self.format)
        scenario = ticket.identity.text
        file = ticket.file
        settings = ticket.settings
        seed = Whole(ticket.seed)
        replication = Whole(ticket.replication)
        wire = ticket.wire.rawValue
        schedule = ticket.schedule.rawValue
        decisions = ticket.decisions.map { Data($0.bytes) }
        codeVersion = ticket.codeVersion
    }
}

/// A whole number that says where it stands when it is none: of one that does not fit, Foundation's decoder says only
/// that something is wrong somewhere.
private struct Whole<Number: FixedWidthInteger & Encodable>: Codable {
    var number: Number

    init(_ number: Number) { self.number = number }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let number = Number("\(try container.decode(Decimal.self))") else {
            throw DecodingError.typeMismatch(
                Number.self, .init(codingPath: container.codingPath, debugDescription: "It does not fit."))
        }
        self.number = number
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(number)
    }
}
