import Ports

extension ConsumerSettings {
    /// - Throws: `KafkaError.notModelled` with the first setting that the simulated broker would otherwise ignore.
    func refuseWhatIsNotModelled() throws {
        // Kafka lets a consumer without a group assign partitions to itself; here every consumer is a group's member.
        if groupID.isEmpty { throw KafkaError.notModelled(setting: "group.id") }
        if let other = others.keys.min() { throw KafkaError.notModelled(setting: other) }
    }
}
