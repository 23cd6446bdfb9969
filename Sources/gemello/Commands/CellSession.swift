import Experiments
import Foundation
import Results
import Statistics
import Twin

/// Runs numbered cells that are not in the database, keeps each there, and hands over all endings in order.
final class CellSession {
    let store: ResultStore
    private let isQuiet: Bool
    /// How many at a time; as many as there are cores when nil.
    let jobs: Int?
    private(set) var kept = 0
    /// Why no more are run.
    private var trouble: (any Error)?

    init(_ store: ResultStore, jobs: Int?, isQuiet: Bool) {
        self.store = store
        self.jobs = jobs
        self.isQuiet = isQuiet
    }

    /// - Parameters:
    ///   - ids: the runs that stand for cells, by the places of these.
    ///   - ticket: what is run for the cell at a place.
    ///   - interrupted: what is said on Ctrl-C.
    ///   - take: gets each ending with its cell's place.
    /// - Throws: `Failure` when something went wrong outside of a run, or on Ctrl-C; `ResultStoreError`.
    func run(
        _ cells: KnownCells, _ ids: [Int: Int64], ticket: @escaping @Sendable (Int) -> RunTicket,
        interrupted: () -> String, take: (Int, RunEnding) -> Void
    ) throws {
        let teller = teller(cells.missingCount)
        cells.tell(batch(cells, teller, ticket)) { place in
            guard goesOn, let id = ids[place] else { return false }
            do { take(place, try store.briefEnding(of: id, as: ticket(place))) } catch { giveUp(error) }
            return goesOn
        } deliver: { place, result in
            StandardError.clearStatus()
            if let ending = keep(result) { take(place, ending) }
            return goesOn
        }
        teller.conclude()
        if let trouble { throw explained(trouble) }
        if let exitCode = Interruption.exitCode { throw Failure(exitCode: exitCode, interrupted()) }
    }

    private func batch(
        _ cells: KnownCells, _ teller: ProgressTeller, _ ticket: @escaping @Sendable (Int) -> RunTicket
    ) -> RunBatch? {
        guard cells.missingCount > 0 else { return nil }
        var batch = RunBatch(
            count: cells.missingCount, width: jobs, cancellation: Interruption.cancellation
        ) { ticket(cells.missing(at: $0)) }
        batch.watcher = teller
        return batch
    }

    private func teller(_ count: Int) -> ProgressTeller {
        let names = ProgressTeller.Names(noun: "cells", name: Self.name)
        return ProgressTeller(count: count, isQuiet: isQuiet, names: names) { [path = store.path] in
            RepeatLine.ofFile($0, in: path)
        }
    }

    private static func name(of ticket: RunTicket) -> String {
        let set = ticket.settings.map { $0.split(separator: ".").last.map(String.init) ?? $0 }
        let run = ticket.replication == 0 ? "\(ticket.seed)" : "\(ticket.seed).\(ticket.replication)"
        return (set + ["seed \(run)"]).joined(separator: " ")
    }

    private func explained(_ error: any Error) -> Failure {
        let rest = "; what had ended is kept in \(store.path), and the same command goes on from there"
        if let failure = error as? Failure { return Failure(exitCode: failure.exitCode, failure.line + rest) }
        return Failure("\(error)\(kept > 0 ? rest : "")")
    }

    // MARK: Endings

    private var goesOn: Bool { trouble == nil && !Interruption.cancellation.isCancelled }

    /// Nil when there is no ending to keep.
    private func keep(_ result: RunBatch.Result) -> RunEnding? {
        guard trouble == nil else { return nil }
        do {
            let ending = try result.ending.get()
            let id = try store.append(ending, started: result.started.formatted(.iso8601))
            kept += 1
            if let crash = ending.findings.crash {
                let set = ending.ticket.settings.map { "\($0), " }.joined()
                let replication = ending.ticket.replication == 0 ? "" : " replication \(ending.ticket.replication)"
                StandardError.report(
                    "\(set)seed \(ending.ticket.seed)\(replication): \(crash.reason); "
                        + "repeat it with `\(RepeatLine.ofRun(id, in: store.path))`")
            }
            return ending
        } catch TwinRunError.cancelled {
            return nil
        } catch {
            giveUp(error)
            return nil
        }
    }

    /// No other run would fare better: those on their way are ended too.
    private func giveUp(_ error: any Error) {
        trouble = error
        Interruption.cancellation.cancel()
    }
}
