import Foundation
import Results
import Scenarios
import Twin

/// What a cell costs beside its run: endings of a small scenario are stored under many seeds, one by one and many
/// together, and then read again as cells that are known.
struct StoredCells {
    private let options: Options
    private let folder: String

    init(_ options: Options) {
        self.options = options
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("gemello-cells-\(getpid())").path
    }

    /// How many share a transaction: what a tenth of a second brings of cells that take 5 ms.
    private static let group = 20

    private static let text = """
        name: cell
        start: 2025-03-03T08:00:00+01:00
        duration: 10min
        healing: 10min
        tenants: {count: 2}
        citizens: {payments: 2000/day}

        """

    func run() throws {
        let ticket = RunTicket(try Scenario(text: Self.text), seed: options.seed)
        let ending = try TwinRun(ticket).run()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let alone = try written(ending, "alone.sqlite", together: 1)
        let together = try written(ending, "together.sqlite", together: Self.group)
        let store = try ResultStore(reading: "\(folder)/together.sqlite")
        var measures = 0
        let read = try Spent.measuring {
            for (member, id) in try store.runs(of: CellGroup(of: ticket)) {
                var known = ticket
                known.seed = member.seed
                measures += try store.briefEnding(of: id, as: known).findings.measures.count
            }
        }
        let count = options.cells * ending.findings.measures.count
        precondition(measures == count, "Every cell is read, with its measures.")
        print(
            """
            {"peer":"gemello","w":"cells","cells":\(options.cells),"group":\(Self.group),\
            "alone_ms":\(alone.text(over: options.cells)),\
            "together_ms":\(together.text(over: options.cells)),\
            "known_ms":\(read.text(over: options.cells))}
            """)
    }

    private func written(_ ending: RunEnding, _ file: String, together: Int) throws -> Spent {
        let store = try ResultStore(writing: "\(folder)/\(file)")
        return try Spent.measuring {
            for first in stride(from: 0, to: options.cells, by: together) {
                let runs = (first..<min(first + together, options.cells)).map { seed in
                    var ending = ending
                    ending.ticket.seed = UInt64(seed)
                    return FinishedRun(ending: ending, started: "2025-03-03T08:00:00Z")
                }
                if let trouble = store.append(runs).trouble { throw trouble }
            }
        }
    }
}

/// Time by the clock, the wait for the disk included, and time of the processor.
private struct Spent {
    var wallSeconds, cpuSeconds: Double

    static func measuring(_ work: () throws -> Void) rethrows -> Spent {
        let (start, cpu) = (ContinuousClock.now, Report.cpuSeconds())
        try work()
        return Spent(wallSeconds: (ContinuousClock.now - start) / .seconds(1), cpuSeconds: Report.cpuSeconds() - cpu)
    }

    /// Of one cell, in ms.
    func text(over cells: Int) -> String {
        func each(_ seconds: Double) -> String { String(format: "%.3f", 1_000 * seconds / Double(cells)) }
        return #"{"wall":\#(each(wallSeconds)),"cpu":\#(each(cpuSeconds))}"#
    }
}
