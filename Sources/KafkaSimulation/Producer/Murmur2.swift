import ServicePorts

/// The hash by which Kafka's default partitioner places keyed records.
public enum Murmur2 {
    /// As `org.apache.kafka.common.utils.Utils.murmur2`.
    public static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> Int32 {
        let multiplier: UInt32 = 0x5BD1_E995
        let words = UnsafeRawBufferPointer(bytes)
        var hash = 0x9747_B28C ^ UInt32(truncatingIfNeeded: bytes.count)
        let wholeWords = bytes.count / 4
        for word in 0..<wholeWords {
            var k = UInt32(littleEndian: words.loadUnaligned(fromByteOffset: 4 * word, as: UInt32.self))
            k = k &* multiplier
            k ^= k >> 24
            k = k &* multiplier
            hash = (hash &* multiplier) ^ k
        }
        let rest = bytes.count & 3
        if rest > 0 {
            for at in 0..<rest { hash ^= UInt32(bytes[4 * wholeWords + at]) << UInt32(8 * at) }
            hash = hash &* multiplier
        }
        hash ^= hash >> 13
        hash = hash &* multiplier
        hash ^= hash >> 15
        return Int32(bitPattern: hash)
    }

    /// The same of the key's bytes.
    public static func hash(_ key: RecordKey) -> Int32 { key.withBytes(hash) }

    /// The partition of `key` among `count`: the positive hash modulo the count.
    public static func partition(of key: RecordKey, among count: Int32) -> Int32 { (hash(key) & 0x7FFF_FFFF) % count }
}
