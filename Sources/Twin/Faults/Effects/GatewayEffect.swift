import World

/// Cuts the gateway off from Kafka.
final class GatewayEffect: FaultEffect {
    private let gateway: VectorGateway?
    private var before: UInt64 = 0
    private var endedHits: UInt64 = 0
    private var isOn = false

    init(_ gateway: VectorGateway?) { self.gateway = gateway }

    func begin(until end: Int64) {
        before = buffered
        isOn = true
        gateway?.setReachesKafka(false)
    }

    func end() {
        endedHits = hits
        isOn = false
        gateway?.setReachesKafka(true)
    }

    private var buffered: UInt64 { gateway.map { $0.counters.buffered + $0.counters.foundFull } ?? 0 }
    var hits: UInt64 { endedHits + (isOn ? buffered - before : 0) }
}
