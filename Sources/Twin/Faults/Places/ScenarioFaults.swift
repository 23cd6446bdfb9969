import HTTPTypes
import InfrastructureSimulation
import KafkaSimulation
import NetworkSimulation
import PaymentModel
import Scenarios
import VirtualTime

extension FaultSpecification {
    /// What it is to what services run on; nil for what befalls the domain alone: the gateway, and the work that passes
    /// a moment.
    /// - Parameters:
    ///   - victim: of what befalls Kafka, each for itself: brokers are meant by their number. Otherwise nil, and the
    ///     fault's own target is meant.
    ///   - start: of the run, which the windows of a clock are counted from.
    func infrastructureFault(
        on victim: String? = nil, from start: Timestamp = Timestamp(secondsSinceEpoch: 0)
    ) -> InfrastructureFault? {
        let target = victim.map { NamePattern($0) } ?? targetPatterns.first ?? .any
        switch effect {
        case .process(let trouble): return trouble.fault(on: target)
        case .clock(let trouble): return trouble.fault(on: target)
        case .link(let trouble): return trouble.fault(from: target, to: targetPatterns.last ?? .any)
        case .host(let trouble): return trouble.fault(on: target, from: start)
        case .store(let trouble): return trouble.fault(on: target)
        case .kafka(let trouble): return trouble.fault(on: target)
        case .passage, .gateway: return nil
        }
    }
}

extension ProcessTrouble {
    fileprivate func fault(on replicas: NamePattern) -> InfrastructureFault {
        switch self {
        case .crash(.forGood): .crash(replicas, restart: nil)
        case .crash(let restart): .crash(replicas, restart: restart?.length ?? Self.usualDowntime)
        case .rollingRestart(let restart, let between, let gracePeriod):
            .rollingRestart(
                replicas, restart: restart ?? Self.usualDowntime, between: between ?? .zero,
                gracePeriod: gracePeriod ?? Self.usualGracePeriod)
        case .rollingCrash(let restart, let between):
            .rollingCrash(replicas, restart: restart ?? Self.usualDowntime, between: between ?? .zero)
        case .outOfMemory(let lifetime, let restart):
            .outOfMemory(replicas, lifetime: lifetime, restart: restart ?? Self.usualDowntime)
        case .pause: .pause(replicas)
        case .slowCPU(let time): .slowCPU(replicas, timePerStep: time)
        }
    }
}

extension ClockTrouble {
    fileprivate func fault(on replicas: NamePattern) -> InfrastructureFault {
        switch self {
        case .offset(let offset): .clockOffset(replicas, by: offset.duration)
        case .drift(let drift): .clockDrift(replicas, partsPerMillion: drift.partsPerMillion)
        case .step(let change): .clockStep(replicas, by: change.duration)
        }
    }
}

extension LinkTrouble {
    fileprivate func fault(from caller: NamePattern, to host: NamePattern) -> InfrastructureFault {
        switch self {
        case .delay(let delay, _): .linkDelay(from: caller, to: host, by: delay.distribution, direction)
        case .loss(let share, _): .linkLoss(from: caller, to: host, share: share ?? .always, direction)
        case .duplicate(let share): .linkDuplicate(from: caller, to: host, share: share ?? .always)
        case .reorder(let delay, let share, _):
            .linkReorder(from: caller, to: host, by: delay.distribution, share: share ?? .always, direction)
        case .bandwidth(let bandwidth, _):
            .linkBandwidth(from: caller, to: host, bytesPerSecond: bandwidth.bytesPerSecond, direction)
        case .partition: .linkPartition(from: caller, to: host, direction)
        case .clog: .linkClog(from: caller, to: host, direction)
        }
    }
}

extension HostTrouble {
    fileprivate func fault(on host: NamePattern, from start: Timestamp) -> InfrastructureFault {
        let calls = filter.scope
        switch self {
        case .calls(let trouble, let share, _): return trouble.fault(on: host, share: share ?? .always, of: calls)
        case .down: return .hostDown(host, of: calls)
        case .maintenance: return .hostMaintenance(host, of: calls)
        case .rateLimit(let limit, let window, let burst, _):
            let limit =
                switch window ?? .sliding {
                case .sliding: HostFaults.RateLimit(limit, burst: burst ?? 1)
                case .fixed: HostFaults.RateLimit(limit, from: start)
                }
            return .hostRateLimit(host, limit, of: calls)
        case .slow(let factor, _): return .hostSlow(host, factorPercent: Self.percent(factor), of: calls)
        case .slowStart(let factor, _): return .hostSlowStart(host, factorPercent: Self.percent(factor), of: calls)
        }
    }

    private static func percent(_ factor: Double) -> Int64 { Int64((factor * 100).rounded()) }
}

extension CallTrouble {
    fileprivate func fault(on host: NamePattern, share: Ratio, of calls: RequestScope) -> InfrastructureFault {
        switch self {
        case .refused: .hostRefuse(host, share: share, of: calls)
        case .unanswered: .hostUnanswered(host, share: share, of: calls)
        case .resetBefore: .hostResetBefore(host, share: share, of: calls)
        case .resetAfter: .hostResetAfter(host, share: share, of: calls)
        case .answerLost: .hostAnswerLost(host, share: share, of: calls)
        case .dribble(let delay): .hostDribble(host, by: delay.distribution, share: share, of: calls)
        case .emptyAnswer: .hostEmptyAnswer(host, share: share, of: calls)
        case .malformedAnswer: .hostMalformedAnswer(host, share: share, of: calls)
        case .error(let status):
            .hostError(
                host, status: HTTPResponse.Status(code: Int(status ?? Self.usualStatus)), share: share, of: calls)
        }
    }
}

extension StoreTrouble {
    fileprivate func fault(on bucket: NamePattern) -> InfrastructureFault {
        switch self {
        case .putFails(let share): .storePutFails(bucket: bucket, share: share ?? .always)
        case .putAnswerLost(let share): .storePutAnswerLost(bucket: bucket, share: share ?? .always)
        case .staleRead(let share, let age):
            .storeStaleRead(bucket: bucket, share: share ?? .always, age: age ?? Self.usualAge)
        case .listLag(let age): .storeListLag(bucket: bucket, age: age)
        case .unavailable(let share): .storeUnavailable(bucket: bucket, share: share ?? .always)
        case .delay(let delay): .storeDelay(bucket: bucket, by: delay.distribution)
        }
    }
}

extension KafkaTrouble {
    /// Whether it is injected once for all topics that it means; otherwise each victim has a stream of its own.
    var isOneForAll: Bool { if case .leaderFailover = self { true } else { false } }

    fileprivate func fault(on name: NamePattern) -> InfrastructureFault {
        switch self {
        case .brokerDown: .kafkaBrokerDown(Self.broker(name))
        case .leaderFailover(let broker): .kafkaLeaderFailover(name, to: BrokerID(Int(clamping: broker)))
        case .replicationLag(let delay): .kafkaReplicationLag(Self.broker(name), by: delay?.distribution)
        case .produceLost(let share): .kafkaProduceLost(name, share: share ?? .always)
        case .acknowledgementLost(let share): .kafkaAcknowledgementLost(name, share: share ?? .always)
        case .delay(let delay): .kafkaDelay(clients: name, by: delay.distribution)
        case .coordinatorDown: .kafkaCoordinatorDown(groups: name)
        }
    }

    private static func broker(_ name: NamePattern) -> BrokerID {
        guard let number = Int(name.text) else { preconditionFailure("A broker is meant by its number.") }
        return BrokerID(number)
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
        let scale: Int64 = rate.count == rate.count.rounded() ? 1 : 1_000
        let requests = max(1, Int64((rate.count * Double(scale)).rounded()))
        self.init(requests, per: rate.period.duration * Int(scale), burst: Int64(burst))
    }

    /// So many in each second, minute, hour or day as Rome's clock shows them when virtual time begins.
    fileprivate init(_ rate: Rate, from start: Timestamp) {
        let period = rate.period.duration
        let began = start.romeTime.secondOfDay % Int(period.components.seconds)
        self = .fixedWindow(max(1, Int64(rate.count.rounded())), per: period, began: .seconds(began))
    }
}

extension Rate.Period {
    fileprivate var duration: Duration {
        switch self {
        case .s: .seconds(1)
        case .min: .seconds(60)
        case .h: .seconds(3_600)
        case .day: .seconds(86_400)
        }
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
