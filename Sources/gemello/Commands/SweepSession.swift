import Experiments
import Foundation
import Observation
import Results
import Statistics
import Twin

/// Runs the cells of a sweep that are not in the database, keeps each there, and counts all.
final class SweepSession {
    private let plan: SweepPlan
    private let store: ResultStore
    private let isQuiet: Bool
    private var tally: SweepTally
    private var kept = 0
    /// Why no more are run.
    private var trouble: (any Error)?

    init(_ plan: SweepPlan, figures: [MeasuredFigure], store: ResultStore, isQuiet: Bool) {
        self.plan = plan
        self.store = store
        self.isQuiet = isQuiet
        tally = SweepTally(plan, figures: figures)
    }

    /// - Parameters:
    ///   - jobs: how many at a time; as many as there are cores when nil.
    ///   - again: whether what the database has is run all the same.
    /// - Throws: `Failure` when something went wrong outside of a run, or on Ctrl-C; `ResultStoreError`.
    func run(jobs: Int?, again: Bool) throws -> SweepTally {
        Interruption.listen()
        TrapNote.listen()
        let ids = again ? [:] : try known()
        let cells = KnownCells(count: plan.count, known: Array(ids.keys))
        let teller = teller(cells)
        announce(cells)
        cells.tell(batch(cells, jobs: jobs, teller)) { place in
            take(ids[place], of: plan.cell(at: place))
        } deliver: { place, result in
            StandardError.clearStatus()
            deliver(result, of: plan.cell(at: place))
            return goesOn
        }
        teller.conclude()
        if let trouble { throw explained(trouble) }
        if let exitCode = Interruption.exitCode { throw Failure(exitCode: exitCode, interrupted) }
        return tally
    }

    /// The runs that stand for cells, by the places of these.
    private func known() throws(ResultStoreError) -> [Int: Int64] {
        var ids: [Int: Int64] = [:]
        for block in 0..<plan.blockCount {
            for (member, id) in try store.runs(of: CellGroup(of: plan.ticket(ofBlock: block))) {
                guard let index = plan.series.index(of: member),
                    let place = plan.place(of: .init(block: block, member: index))
                else { continue }
                ids[place] = id
            }
        }
        return ids
    }

    private func batch(_ cells: KnownCells, jobs: Int?, _ teller: ProgressTeller) -> RunBatch? {
        guard cells.missingCount > 0 else { return nil }
        var batch = RunBatch(
            count: cells.missingCount, width: jobs, cancellation: Interruption.cancellation
        ) { [plan] place in
            plan.ticket(of: plan.cell(at: cells.missing(at: place)))
        }
        batch.watcher = teller
        return batch
    }

    // MARK: Words

    private func announce(_ cells: KnownCells) {
        guard !isQuiet else { return }
        let ticket = plan.points[0].ticket
        let slice = ", of which shard \(plan.shard.text) has \(HumanUnits.grouped(plan.count))"
        let shard = plan.shard == .whole ? "" : slice
        StandardError.report(
            "sweep: \(ticket.scenario.name) at \(HumanUnits.counted(plan.points.count, "points")), "
                + "\(plan.series.text): "
                + "\(HumanUnits.counted(plan.cellCount, "cells"))\(shard), program \(ticket.codeVersion)")
        if let line = CellLine(cells).text { StandardError.report(line) }
    }

    private func teller(_ cells: KnownCells) -> ProgressTeller {
        let names = ProgressTeller.Names(noun: "cells") { [replications = plan.series.replications] ticket in
            let set = ticket.settings.map { $0.split(separator: ".").last.map(String.init) ?? $0 }
            let run = replications == 1 ? "\(ticket.seed)" : "\(ticket.seed).\(ticket.replication)"
            return (set + ["seed \(run)"]).joined(separator: " ")
        }
        return ProgressTeller(count: cells.missingCount, isQuiet: isQuiet, names: names) { [path = store.path] in
            RepeatLine.ofFile($0, in: path)
        }
    }

    private var interrupted: String {
        "interrupted: \(HumanUnits.grouped(tally.runs)) of \(HumanUnits.counted(plan.count, "cells")) had ended "
            + "and are kept in \(store.path); the same command goes on from there"
    }

    private func explained(_ error: any Error) -> Failure {
        let rest = "; what had ended is kept in \(store.path), and the same command goes on from there"
        if let failure = error as? Failure { return Failure(exitCode: failure.exitCode, failure.line + rest) }
        return Failure("\(error)\(kept > 0 ? rest : "")")
    }

    // MARK: Endings

    private var goesOn: Bool { trouble == nil && !Interruption.cancellation.isCancelled }

    private func take(_ id: Int64?, of cell: SweepPlan.Cell) -> Bool {
        guard goesOn, let id else { return false }
        do { tally.add(try store.ending(of: id, as: plan.ticket(of: cell)), of: cell) } catch { giveUp(error) }
        return goesOn
    }

    private func deliver(_ result: RunBatch.Result, of cell: SweepPlan.Cell) {
        guard trouble == nil else { return }
        do {
            let ending = try result.ending.get()
            let id = try store.append(ending, started: result.started.formatted(.iso8601))
            kept += 1
            tally.add(ending, of: cell)
            if let crash = ending.findings.crash {
                StandardError.report(
                    "\(ending.ticket.settings.joined(separator: ", ")), \(plan.series.name(of: ending.ticket)): "
                        + "\(crash.reason); repeat it with `\(RepeatLine.ofRun(id, in: store.path))`")
            }
        } catch TwinRunError.cancelled {
            return
        } catch {
            giveUp(error)
        }
    }

    /// No other run would fare better: those on their way are ended too.
    private func giveUp(_ error: any Error) {
        trouble = error
        Interruption.cancellation.cancel()
    }
}
