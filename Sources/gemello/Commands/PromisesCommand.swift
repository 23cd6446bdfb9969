import ArgumentParser
import Observation

/// `gemello promises`: what a run is judged by.
struct PromisesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "promises", abstract: "List the promises that a run is judged by.",
        discussion: """
            One a line: id, name, grade, the section of the documentation that states it in full, and its meaning. \
            A broken promise of the grade safety makes a run wrong, of liveness stuck; one of the grade service \
            is harm that the platform's own rules allow, counted and named, and open to gates \
            (`violations.service`, `violations.I18`).
            """)

    func run() throws { try StandardOutput.write(Self.text) }

    static var text: String {
        let rows = Invariant.allCases.map { promise in
            [promise.rawValue, promise.name, promise.grade.rawValue, promise.page, promise.promise]
        }
        let widths = rows[0].indices.map { column in rows.map(\.[column].count).max() ?? 0 }
        return rows.map { row in
            let cells = zip(row, widths).map { RunSummary.left($0, $1 + 2) }.dropLast()
            return cells.joined() + row[row.count - 1] + "\n"
        }.joined()
    }
}
