/// The rows of one table, numbered as they first came, and found by their keys.
///
/// Every row of a busy table passes here. A schema makes these functions where the type of its rows is known: a generic
/// table behind an existential would look up that type for each row it handles.
public struct TableRows<Row: Sendable> {
    /// Told the number of a row that is new, or of which some columns changed.
    public typealias Note = (_ number: Int, _ change: Change) throws -> Void

    public enum Change: Equatable, Sendable {
        case new
        /// A bit for each of the columns that were to be compared, the first the lowest.
        case columns(UInt64)
    }

    /// Takes rows over, in order; tells of each that is new or differs in one of at most 64 `compared` columns.
    public let upsert: (_ rows: [Row], _ compared: [Int], _ note: Note) throws -> Void
    public let row: (_ number: Int) -> Row
    public let count: () -> Int

    @inlinable
    init(columns: [TableColumn<Row>], key: @escaping @Sendable (Row) -> TableKey) {
        let store = RowStore<Row>()
        upsert = { rows, compared, note in
            for row in rows {
                if let number = store.numbers[key(row)] {
                    var changed: UInt64 = 0
                    for (place, column) in compared.enumerated() where !columns[column].isSame(store.rows[number], row)
                    {
                        changed |= 1 << UInt64(place)
                    }
                    store.rows[number] = row
                    if changed != 0 { try note(number, .columns(changed)) }
                } else {
                    store.numbers[key(row)] = store.rows.count
                    store.rows.append(row)
                    try note(store.rows.count - 1, .new)
                }
            }
        }
        row = { store.rows[$0] }
        count = { store.rows.count }
    }
}

@usableFromInline
final class RowStore<Row> {
    @usableFromInline @exclusivity(unchecked) var rows = ContiguousArray<Row>()
    @usableFromInline @exclusivity(unchecked) var numbers: [TableKey: Int] = [:]

    @inlinable
    init() {}
}
