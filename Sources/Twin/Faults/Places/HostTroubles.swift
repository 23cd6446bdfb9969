import HTTPTypes
import NetworkSimulation
import Scenarios
import VirtualTime

extension HostTrouble {
    /// What it is to the network.
    /// - Parameters: nanoseconds of virtual time.
    func faults(from begin: Int64, until end: Int64) -> HostFaults {
        var faults = HostFaults()
        switch self {
        case .calls(let trouble, let share, let calls):
            faults = trouble.faults(of: share ?? .always)
            faults.scope = calls.scope
        case .down: faults.outage = .unreachable
        case .maintenance: faults.outage = .maintenance(until: VirtualInstant(nanoseconds: end))
        case .rateLimit(let limit, let burst): faults.rateLimit = HostFaults.RateLimit(limit, burst: burst ?? 1)
        case .slow(let factor, let calls):
            faults.slowdown = Slowdown(factorPercent: Self.percent(factor))
            faults.scope = calls.scope
        case .slowStart(let factor):
            let decay = Duration.nanoseconds(max(1, end - begin))
            faults.slowdown = Slowdown(factorPercent: Self.percent(factor), decayingOver: decay)
        }
        return faults
    }

    private static func percent(_ factor: Double) -> Int64 { Int64((factor * 100).rounded()) }
}

extension CallTrouble {
    fileprivate func faults(of share: Ratio) -> HostFaults {
        var faults = HostFaults()
        switch self {
        case .refused: faults.refused = share
        case .unanswered: faults.unanswered = share
        case .resetBefore: faults.resetBefore = share
        case .resetAfter: faults.resetAfter = share
        case .answerLost: faults.answerLost = share
        case .dribble(let delay): faults.dribble = .init(share: share, delay: delay.distribution)
        case .emptyAnswer: faults.emptied = share
        case .malformedAnswer: faults.malformed = share
        case .error(let status):
            faults.failed = share
            faults.failureStatus = HTTPResponse.Status(code: Int(status ?? Self.usualStatus))
        }
        return faults
    }
}

extension CallFilter {
    fileprivate var scope: RequestScope {
        RequestScope(
            methods: method.map { [$0.inHTTP] } ?? [], pathPrefix: path, replica: replica.map { NamePattern($0) })
    }
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
