import Ports

extension ProducerSettings {
    /// - Throws: `KafkaError.notModelled` with the first setting that the simulated broker would otherwise ignore.
    func refuseWhatIsNotModelled() throws {
        if enableIdempotence { throw KafkaError.notModelled(setting: "enable.idempotence") }
        if linger != .zero { throw KafkaError.notModelled(setting: "linger.ms") }
        if let other = others.keys.min() { throw KafkaError.notModelled(setting: other) }
    }
}
