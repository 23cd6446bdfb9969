import Foundation
import GRDB
import Observation
import Statistics
import Twin

/// Writes one run inside the transaction of its caller.
struct RunWriting {
    let db: Database

    func write(_ outcome: RunOutcome, from provenance: RunProvenance) throws -> Int64 {
        let id = try writeHeading(outcome, from: provenance)
        try writeMeasures(outcome.measures, run: id)
        try writeSeries(outcome.series, run: id)
        try writeGates(outcome.gates, run: id)
        try writeViolations(outcome.violations, run: id)
        try writeFaults(outcome.faults, run: id)
        try writeLifeLines(outcome.lifeLines, run: id)
        return id
    }

    private func writeHeading(_ outcome: RunOutcome, from provenance: RunProvenance) throws -> Int64 {
        try db.execute(
            sql: "INSERT INTO run VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            arguments: [
                provenance.started, provenance.codeVersion, provenance.repeatLine, outcome.scenario.name,
                outcome.scenario.text, outcome.scenario.hash,
                String(outcome.seed), String(outcome.replication), traceHashText(outcome.traceHash),
                outcome.verdict.word, outcome.verdict.rawValue, Int64(outcome.events), Int64(outcome.jobs),
                outcome.virtualTime.wholeNanoseconds, outcome.wallTime.wholeNanoseconds, Data(outcome.decisionLog),
                outcome.drawnFaults,
            ])
        return db.lastInsertedRowID
    }

    private func writeMeasures(_ measures: [Measure], run id: Int64) throws {
        let insert = try db.makeStatement(sql: "INSERT INTO measure VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        let insertBucket = try db.makeStatement(sql: "INSERT INTO bucket VALUES (?, ?, ?, ?, ?)")
        for (position, measure) in measures.enumerated() {
            var value: Double?
            var summary: SampleSummary?
            switch measure.figure {
            case .value(let figure): value = figure
            case .distribution(let figure): summary = figure
            }
            try insert.execute(arguments: [
                id, position, measure.name, measure.unit, measure.meaning, summary == nil ? "value" : "distribution",
                value, summary.map { Int64($0.count) }, summary?.mean, summary?.p50, summary?.p95, summary?.p99,
                summary?.max,
            ])
            for (bucketPosition, bucket) in measure.buckets.enumerated() {
                try insertBucket.execute(arguments: [id, position, bucketPosition, bucket.value, Int64(bucket.count)])
            }
        }
    }

    private func writeSeries(_ series: [TimeSeries], run id: Int64) throws {
        let insert = try db.makeStatement(sql: "INSERT INTO series VALUES (?, ?, ?, ?, ?)")
        let insertPoint = try db.makeStatement(sql: "INSERT INTO point VALUES (?, ?, ?, ?)")
        for (position, one) in series.enumerated() {
            try insert.execute(arguments: [id, position, one.name, one.unit, one.resolution.wholeNanoseconds])
            for (pointPosition, value) in one.values.enumerated() {
                try insertPoint.execute(arguments: [id, position, pointPosition, value])
            }
        }
    }

    private func writeGates(_ gates: [GateResult], run id: Int64) throws {
        let insert = try db.makeStatement(sql: "INSERT INTO gate VALUES (?, ?, ?, ?, ?, ?)")
        for (position, gate) in gates.enumerated() {
            try insert.execute(arguments: [id, position, gate.expression, gate.held, gate.actual, gate.unit])
        }
    }

    private func writeViolations(_ violations: [Violation], run id: Int64) throws {
        let insert = try db.makeStatement(sql: "INSERT INTO violation VALUES (?, ?, ?, ?, ?, ?, ?)")
        for (position, violation) in violations.enumerated() {
            try insert.execute(arguments: [
                id, position, violation.invariant, violation.kind.rawValue, violation.instantNanoseconds,
                violation.subject, violation.message,
            ])
        }
    }

    private func writeFaults(_ faults: [InjectedFault], run id: Int64) throws {
        let insert = try db.makeStatement(sql: "INSERT INTO fault VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        for fault in faults {
            try insert.execute(arguments: [
                id, fault.index, fault.kind, fault.target, fault.text, Int64(fault.occurrences), fault.begin, fault.end,
                fault.activeNanoseconds, Int64(fault.hits), fault.hitUnit,
            ])
        }
    }

    private func writeLifeLines(_ lifeLines: [PaymentLifeLine], run id: Int64) throws {
        let insert = try db.makeStatement(
            sql: "INSERT INTO life_line VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        for (position, line) in lifeLines.enumerated() {
            try insert.execute(arguments: [
                id, position, line.paymentID, line.applicationID, line.tenant, line.channel, line.status, line.checks,
                line.submitted, line.creationPending, line.paymentPending, line.payLinkShown, line.moneyMoved,
                line.completePublished, line.completeInView, line.applicationMoved, line.pageShowsIt,
            ])
        }
    }
}

extension Duration {
    /// Rounded towards zero.
    var wholeNanoseconds: Int64 { components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000 }
}
