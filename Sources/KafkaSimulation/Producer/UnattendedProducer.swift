import ServicePorts

/// Sends records without waiting and for nobody's process: the way of what is part of the infrastructure itself, as a
/// gateway in front of Kafka.
public struct UnattendedProducer {
    private let sender: RecordSender

    fileprivate init(_ sender: RecordSender) { self.sender = sender }

    /// Lets a record go off; whether it arrives is not told.
    /// - Throws: `KafkaError.unknownTopicOrPartition` for a topic that the cluster has not; the encoder's error.
    public func send(topic: String, key: String?, payload: Payload) throws {
        try sender.sendUnattended(topic: topic, key: key, payload: payload)
    }
}

extension SimulatedKafka {
    /// - Parameter name: of the client; its streams of randomness are found by it.
    public func makeUnattendedProducer(named name: String) -> UnattendedProducer {
        UnattendedProducer(RecordSender(kafka: self, name: name))
    }

    /// Whether the cluster has a topic of this name.
    public func hasTopic(_ name: String) -> Bool { topicIndex(ofKnown: name) != nil }
}
