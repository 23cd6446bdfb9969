import SimulatedInfrastructure

final class KafkaEffect: FaultEffect {
    init(_ fault: FaultSpecification, named name: String, kafka: SimulatedKafka) {}
    func begin(until end: Int64) { preconditionFailure() }
    func end() {}
    var hits: UInt64 { 0 }
}
