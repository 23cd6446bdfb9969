import ServicePorts

/// Sends records without waiting and for nobody's process: the way of what is part of the infrastructure itself, as a
/// gateway in front of Kafka.
public struct UnattendedProducer {
    private let sender: RecordSender

    init(_ sender: RecordSender) { self.sender = sender }

    /// Lets a record go off; whether it arrives is not told.
    /// - Throws: `KafkaError.unknownTopicOrPartition` for a topic that the cluster has not; the encoder's error.
    public func send(topic: String, key: RecordKey?, payload: Payload) throws {
        try sender.sendUnattended(topic: topic, key: key, payload: payload)
    }
}
