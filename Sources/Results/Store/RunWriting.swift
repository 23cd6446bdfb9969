import Foundation
import GRDB
import Observation
import Scenarios
import Statistics
import Twin
import VirtualTime

/// Writes one run inside the transaction of its caller.
struct RunWriting {
    let db: Database
    let shared: SharedRows

    func write(_ ending: RunEnding, started: String) throws -> Int64 {
        let id = try writeRun(ending, started: started)
        let findings = ending.findings
        try writeFigures(ending.measures, run: id)
        try writeSeries(findings.series, run: id)
        try writeGates(findings.gates, run: id)
        try writeViolations(findings.violations, run: id)
        try writePromises(findings.promises, run: id)
        try writeFaults(findings.faults, run: id)
        return id
    }

    private func writeRun(_ ending: RunEnding, started: String) throws -> Int64 {
        let (ticket, findings, cost) = (ending.ticket, ending.findings, ending.cost)
        let values: [(column: String, value: (any DatabaseValueConvertible)?)] = [
            ("started", started), ("scenario_id", try shared.id(of: ticket.identity, db)), ("file", ticket.file),
            ("settings", try jsonText(ticket.settings)), ("seed", String(ticket.seed)),
            ("replication", String(ticket.replication)), ("wire", ticket.wire.rawValue),
            ("schedule", ticket.schedule.rawValue), ("is_replay", ticket.decisions != nil),
            ("code_version", ticket.codeVersion), ("exit_code", findings.verdict.rawValue),
            ("crash_cause", findings.crash?.cause.rawValue), ("crash_reason", findings.crash?.reason),
            ("trace_hash", Int64(bitPattern: findings.traceHash)), ("events", Int64(findings.events)),
            ("jobs", Int64(findings.jobs)), ("virtual_time_ns", findings.virtualTime.wholeNanoseconds),
            ("wall_time_ns", cost.wallTime.wholeNanoseconds), ("peak_memory_bytes", cost.peakMemoryBytes),
            ("cost_measures", cost.measures.count), ("drawn_faults", findings.drawnFaults),
            ("decision_log", Data(findings.decisions.bytes)),
            ("buckets", Data(PackedBuckets.bytes(of: ending.measures))),
            ("points", Data(PackedSeries.bytes(of: findings.series))),
            ("life_lines", Data(PackedLifeLines.bytes(of: findings.lifeLines))),
        ]
        let columns = values.map(\.column).joined(separator: ", ")
        let places = Array(repeating: "?", count: values.count).joined(separator: ", ")
        try db.cachedStatement(sql: "INSERT INTO stored_run (\(columns)) VALUES (\(places))")
            .execute(arguments: StatementArguments(values.map(\.value)))
        return db.lastInsertedRowID
    }

    private func jsonText(_ texts: [String]) throws -> String {
        guard !texts.isEmpty else { return "[]" }
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        return String(decoding: try encoder.encode(texts), as: UTF8.self)
    }

    private func writeFigures(_ measures: [Measure], run id: Int64) throws {
        let insert = try db.cachedStatement(sql: "INSERT INTO figure VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        for (position, measure) in measures.enumerated() {
            let words = SharedRows.Words(name: measure.name, unit: measure.unit, meaning: measure.meaning)
            let definition = try shared.id(of: words, db)
            var value: Double?
            var summary: SampleSummary?
            switch measure.figure {
            case .value(let figure): value = figure
            case .distribution(let figure): summary = figure
            }
            try insert.execute(arguments: [
                id, position, definition, value, summary.map { Int64($0.count) }, summary?.mean, summary?.p50,
                summary?.p95, summary?.p99, summary?.max,
            ])
        }
    }

    private func writeSeries(_ series: [TimeSeries], run id: Int64) throws {
        let insert = try db.cachedStatement(sql: "INSERT INTO series VALUES (?, ?, ?, ?, ?)")
        for (position, one) in series.enumerated() {
            try insert.execute(arguments: [id, position, one.name, one.unit, one.resolution.wholeNanoseconds])
        }
    }

    private func writeGates(_ gates: [GateResult], run id: Int64) throws {
        let insert = try db.cachedStatement(sql: "INSERT INTO gate VALUES (?, ?, ?, ?, ?, ?)")
        for (position, gate) in gates.enumerated() {
            try insert.execute(arguments: [id, position, gate.expression, gate.held, gate.actual, gate.unit])
        }
    }

    private func writeViolations(_ violations: [Violation], run id: Int64) throws {
        let insert = try db.cachedStatement(sql: "INSERT INTO violation VALUES (?, ?, ?, ?, ?, ?, ?)")
        for (position, violation) in violations.enumerated() {
            try insert.execute(arguments: [
                id, position, violation.invariant, violation.grade.rawValue, violation.instantNanoseconds,
                violation.subject, violation.message,
            ])
        }
    }

    private func writePromises(_ promises: [PromiseOutcome], run id: Int64) throws {
        let insert = try db.cachedStatement(sql: "INSERT INTO promise VALUES (?, ?, ?, ?, ?)")
        for (position, promise) in promises.enumerated() {
            try insert.execute(arguments: [
                id, position, promise.invariant.rawValue, Int64(promise.broken), try jsonText(promise.missing),
            ])
        }
    }

    private func writeFaults(_ faults: [InjectedFault], run id: Int64) throws {
        let insert = try db.cachedStatement(sql: "INSERT INTO fault VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        for fault in faults {
            try insert.execute(arguments: [
                id, fault.index, fault.kind, fault.target, fault.text, Int64(fault.occurrences), fault.begin, fault.end,
                fault.activeNanoseconds, Int64(fault.hits), fault.hitUnit,
            ])
        }
    }
}
