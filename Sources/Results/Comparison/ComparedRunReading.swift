import Experiments
import Foundation
import GRDB
import Observation
import Twin
import VirtualTime

/// What a database has to compare.
extension ResultStore {
    /// Its runs, oldest first, but those that repeat choices made before, which stand for no cell; and how many these
    /// are. The scenarios are not read, so that those of other programs can be compared.
    /// - Throws: `ResultStoreError`: a run cannot be read.
    package func comparedRuns() throws(ResultStoreError) -> (runs: [ComparedRun], replays: Int) {
        try readingRuns { reading in
            let runs = try ComparedRunReading(reading: reading).runs()
            let replays = try Int.fetchOne(reading.db, sql: "SELECT count(*) FROM stored_run WHERE is_replay") ?? 0
            return (runs, replays)
        }
    }

    /// The life lines that a run kept, in order of the payments' first events.
    /// - Throws: `ResultStoreError`: there is no such run, or it cannot be read.
    package func lifeLines(of id: Int64) throws(ResultStoreError) -> [PaymentLifeLine] {
        let lines = try reading { db in
            let sql = "SELECT life_lines FROM stored_run WHERE id = ?"
            return try Data.fetchOne(db, sql: sql, arguments: [id]).map { data in
                try RunReading.unpacking { try PackedLifeLines.lines(in: [UInt8](data)) }
            }
        }
        guard let lines else { throw ResultStoreError(path: path, problem: .noRun(id)) }
        return lines
    }
}

/// Reads of each run what is compared and nothing that takes room.
struct ComparedRunReading {
    let reading: RunReading

    private var db: Database { reading.db }

    func runs() throws -> [ComparedRun] {
        let sql = """
            SELECT stored_run.id, started, file, settings, seed, replication, schedule, trace_hash, exit_code,
                code_version, crash_cause, events, jobs, virtual_time_ns, wall_time_ns, cost_measures,
                scenario.name AS scenario_name, scenario.hash AS scenario_hash, scenario.text AS scenario_text
            FROM stored_run JOIN scenario ON scenario.id = scenario_id WHERE NOT is_replay ORDER BY stored_run.id
            """
        return try Row.fetchAll(db, sql: sql).map(run)
    }

    private func run(_ row: Row) throws -> ComparedRun {
        let heading = try reading.heading(row)
        let hasCrashed = (row["crash_cause"] as String?) != nil
        var run = ComparedRun(
            scenario: heading.scenario,
            variant: .init(settings: heading.settings, schedule: heading.schedule),
            member: .init(seed: heading.seed, replication: heading.replication), scenarioHash: row["scenario_hash"],
            traceHash: heading.traceHash, figures: hasCrashed ? [:] : try figures(row),
            findings: hasCrashed ? [FindingName.crash] : try findings(of: heading.id))
        run.scenarioText = row["scenario_text"]
        run.codeVersion = heading.codeVersion
        run.id = heading.id
        run.wallSeconds = Double(row["wall_time_ns"] as Int64) / 1e9
        return run
    }

    private func figures(_ row: Row) throws -> [String: Double] {
        let measures = try reading.measures(of: row["id"])
        var figures = ComparedFigures.figures(of: measures.dropLast(row["cost_measures"] as Int))
        figures[ComparedFigures.virtualSeconds] = Double(row["virtual_time_ns"] as Int64) / 1e9
        for (name, count) in zip(ComparedFigures.exactCosts, [row["events"] as Int64, row["jobs"] as Int64]) {
            figures[name] = Double(count)
        }
        return figures
    }

    private func findings(of id: Int64) throws -> Set<String> {
        let broken = try String.fetchAll(
            db,
            sql: """
                SELECT invariant FROM promise WHERE run_id = ? AND broken > 0
                UNION SELECT invariant FROM violation WHERE run_id = ?
                """, arguments: [id, id])
        let missed = try String.fetchAll(
            db, sql: "SELECT expression FROM gate WHERE run_id = ? AND NOT held", arguments: [id])
        return Set(broken + missed.map(FindingName.missed))
    }
}
