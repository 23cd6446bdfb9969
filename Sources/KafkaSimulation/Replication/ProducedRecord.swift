import ServicePorts

/// A record as its producer gave it. One object from the call that sends it to the last consumer that reads it: what is
/// handed from one to the next is a reference, whatever the record holds.
@usableFromInline
final class ProducedRecord: Sendable {
    @usableFromInline let key: String?
    /// As the producer gave it; `.empty` is a tombstone.
    let payload: Payload
    /// As it travels: in wire mode `bytes` the bytes of `payload`.
    @usableFromInline let wireForm: Payload
    /// Milliseconds since the Unix epoch, by the producer's clock.
    let timestamp: Int64
    /// Bytes of nominal size that it takes in a batch, the same in both wire modes.
    let size: Int

    /// Kafka's upper bound for what a record takes beside key and value (`DefaultRecord.MAX_RECORD_OVERHEAD`).
    static let overhead = 21

    /// - Throws: the encoder's error.
    init(key: String?, payload: Payload, wire: PayloadForm, timestamp: Int64) throws {
        self.key = key
        self.payload = payload
        wireForm = try payload.inForm(wire)
        self.timestamp = timestamp
        size = (key?.utf8.count ?? 0) + payload.nominalSize + Self.overhead
    }
}

/// The records of one produce request. Most carry one, which needs no array.
enum BatchRecords {
    case one(ProducedRecord)
    case many(ContiguousArray<ProducedRecord>)

    var count: Int {
        switch self {
        case .one: 1
        case .many(let records): records.count
        }
    }

    /// Bytes of nominal size without the batch's own.
    var size: Int {
        switch self {
        case .one(let record): record.size
        case .many(let records): records.reduce(0) { $0 + $1.size }
        }
    }

    /// What a batch takes itself (`DefaultRecordBatch.RECORD_BATCH_OVERHEAD`).
    static let overhead = 61
}
