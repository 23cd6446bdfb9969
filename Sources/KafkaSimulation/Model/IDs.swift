/// The number of one of many things of one sort, counted from zero. Numbers of different sorts do not mix.
protocol CountedID: Hashable, Sendable, ExpressibleByIntegerLiteral {
    var index: Int { get }
    init(index: Int)
}

extension CountedID {
    init(integerLiteral index: Int) { self.init(index: index) }
    /// For the trace hash.
    var word: UInt64 { UInt64(index) }
}

/// A broker of a cluster by its number, from 0: Kafka's `node.id`.
public struct BrokerID: Hashable, Sendable, ExpressibleByIntegerLiteral, CustomStringConvertible {
    /// From 0 to one less than `KafkaModel.brokers`.
    public let number: Int

    /// The broker of this number, whether a cluster has it or not.
    public init(_ number: Int) { self.number = number }
    /// The same.
    public init(integerLiteral number: Int) { self.number = number }

    /// Its number.
    public var description: String { "\(number)" }
}

extension BrokerID: CountedID {
    init(index: Int) { self.init(index) }
    var index: Int { number }
}

/// A topic of a cluster, in the order they were declared.
struct TopicID: CountedID { let index: Int }

/// A partition of a topic, counted over all topics of a cluster.
struct LogID: CountedID { let index: Int }

/// A row for each thing of one sort, found by its ID.
struct IDTable<ID: CountedID, Row> {
    private var rows: ContiguousArray<Row>

    init() { rows = [] }
    init(repeating row: Row, count: Int) { rows = ContiguousArray(repeating: row, count: count) }
    init(_ rows: some Sequence<Row>) { self.rows = ContiguousArray(rows) }

    var count: Int { rows.count }
    var isEmpty: Bool { rows.isEmpty }
    var ids: LazyMapSequence<Range<Int>, ID> { rows.indices.lazy.map { ID(index: $0) } }
    func contains(_ id: ID) -> Bool { rows.indices.contains(id.index) }

    subscript(id: ID) -> Row {
        @inline(__always) _read { yield rows[id.index] }
        @inline(__always) _modify { yield &rows[id.index] }
    }

    /// Appends a row and returns what it is found by.
    @discardableResult
    mutating func append(_ row: Row) -> ID {
        rows.append(row)
        return ID(index: rows.count - 1)
    }

    mutating func removeAll() { rows.removeAll() }
}

extension IDTable: Sendable where Row: Sendable {}
extension IDTable: Equatable where Row: Equatable {}
