import Containers

/// The rows of one table, numbered as they first came, and found by their keys.
///
/// Both members go without the runtime's check of exclusive access (`@exclusivity(unchecked)`), which cost as much as
/// the look-up: a schema's closures look at rows that they are given, and cannot come back to the table.
final class TableRows<Row: Sendable> {
    /// What a row that was put brought.
    enum Change: Equatable {
        case new
        /// A bit for each of the columns that were to be compared, the first the lowest; zero when all are the same.
        case columns(UInt64)
    }

    private let schema: TableSchema<Row>
    @exclusivity(unchecked) private var rows = ContiguousArray<Row>()
    @exclusivity(unchecked) private var index = KeyIndex()

    init(of schema: TableSchema<Row>) { self.schema = schema }

    var count: Int { rows.count }

    subscript(number: Int) -> Row { rows[number] }

    /// Takes a row over, in the place of the one with its key.
    /// - Parameter columns: positions in the schema of at most 64 columns to compare with what was there.
    func put(_ row: Row, comparing columns: [Int]) -> (number: Int, change: Change) {
        let key = schema.key(row)
        let hash = key.indexHash
        guard let number = index.number(of: hash, where: { schema.key(rows[$0]) == key }) else {
            index.insert(rows.count, hash: hash)
            rows.append(row)
            return (rows.count - 1, .new)
        }
        // Taken out once: each look into the table would count the row.
        let former = rows[number]
        var changed: UInt64 = 0
        for (place, column) in columns.enumerated() where !schema.columns[column].isSame(former, row) {
            changed |= 1 << UInt64(place)
        }
        rows[number] = row
        return (number, .columns(changed))
    }
}
