import VirtualTime

/// What the store enters into the trace.
enum StorageTrace: UInt64, TraceTag {
    /// Of a bucket: the store's last version.
    case requestActed = 0x4F42_0000_0000
    /// Of a bucket: what its faults made of a request.
    case requestMetFaults = 0x4F46_0000_0000
    /// Of a fault: 1 when it begins, 0 when it ends.
    case fault = 0x4F49_0000_0000
}
