import Experiments
import Statistics

/// How many cells need not be run, in a line on standard error.
struct CellLine {
    /// Nil when all are run.
    let text: String?

    init(_ cells: KnownCells) {
        guard cells.knownCount > 0 else {
            text = nil
            return
        }
        let were = cells.knownCount == 1 ? "was" : "were"
        text =
            "\(HumanUnits.grouped(cells.knownCount)) of \(HumanUnits.counted(cells.count, "cells")) "
            + "\(were) in the database and need not run"
    }
}
