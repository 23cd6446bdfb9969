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
        let (ticket, findings) = (ending.replayTicket, ending.findings)
        var json = JSONObject()
        json.add("scenario", string: ticket.scenario.name)
        json.add("seed", raw: String(ticket.seed))
        json.add("replication", raw: String(ticket.replication))
        json.add("trace_hash", string: traceHashText(findings.traceHash))
        json.add("verdict", string: findings.verdict.word)
        json.add("exit_code", raw: String(exitCode))
        json.add("events", raw: String(findings.events))
        json.add("jobs", raw: String(findings.jobs))
        json.add("virtual_seconds", number: findings.virtualTime / .seconds(1))
        json.add("wall_seconds", number: ending.cost.wallTime / .seconds(1))
        var measures = JSONObject()
        for measure in ending.measures { measures.add(measure.name, raw: Self.text(of: measure)) }
        json.add("measures", raw: measures.text)
        json.add("gates", raw: JSONObject.list(findings.gates.map(Self.text)))
        json.add("violations", raw: JSONObject.list(findings.violations.map(Self.text)))
        json.add("faults", raw: JSONObject.list(findings.faults.map(Self.text)))
        if let drawn = findings.drawnFaults { json.add("drawn_faults", string: drawn) }
        if let crash = findings.crash { json.add("error", string: crash.reason) }
        json.add("ticket", raw: ticket.text)
        return TerminalText.escapedJSON(json.text)
    }

    private static func text(of measure: Measure) -> String {
        var json = JSONObject()
        json.add("unit", string: measure.unit)
        switch measure.figure {
        case .value(let value):
            json.add("value", number: value)
        case .distribution(let summary):
            json.add("count", raw: String(summary.count))
            json.add("mean", number: summary.mean)
            json.add("p50", number: summary.p50)
            json.add("p95", number: summary.p95)
            json.add("p99", number: summary.p99)
            json.add("max", number: summary.max)
        }
        return json.text
    }

    private static func text(of fault: InjectedFault) -> String {
        var json = JSONObject()
        json.add("index", raw: String(fault.index))
        json.add("kind", string: fault.kind)
        json.add("target", string: fault.target)
        json.add("text", string: fault.text)
        json.add("occurrences", raw: String(fault.occurrences))
        json.add("begin_s", number: fault.begin.map { Double($0) / 1e9 } ?? .nan)
        json.add("end_s", number: fault.end.map { Double($0) / 1e9 } ?? .nan)
        json.add("active_s", number: Double(fault.activeNanoseconds) / 1e9)
        json.add("hits", raw: String(fault.hits))
        json.add("hit_unit", string: fault.hitUnit)
        return json.text
    }

    private static func text(of gate: GateResult) -> String {
        var json = JSONObject()
        json.add("expression", string: gate.expression)
        json.add("held", raw: gate.held ? "true" : "false")
        json.add("actual", number: gate.actual ?? .nan)
        json.add("unit", string: gate.unit)
        return json.text
    }

    private static func text(of violation: Violation) -> String {
        var json = JSONObject()
        json.add("invariant", string: violation.invariant)
        json.add("kind", string: violation.kind.rawValue)
        json.add("virtual_seconds", number: Double(violation.instantNanoseconds) / 1e9)
        json.add("subject", string: violation.subject)
        json.add("message", string: violation.message)
        return json.text
    }
}

/// A JSON object whose members keep the order in which they were added.
struct JSONObject {
    private var members: [String] = []

    var text: String { "{" + members.joined(separator: ",") + "}" }

    static func list(_ elements: [String]) -> String { "[" + elements.joined(separator: ",") + "]" }

    mutating func add(_ name: String, raw: String) { members.append(Self.quoted(name) + ":" + raw) }

    mutating func add(_ name: String, string: String) { add(name, raw: Self.quoted(string)) }

    /// JSON knows no "not a number": it becomes null.
    mutating func add(_ name: String, number: Double) {
        add(name, raw: number.isFinite ? number.description : "null")
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
