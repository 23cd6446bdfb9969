import HTTPTypes
import NetworkSimulation
import Scenarios
import VirtualTime

/// A fault of the hosts that fit its pattern.
final class HostEffect: FaultEffect {
    private let network: SimulatedNetwork
    private let fault: FaultSpecification
    private let name: String
    private var injected = InjectedIDs()

    /// - Parameter name: tells its streams of randomness from those of the others.
    init(_ fault: FaultSpecification, named name: String, network: SimulatedNetwork) {
        self.network = network
        self.fault = fault
        self.name = name
    }

    func begin(until end: Int64) {
        let now = network.simulation.now.nanoseconds
        let faults = fault.hostFaults(from: now, until: end)
        for pattern in fault.targetPatterns { injected.began(network.inject(faults, at: pattern, named: name)) }
    }

    func end() { injected.ended { network.remove($0) } }
    var hits: UInt64 { injected.hits { network.hits(of: $0) } }
}

extension FaultSpecification {
    /// - Parameters: nanoseconds of virtual time.
    fileprivate func hostFaults(from begin: Int64, until end: Int64) -> HostFaults {
        var faults = HostFaults()
        let share = share ?? .always
        faults.scope = RequestScope(
            methods: method.map { [$0.inHTTP] } ?? [], pathPrefix: path, replica: replica.map { NamePattern($0) })
        switch kind {
        case .hostRefuse: faults.refused = share
        case .hostUnanswered: faults.unanswered = share
        case .hostResetBefore: faults.resetBefore = share
        case .hostResetAfter: faults.resetAfter = share
        case .hostAnswerLost: faults.answerLost = share
        case .hostDribble: faults.dribble = delay.map { .init(share: share, delay: $0.distribution) }
        case .hostEmptyAnswer: faults.emptied = share
        case .hostMalformedAnswer: faults.malformed = share
        case .hostError:
            faults.failed = share
            faults.failureStatus = HTTPResponse.Status(code: Int(status ?? 500))
        case .hostDown: faults.outage = .unreachable
        case .hostMaintenance: faults.outage = .maintenance(until: VirtualInstant(nanoseconds: end))
        case .hostRateLimit: faults.rateLimit = limit.map { HostFaults.RateLimit($0, burst: burst ?? 1) }
        case .hostSlow: faults.slowdown = factor.map { Slowdown(factorPercent: Self.percent($0)) }
        case .hostSlowStart:
            let decay = Duration.nanoseconds(max(1, end - begin))
            faults.slowdown = factor.map { Slowdown(factorPercent: Self.percent($0), decayingOver: decay) }
        default: preconditionFailure("\(kind) is no fault of a host.")
        }
        return faults
    }

    private static func percent(_ factor: Double) -> Int64 { Int64((factor * 100).rounded()) }
}

extension HostFaults.RateLimit {
    /// A rate in whole requests: `2.5/s` is 2,500 in 1,000 seconds.
    init(_ rate: Rate, burst: UInt64) {
        let period: Duration =
            switch rate.period {
            case .s: .seconds(1)
            case .min: .seconds(60)
            case .h: .seconds(3_600)
            case .day: .seconds(86_400)
            }
        let scale: Int64 = rate.count == rate.count.rounded() ? 1 : 1_000
        let requests = max(1, Int64((rate.count * Double(scale)).rounded()))
        self.init(requests, per: period * Int(scale), burst: Int64(burst))
    }
}

extension CallMethod {
    fileprivate var inHTTP: HTTPRequest.Method {
        switch self {
        case .get: .get
        case .post: .post
        case .put: .put
        case .patch: .patch
        case .delete: .delete
        }
    }
}
