import Experiments
import Statistics

/// How many cells need not be run, in a line on standard error.
struct CellLine {
    /// Nil when all are run.
    let text: String?

    init(_ cells: KnownCells) { self.init(known: cells.knownCount, of: cells.count) }

    init(known: Int, of count: Int) {
        guard known > 0 else {
            text = nil
            return
        }
        let were = known == 1 ? "was" : "were"
        text =
            "\(HumanUnits.grouped(known)) of \(HumanUnits.counted(count, "cells")) \(were) in the database and need "
            + "not run"
    }
}
