import ServicePorts
import VirtualTime

/// Sees every record at the moment it is appended: where measures and invariants hang.
public protocol KafkaObserver: AnyObject {
    /// - Parameters:
    ///   - timestamp: milliseconds since the Unix epoch.
    ///   - payload: as the producer gave it, in either wire mode; `.empty` is a tombstone.
    func recordAppended(
        topic: String, partition: Int32, offset: Int64, timestamp: Int64, payload: Payload, key: RecordKey?)
}
