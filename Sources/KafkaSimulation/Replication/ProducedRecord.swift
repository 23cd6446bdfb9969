import ServicePorts

/// A record as its producer gave it. One object from the call that sends it to the last consumer that reads it: what is
/// handed from one to the next is a reference, whatever the record holds.
@usableFromInline
final class ProducedRecord: Sendable {
    @usableFromInline let key: RecordKey?
    /// In the gap that the key leaves: with one more word a record would take another 16 bytes.
    private let bytes: Int32
    /// As it travels: in wire mode `bytes` the bytes of the payload.
    @usableFromInline let wireForm: Payload
    /// What those bytes are of. Nil where the payload travels as it is: that it is held once, and counted once, is a
    /// hundredth of what a record costs.
    private let given: GivenPayload?
    @usableFromInline let headers: SomeHeaders
    /// Milliseconds since the Unix epoch, by the producer's clock or as it was given.
    let timestamp: Int64
    /// The payload's, asked for where the payload is at hand.
    private let payloadDigest: UInt64
    /// Bytes of nominal size that it takes in a batch, the same in both wire modes.
    var size: Int { Int(bytes) }

    /// As the producer gave it; `.empty` is a tombstone.
    var payload: Payload { given?.payload ?? wireForm }

    /// Of all that a consumer will read: key, headers and value, and the timestamp that the log gives the record.
    func digest(at timestamp: Int64) -> UInt64 {
        var digest = WireDigest()
        digest.enter(timestamp)
        digest.enter(key)
        if !headers.isEmpty { digest.enter(headers.all) }
        digest.enter(payloadDigest)
        return digest.value
    }

    /// Kafka's upper bound for what a record takes beside key and value (`DefaultRecord.MAX_RECORD_OVERHEAD`).
    static let overhead = 21

    /// - Throws: the encoder's error.
    @inline(__always)
    init(
        key: RecordKey?, payload: Payload, wire: PayloadForm, timestamp: Int64, headers: SomeHeaders = SomeHeaders([])
    ) throws {
        self.key = key
        self.headers = headers
        wireForm = payload.isReady(for: wire) ? payload : try payload.inForm(wire)
        given = wire == .typed ? nil : GivenPayload(payload)
        payloadDigest = payload.contentDigest
        self.timestamp = timestamp
        bytes = Int32(
            (key?.count ?? 0) + payload.nominalSize + Self.overhead + (headers.isEmpty ? 0 : headers.size))
    }
}

/// A payload whose record travels in another form.
private final class GivenPayload: Sendable {
    let payload: Payload

    init(_ payload: Payload) { self.payload = payload }
}

extension SomeHeaders {
    /// Bytes that they take in a record beside their number.
    @inline(never)
    var size: Int { all.reduce(0) { $0 + $1.size } }
}

extension RecordHeader {
    /// Bytes that it takes in a record: name and value, each behind its length (`DefaultRecord.sizeOf`).
    var size: Int {
        let (name, value) = (key.utf8.count, value?.count)
        return Self.sizeOfLength(name) + name + Self.sizeOfLength(value ?? -1) + (value ?? 0)
    }

    /// As a variable-length integer in zigzag coding (`ByteUtils.sizeOfVarint`).
    private static func sizeOfLength(_ length: Int) -> Int {
        let bits = UInt64.bitWidth - UInt64(bitPattern: Int64(length) << 1 ^ Int64(length) >> 63).leadingZeroBitCount
        return max(1, (bits + 6) / 7)
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
