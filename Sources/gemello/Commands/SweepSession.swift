import Experiments
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
        announce(cells)
        try CellSession(store, jobs: jobs, isQuiet: isQuiet).run(
            cells, ids, ticket: { [plan] in plan.ticket(of: plan.cell(at: $0)) }, interrupted: { interrupted }
        ) { place, ending in
            tally.add(ending, of: plan.cell(at: place))
        }
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

    private var interrupted: String {
        "interrupted: \(HumanUnits.grouped(tally.runs)) of \(HumanUnits.counted(plan.count, "cells")) had ended "
            + "and are kept in \(store.path); the same command goes on from there"
    }
}
