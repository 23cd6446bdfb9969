/// Kafka's errors, by its own names.
public enum KafkaError: Error, Equatable, Sendable {
    case unknownTopicOrPartition(topic: String)
    case deliveryTimedOut(topic: String)
    case brokerUnavailable
    case commitFailed
    case notSubscribed
    case closed
    /// The setting exists in Kafka and is not modelled here.
    case notModelled(setting: String)
}
