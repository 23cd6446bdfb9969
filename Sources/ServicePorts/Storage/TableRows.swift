import Containers

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
    public let rows: (_ numbers: [Int]) -> [Row]
    public let count: () -> Int

    @inlinable
    init(columns: [TableColumn<Row>], key: @escaping @Sendable (Row) -> TableKey) {
        let store = RowStore<Row>()
        let isSame = columns.map(\.isSame)
        upsert = { rows, compared, note in
            for row in rows {
                let rowKey = key(row)
                let hash = rowKey.indexHash
                if let number = store.index.number(of: hash, where: { key(store.rows[$0]) == rowKey }) {
                    var changed: UInt64 = 0
                    for (place, column) in compared.enumerated() where !isSame[column](store.rows[number], row) {
                        changed |= 1 << UInt64(place)
                    }
                    store.rows[number] = row
                    if changed != 0 { try note(number, .columns(changed)) }
                } else {
                    store.index.insert(store.rows.count, hash: hash)
                    store.rows.append(row)
                    try note(store.rows.count - 1, .new)
                }
            }
        }
        row = { store.rows[$0] }
        rows = { numbers in numbers.map { store.rows[$0] } }
        count = { store.rows.count }
    }
}

@usableFromInline
final class RowStore<Row> {
    @usableFromInline @exclusivity(unchecked) var rows = ContiguousArray<Row>()
    @usableFromInline @exclusivity(unchecked) var index = KeyIndex()

    @inlinable
    init() {}
}

extension TableKey {
    /// Equal for equal keys.
    @inlinable
    var indexHash: UInt64 {
        switch self {
        case .words(let first, let second): KeyIndex.hash(first, second)
        case .value(.null): 0
        case .value(.integer(let integer)): KeyIndex.hash(1, UInt64(bitPattern: integer))
        // The two zeros are equal.
        case .value(.real(let real)): KeyIndex.hash(2, real == 0 ? 0 : real.bitPattern)
        case .value(.text(let text)): KeyIndex.hash(text)
        }
    }
}
