import ServicePorts

/// The hash by which Kafka's default partitioner places keyed records.
public enum Murmur2 {
    /// As `org.apache.kafka.common.utils.Utils.murmur2`.
    public static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> Int32 {
        let multiplier: UInt32 = 0x5BD1_E995
        var hash = 0x9747_B28C ^ UInt32(truncatingIfNeeded: bytes.count)
        if var next = UnsafeRawPointer(bytes.baseAddress) {
            for _ in 0..<(bytes.count >> 2) {
                var k = UInt32(littleEndian: next.loadUnaligned(as: UInt32.self))
                k = k &* multiplier
                k ^= k >> 24
                k = k &* multiplier
                hash = (hash &* multiplier) ^ k
                next += 4
            }
            let rest = bytes.count & 3
            if rest > 2 { hash ^= UInt32(next.load(fromByteOffset: 2, as: UInt8.self)) << 16 }
            if rest > 1 { hash ^= UInt32(next.load(fromByteOffset: 1, as: UInt8.self)) << 8 }
            if rest > 0 { hash = (hash ^ UInt32(next.load(as: UInt8.self))) &* multiplier }
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
