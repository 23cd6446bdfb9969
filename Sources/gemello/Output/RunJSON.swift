import Foundation
import Observation
import Results
import Scenarios
import Twin

/// One run as one JSON object on one line; its fields are an interface. A crashed run has `error` besides.
struct RunJSON {
    var ending: RunEnding
    /// The process's, which differs from the verdict's when the results could not be stored.
    var exitCode: Int32

    func text() -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return TerminalText.escapedJSON(String(decoding: try encoder.encode(form), as: UTF8.self))
        } catch {
            preconditionFailure("An ending has nothing that JSON cannot say: \(error)")
        }
    }

    private var form: RunForm {
        let (ticket, findings) = (ending.replayTicket, ending.findings)
        return RunForm(
            scenario: ticket.scenario.name, seed: ticket.seed, replication: ticket.replication,
            traceHash: traceHashText(findings.traceHash), verdict: findings.verdict.word, exitCode: exitCode,
            events: findings.events, jobs: findings.jobs,
            virtualSeconds: JSONNumber(findings.virtualTime / .seconds(1)),
            wallSeconds: JSONNumber(ending.cost.wallTime / .seconds(1)),
            measures: Dictionary(ending.measures.map { ($0.name, MeasureForm($0)) }) { first, _ in first },
            gates: findings.gates.map(GateForm.init), violations: findings.violations.map(ViolationForm.init),
            promises: findings.promises.map(PromiseForm.init), faults: findings.faults.map(FaultForm.init),
            warnings: FaultWarnings(ending).lines, drawnFaults: findings.drawnFaults,
            error: findings.crash?.reason, ticket: ticket)
    }
}

/// The fields of a run.
private struct RunForm: Encodable {
    var scenario: String
    var seed, replication: UInt64
    var traceHash, verdict: String
    var exitCode: Int32
    var events, jobs: UInt64
    var virtualSeconds, wallSeconds: JSONNumber
    var measures: [String: MeasureForm]
    var gates: [GateForm]
    var violations: [ViolationForm]
    var promises: [PromiseForm]
    var faults: [FaultForm]
    var warnings: [String]
    var drawnFaults, error: String?
    var ticket: RunTicket

    enum CodingKeys: String, CodingKey {
        case scenario, seed, replication, verdict, events, jobs, measures, gates, violations, promises, faults, error
        case warnings, ticket
        case traceHash = "trace_hash"
        case exitCode = "exit_code"
        case virtualSeconds = "virtual_seconds"
        case wallSeconds = "wall_seconds"
        case drawnFaults = "drawn_faults"
    }
}

/// A value, or the figures of a distribution; of a kind that it is not it has no field.
private struct MeasureForm: Encodable {
    var unit: String
    var value: JSONNumber?
    var count: UInt64?
    var mean, p50, p95, p99, max: JSONNumber?

    init(_ measure: Measure) {
        unit = measure.unit
        switch measure.figure {
        case .value(let value): self.value = JSONNumber(value)
        case .distribution(let summary):
            count = UInt64(summary.count)
            mean = JSONNumber(summary.mean)
            p50 = JSONNumber(summary.p50)
            p95 = JSONNumber(summary.p95)
            p99 = JSONNumber(summary.p99)
            max = JSONNumber(summary.max)
        }
    }
}

private struct GateForm: Encodable {
    var expression: String
    var held: Bool
    var actual: JSONNumber
    var unit: String

    init(_ gate: GateResult) {
        expression = gate.expression
        held = gate.held
        actual = JSONNumber(gate.actual)
        unit = gate.unit
    }
}

private struct ViolationForm: Encodable {
    var invariant, grade: String
    var virtualSeconds: JSONNumber
    var subject, message: String

    init(_ violation: Violation) {
        invariant = violation.invariant
        grade = violation.grade.rawValue
        virtualSeconds = JSONNumber(Double(violation.instantNanoseconds) / 1e9)
        subject = violation.subject
        message = violation.message
    }

    enum CodingKeys: String, CodingKey {
        case invariant, grade, subject, message
        case virtualSeconds = "virtual_seconds"
    }
}

/// What became of a promise: broken, held, or, without any of its occasions, not exercised.
private struct PromiseForm: Encodable {
    var invariant, grade, outcome: String
    var broken: UInt64
    var missing: [String]

    init(_ promise: PromiseOutcome) {
        invariant = promise.invariant.rawValue
        grade = promise.invariant.grade.rawValue
        outcome = promise.broken > 0 ? "broken" : promise.isExercised ? "held" : "not_exercised"
        broken = promise.broken
        missing = promise.missing
    }
}

private struct FaultForm: Encodable {
    var index: Int
    var kind, target, text: String
    var occurrences: UInt64
    var begin, end, active: JSONNumber
    var hits: UInt64
    var hitUnit: String

    init(_ fault: InjectedFault) {
        index = fault.index
        kind = fault.kind
        target = fault.target
        text = fault.text
        occurrences = UInt64(fault.occurrences)
        begin = JSONNumber(fault.begin.map { Double($0) / 1e9 })
        end = JSONNumber(fault.end.map { Double($0) / 1e9 })
        active = JSONNumber(Double(fault.activeNanoseconds) / 1e9)
        hits = UInt64(fault.hits)
        hitUnit = fault.hitUnit
    }

    enum CodingKeys: String, CodingKey {
        case index, kind, target, text, occurrences, hits
        case begin = "begin_s"
        case end = "end_s"
        case active = "active_s"
        case hitUnit = "hit_unit"
    }
}

/// A number; JSON knows no "not a number", which becomes null like one that is absent.
struct JSONNumber: Encodable {
    var value: Double?

    init(_ value: Double?) { self.value = value.flatMap { $0.isFinite ? $0 : nil } }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try value.map { try container.encode($0) } ?? container.encodeNil()
    }
}
