/// A column of a table, with its two heads and a cell a row.
struct TextColumn {
    var heads: [String]
    var cells: [String]

    private static let gap = 2

    private var width: Int { (heads + cells).map(\.count).max() ?? 0 }

    /// The group of a measure above what is taken of it.
    static func heads(of figure: String) -> [String] {
        guard let point = figure.firstIndex(of: ".") else { return ["", figure] }
        return [String(figure[...point]), String(figure[figure.index(after: point)...])]
    }

    /// As many columns side by side as fit the width of a summary, at least one, in tables below each other.
    /// - Parameter labels: one a row.
    static func tables(_ labels: [String], _ columns: [TextColumn]) -> [String] {
        let labelWidth = labels.map(\.count).max() ?? 0
        var lines: [String] = []
        var rest = columns[...]
        while let first = rest.first {
            var width = labelWidth + gap + first.width
            var taken = 1
            while let next = rest.dropFirst(taken).first, width + gap + next.width <= RunSummary.width {
                width += gap + next.width
                taken += 1
            }
            lines += [""] + table(labels, labelWidth, Array(rest.prefix(taken)))
            rest = rest.dropFirst(taken)
        }
        return lines
    }

    private static func table(_ labels: [String], _ labelWidth: Int, _ columns: [TextColumn]) -> [String] {
        func line(_ label: String, _ cells: [String]) -> String {
            var line = padded(label, labelWidth)
            for (cell, column) in zip(cells, columns) {
                line += String(repeating: " ", count: gap + column.width - cell.count) + cell
            }
            while line.last == " " { line.removeLast() }
            return line
        }
        return [0, 1].map { head in line("", columns.map { $0.heads[head] }) }
            + labels.indices.map { row in line(labels[row], columns.map { $0.cells[row] }) }
    }

    static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
