import Experiments
import Results
import Statistics

/// A sizing as one JSON object on one line; its fields are an interface.
struct SizeJSON {
    var size: SizeResult

    func text() -> String { SweepJSON.line(form) }

    private var form: AnswerForm {
        let (answer, search) = (size.answer, size.search)
        return AnswerForm(
            scenario: size.scenario, answer: size.sentence, confidence: search.effort.confidence,
            exitCode: size.exitCode, target: answer.target.map(settings),
            lowerBound: bounds(\.low), upperBound: bounds(\.high), bindingGate: answer.binding,
            nearest: answer.nearest.map { NearestForm(settings: settings($0.point), gate: $0.gate) },
            undecided: answer.open.map(settings), runs: answer.runs, neighbourhood: size.neighbourhood,
            resonance: size.resonance, idleReplicas: idle, choices: answer.ran.map(choice),
            answerHash: traceHashText(size.cells.hash),
            cells: size.cells.cells.map { cell in
                CellForm(
                    settings: settings(cell.point), seed: cell.seed, replication: cell.replication,
                    traceHash: traceHashText(cell.traceHash))
            },
            audit: size.audited?.map { AuditForm(cell: $0.cell, agrees: $0.agrees) })
    }

    private func settings(_ point: Int) -> [String: String] {
        Dictionary(uniqueKeysWithValues: size.search.points[point].settings.map { ($0.path, $0.value) })
    }

    private func bounds(_ end: KeyPath<SizingAnswer.Band, Int>) -> [String: String]? {
        guard let target = size.answer.target else { return nil }
        let axes = size.search.space.axes.indices
        return Dictionary(
            uniqueKeysWithValues: axes.map { axis in
                let point = size.answer.bands[axis].map { $0[keyPath: end] } ?? target
                let setting = size.search.points[point].settings[axis]
                return (setting.path, setting.value)
            })
    }

    private var idle: [IdleForm] {
        guard let target = size.answer.target else { return [] }
        return IdleReplicas.of(size.runs[target].ticket.scenario).map {
            IdleForm(service: $0.service, replicas: $0.replicas, partitions: $0.partitions, idle: $0.idle)
        }
    }

    private func choice(_ point: Int) -> ChoiceForm {
        let mean = size.search.points[point].objective
        var objective: MeanForm?
        if case .found = size.search.space.objective {
            objective = MeanForm(
                mean: JSONNumber(mean.count > 0 ? mean.mean : nil), halfWidth: JSONNumber(mean.halfWidth))
        }
        return ChoiceForm(
            settings: settings(point), runs: size.search.points[point].runs.count,
            verdict: size.search.verdict(at: point).rawValue,
            gates: size.search.results(at: point).map { result in
                GateForm(
                    expression: result.gate.gate.expression, verdict: result.verdict.rawValue, unit: result.unit,
                    limit: JSONNumber(result.limit), actual: JSONNumber(result.actual),
                    halfWidth: JSONNumber(result.interval?.halfWidth), headroom: JSONNumber(result.headroom))
            },
            objective: objective)
    }
}

private struct AnswerForm: Encodable {
    var scenario, answer: String
    var confidence: Double
    var exitCode: Int32
    var target, lowerBound, upperBound: [String: String]?
    var bindingGate: Int?
    var nearest: NearestForm?
    var undecided: [[String: String]]
    var runs: Int
    var neighbourhood: [String]
    var resonance: String?
    var idleReplicas: [IdleForm]
    var choices: [ChoiceForm]
    var answerHash: String
    var cells: [CellForm]
    var audit: [AuditForm]?

    enum CodingKeys: String, CodingKey {
        case scenario, answer, confidence, target, nearest, undecided, runs, neighbourhood, resonance, choices, cells
        case audit
        case exitCode = "exit_code"
        case lowerBound = "lower_bound"
        case upperBound = "upper_bound"
        case bindingGate = "binding_gate"
        case idleReplicas = "idle_replicas"
        case answerHash = "answer_hash"
    }
}

private struct NearestForm: Encodable {
    var settings: [String: String]
    var gate: Int
}

private struct IdleForm: Encodable {
    var service: String
    var replicas, partitions, idle: Int
}

private struct ChoiceForm: Encodable {
    var settings: [String: String]
    var runs: Int
    var verdict: String
    var gates: [GateForm]
    var objective: MeanForm?
}

private struct GateForm: Encodable {
    var expression, verdict, unit: String
    var limit, actual, halfWidth, headroom: JSONNumber

    enum CodingKeys: String, CodingKey {
        case expression, verdict, unit, limit, actual, headroom
        case halfWidth = "half_width"
    }
}

private struct MeanForm: Encodable {
    var mean, halfWidth: JSONNumber

    enum CodingKeys: String, CodingKey {
        case mean
        case halfWidth = "half_width"
    }
}

private struct CellForm: Encodable {
    var settings: [String: String]
    var seed, replication: UInt64
    var traceHash: String

    enum CodingKeys: String, CodingKey {
        case settings, seed, replication
        case traceHash = "trace_hash"
    }
}

private struct AuditForm: Encodable {
    var cell: Int
    var agrees: Bool
}
