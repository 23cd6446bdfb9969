/// A plain query as the engine is asked it: for the numbers of the rows, whose columns are then read from the rows.
struct RowQuery {
    let sql: String
    /// Positions in the schema of the columns that the query names.
    let columns: [Int]
    /// Positions of the columns that the engine has to know to find the rows.
    let compared: [Int]
}

/// The names that queries of one table may use.
struct TableNames {
    /// Of the column by which a row is found again. No column of a schema has a space in its name.
    static let rowNumber = "row number"

    private let columns: [String]
    private let isStored: [Bool]
    /// The table and its subsets, with the columns that their conditions compare.
    private var tables: [(name: String, compared: [Int])]

    /// - Parameter stored: positions of the columns that the engine holds.
    init<Row>(_ schema: TableSchema<Row>, stored: [Int]) {
        let names = schema.columns.map(\.name)
        columns = names
        isStored = names.indices.map(stored.contains)
        tables = [(schema.name, [])]
        for subset in schema.subsets {
            let words = Set(subset.condition.uppercased().split { !$0.isLetter && !$0.isNumber && $0 != "_" })
            tables.append((subset.name, names.indices.filter { words.contains(Substring(names[$0].uppercased())) }))
        }
    }

    /// The name of a view like `table` that shows the rows' numbers, too.
    static func numbered(_ table: String) -> String { "\(table) by number" }

    /// Nil when a name is not one of these as written: the engine may still know what is meant.
    func rowQuery(for query: PlainQuery) -> RowQuery? {
        guard let table = tables.first(where: { $0.name == query.table }),
            let named = positions(of: query.columns), let compared = positions(of: query.compared)
        else { return nil }
        // The stored columns stay in the query, though nobody reads them: what it names decides the order of the rows.
        let selected = named.filter { isStored[$0] }.map { columns[$0].asSQLName }
        let result = ([Self.rowNumber.asSQLName] + selected).joined(separator: ", ")
        return RowQuery(
            sql: "SELECT \(result) FROM \(Self.numbered(table.name).asSQLName) \(query.condition)",
            columns: named, compared: compared + table.compared)
    }

    /// The tables whose names stand in a query, in any writing that the engine takes.
    func tables(in sql: String) -> [String] {
        let words = Set(sql.lowercased().split { !$0.isLetter && !$0.isNumber && $0 != "_" })
        return tables.map(\.name).filter { words.contains(Substring($0.lowercased())) }
    }

    private func positions(of names: [String]) -> [Int]? {
        let found = names.compactMap { columns.firstIndex(of: $0) }
        return found.count == names.count ? found : nil
    }
}
