import Experiments
import Observation
import Results
import Statistics
import Twin

/// Runs what a search asks for and the database does not have, until the search has its answer.
final class SizeSession {
    private let tickets: PointTickets
    private let session: CellSession
    private let isAgain: Bool
    private let isQuiet: Bool
    private var search: SizingSearch
    /// As many as the search has points.
    private(set) var runs: [ChoiceRuns] = []
    private var known = 0

    /// - Parameter again: whether what the database has is run all the same.
    /// - Throws: `Failure`, which names the choice that cannot be.
    init(
        _ search: SizingSearch, _ tickets: PointTickets, session: CellSession, again: Bool, isQuiet: Bool
    ) throws(Failure) {
        self.search = search
        self.tickets = tickets
        self.session = session
        isAgain = again
        self.isQuiet = isQuiet
        try makeTickets()
    }

    private func makeTickets() throws(Failure) {
        for number in runs.count..<search.points.count {
            let settings = search.points[number].settings
            let ticket = try tickets.ticket(settings, number: number, of: search.points.count, seed: 0)
            runs.append(ChoiceRuns(ticket: ticket))
        }
    }

    /// - Throws: `Failure` when something went wrong outside of a run, or on Ctrl-C; `ResultStoreError`.
    func run() throws -> SizingAnswer {
        Interruption.listen()
        TrapNote.listen()
        announce()
        while true {
            switch search.next() {
            case .answer(let answer):
                let line = CellLine(known: known, of: answer.runs).text
                if let line, !isQuiet { StandardError.report(line) }
                return answer
            case .run(let orders):
                try makeTickets()
                try run(orders)
            }
        }
    }

    private struct Cell {
        var point: Int
        var member: CellGroup.Member
    }

    private func run(_ orders: [SizingSearch.Order]) throws {
        var cells: [Cell] = []
        var ids: [Int: Int64] = [:]
        for order in orders {
            let stored = isAgain ? [:] : try session.store.runs(of: CellGroup(of: runs[order.point].ticket))
            for seed in search.points[order.point].runs.count..<order.runs {
                let cell = Cell(point: order.point, member: .init(seed: UInt64(seed), replication: 0))
                ids[cells.count] = stored[cell.member]
                cells.append(cell)
            }
        }
        known += ids.count
        let ticket = { @Sendable [cells, tickets = runs.map(\.ticket)] (place: Int) in
            var ticket = tickets[cells[place].point]
            ticket.seed = cells[place].member.seed
            return ticket
        }
        try session.run(
            KnownCells(count: cells.count, known: Array(ids.keys)), ids, ticket: ticket, interrupted: { interrupted }
        ) { place, ending in
            take(ending, of: cells[place].point)
        }
    }

    private func take(_ ending: RunEnding, of point: Int) {
        let findings = ending.findings
        let numbers = zip(search.points[point].settings, search.points[point].numbers)
        let setting: (String) -> Double? = { path in numbers.first { $0.0.path == path }?.1 }
        var objective: Double?
        if case .found(let figure, _) = search.space.objective, findings.crash == nil {
            objective = figure.value(in: findings.measures, duration: findings.virtualTime, setting: setting)
        }
        search.take(
            SizingRun(search.gates.map { RunFigure(of: $0.gate, in: ending) }, objective: objective), of: point)
        runs[point].add(findings)
    }

    // MARK: Audit

    /// Every run of the answer.
    func audit(of answer: SizingAnswer) -> CellAudit {
        CellAudit(
            answer.ran.flatMap { point in
                runs[point].hashes.enumerated().map { seed, hash in
                    .init(
                        point: point, settings: answer.search.points[point].settings.map(\.text), seed: UInt64(seed),
                        replication: 0, traceHash: hash)
                }
            })
    }

    /// Runs cells once more, and says of each whether it came to the same. Nothing of it is kept.
    /// - Throws: `Failure` on Ctrl-C, or when a run could not be.
    func repeated(_ cells: [CellAudit.Cell]) throws(Failure) -> [Bool] {
        guard !cells.isEmpty else { return [] }
        let tickets = cells.map { cell in
            var ticket = runs[cell.point].ticket
            (ticket.seed, ticket.replication) = (cell.seed, cell.replication)
            return ticket
        }
        var agrees: [Bool] = []
        var trouble: TwinRunError?
        RunBatch(count: cells.count, width: session.jobs, cancellation: Interruption.cancellation) { tickets[$0] }
            .run { result in
                switch result.ending {
                case .success(let ending): agrees.append(ending.findings.traceHash == cells[agrees.count].traceHash)
                case .failure(let error): trouble = error
                }
                return trouble == nil
            }
        if let exitCode = Interruption.exitCode {
            throw Failure(exitCode: exitCode, "interrupted during the audit; the runs of the answer are kept")
        }
        if let trouble { throw Failure("the audit: \(trouble)") }
        return agrees
    }

    // MARK: Words

    private func announce() {
        guard !isQuiet, let first = runs.first else { return }
        let gates = HumanUnits.counted(search.gates.count, "gates")
        StandardError.report(
            "size: \(first.ticket.scenario.name), \(HumanUnits.counted(search.points.count, "choices")), \(gates), "
                + "program \(first.ticket.codeVersion)")
    }

    private var interrupted: String {
        let ended = search.points.reduce(0) { $0 + $1.runs.count }
        return "interrupted: \(HumanUnits.counted(ended, "runs")) had ended and are kept in \(session.store.path); "
            + "the same command goes on from there"
    }
}
