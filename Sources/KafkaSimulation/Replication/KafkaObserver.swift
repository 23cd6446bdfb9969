import ServicePorts
import VirtualTime

/// Sees every record at the moment it is appended: where measures and invariants hang.
public protocol KafkaObserver: AnyObject {
    /// - Parameters:
    ///   - timestamp: milliseconds since the Unix epoch.
    ///   - payload: as the producer gave it, in either wire mode; `.empty` is a tombstone.
    ///   - broker: the partition's leader, from which consumers read it.
    func recordAppended(
        topic: String, partition: Int32, offset: Int64, timestamp: Int64, payload: Payload, key: RecordKey?,
        broker: Int)
    /// A partition's new leader has no record from this offset on: those that were there are gone, and their offsets go
    /// to others.
    func recordsLost(topic: String, partition: Int32, from offset: Int64)
    /// A group has divided its partitions anew, or has nobody left to divide them among, so long after the first member
    /// asked for it. Until then who was to read on waits; cooperative members go on with what they keep.
    func groupRebalanced(_ group: String, after length: Duration)
}

extension KafkaObserver {
    /// Nothing.
    public func recordsLost(topic: String, partition: Int32, from offset: Int64) {}
    /// Nothing.
    public func groupRebalanced(_ group: String, after length: Duration) {}
}
