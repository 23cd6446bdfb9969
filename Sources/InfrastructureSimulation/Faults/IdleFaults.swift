import NetworkSimulation
import StorageSimulation
import VirtualTime

/// Values with which a fault changes nothing, or cannot be, whatever it befalls.
extension InfrastructureFault {
    /// What is wrong with its values, and the way out; nil for a fault that can be felt.
    var idleness: String? {
        switch effect {
        case .process(let trouble): trouble.idleness
        case .clock(let trouble): trouble.idleness
        case .link(let faults, _): faults.idleness(of: kind)
        case .host(let faults): faults.scope.idleness ?? faults.idleness(of: kind)
        case .hostMaintenance(let calls): calls.idleness
        case .hostSlowStart(let factorPercent, let calls): calls.idleness ?? Idle.factor(factorPercent)
        case .store(let faults): faults.idleness(of: kind)
        case .kafka(let fault):
            switch fault {
            case .produce(let shares, _, _):
                Idle.share(kind == .kafkaProduceLost ? shares.requestLost : shares.acknowledgementLost)
            case .slowRequests(let delay, _), .slowReplication(_, let delay): Idle.delay(delay)
            case .coordinatorOutage, .cloggedReplication, .brokerDown: nil
            }
        case .leaderFailover: nil
        }
    }
}

/// What is said of values.
private enum Idle {
    /// A hundred years.
    static let longest = Duration.seconds(3_153_600_000)

    static func share(_ share: Ratio) -> String? {
        if let defect = share.defect { return defect }
        return share.numerator == 0 ? "a share of 0 hits none; give it more, at most `.always`" : nil
    }

    static func delay(_ delay: Distribution?) -> String? {
        if let defect = delay?.defectOnceDrawn { return "as delay \(defect)" }
        return delay?.isNoTime == true ? "a delay of 0 s delays nothing; give it more" : nil
    }

    static func factor(_ percent: Int64) -> String? {
        if percent > 1_000_000 { return "\(percent) percent never ends; give it at most 1000000" }
        return percent <= 100 ? "\(percent) percent is no slower than before; give it more than 100" : nil
    }

    private static func one(_ name: String) -> String { name.hasPrefix("a") ? "an \(name)" : "a \(name)" }

    static func positive(_ duration: Duration, _ name: String) -> String? {
        duration > .zero ? nil : "\(one(name)) of \(duration.told) is no time; give it more than 0 s"
    }

    static func notNegative(_ duration: Duration, _ name: String) -> String? {
        duration >= .zero ? nil : "\(one(name)) of \(duration.told) goes back in time; give it 0 s or more"
    }
}

extension ProcessFault {
    fileprivate var idleness: String? {
        switch self {
        case .crash(let restart): restart.flatMap { Idle.notNegative($0, "restart") }
        case .rolling(let restart, let between, let gracePeriod):
            Idle.notNegative(restart, "restart") ?? Idle.notNegative(between, "pause between two")
                ?? gracePeriod.flatMap { Idle.positive($0, "grace period") }
        case .outOfMemory(let lifetime, let restart):
            Idle.positive(lifetime, "lifetime") ?? Idle.notNegative(restart, "restart")
        case .pause: nil
        case .slowCPU(let time): Idle.positive(time, "time per step")
        }
    }
}

extension ClockFault {
    fileprivate var idleness: String? {
        switch self {
        case .offset(.zero), .step(.zero): "by 0 s the clock stays as it is; give it more or less"
        case .offset(let change) where abs(change) > Idle.longest, .step(let change) where abs(change) > Idle.longest:
            "by \(change.told) the clock would show no time any more; give it at most 100 years"
        case .offset, .step: nil
        case .drift(0): "by 0 ppm the clock goes as it did; give it more or less"
        case .drift(let partsPerMillion) where partsPerMillion <= -1_000_000:
            "by \(partsPerMillion) ppm the clock would stand still or go back; give it more than -1000000"
        case .drift(let partsPerMillion) where partsPerMillion > 100_000_000:
            "by \(partsPerMillion) ppm the clock would soon show no time any more; give it at most 100000000"
        case .drift: nil
        }
    }
}

extension LinkFaults {
    fileprivate func idleness(of kind: InfrastructureFault.Kind) -> String? {
        switch kind {
        case .linkDelay: Idle.delay(addedDelay)
        case .linkLoss: Idle.share(loss)
        case .linkDuplicate: Idle.share(duplicate)
        case .linkReorder: reordering.flatMap { Idle.share($0.share) ?? Idle.delay($0.delay) }
        case .linkBandwidth where (bandwidthBytesPerSecond ?? 0) <= 0:
            "\(bandwidthBytesPerSecond ?? 0) bytes a second carry nothing; give it more than 0, or cut the link"
        default: nil
        }
    }
}

extension RequestScope {
    fileprivate var idleness: String? {
        if let pathPrefix, !pathPrefix.hasPrefix("/") {
            return "no path begins with `\(pathPrefix)`; begin it with a slash, or leave it out"
        }
        return replica?.text.isEmpty == true ? "no replica has an empty name; give it one, or leave it out" : nil
    }
}

extension HostFaults {
    fileprivate func idleness(of kind: InfrastructureFault.Kind) -> String? {
        switch kind {
        case .hostRefuse: Idle.share(refused)
        case .hostUnanswered: Idle.share(unanswered)
        case .hostResetBefore: Idle.share(resetBefore)
        case .hostResetAfter: Idle.share(resetAfter)
        case .hostAnswerLost: Idle.share(answerLost)
        case .hostEmptyAnswer: Idle.share(emptied)
        case .hostMalformedAnswer: Idle.share(malformed)
        case .hostDribble: dribble.flatMap { Idle.share($0.share) ?? Idle.delay($0.delay) }
        case .hostError where !(400...599).contains(failureStatus.code):
            "\(failureStatus.code) is no error; give it a status from 400 to 599"
        case .hostError: Idle.share(failed)
        case .hostRateLimit: rateLimit?.defect
        case .hostSlow: slowdown.flatMap { Idle.factor($0.factorPercent) }
        default: nil
        }
    }
}

extension StoreFaults {
    fileprivate func idleness(of kind: InfrastructureFault.Kind) -> String? {
        switch kind {
        case .storePutFails: Idle.share(writeFailed)
        case .storePutAnswerLost: Idle.share(writeAnswerLost)
        case .storeUnavailable: Idle.share(unavailable)
        case .storeStaleRead: staleRead.flatMap { Idle.share($0.share) ?? Idle.positive($0.window, "age") }
        case .storeListLag: listLag.flatMap { Idle.positive($0, "age") }
        case .storeDelay: Idle.delay(addedLatency)
        default: nil
        }
    }
}

/// How long it is, whichever way it goes.
private func abs(_ duration: Duration) -> Duration { duration < .zero ? .zero - duration : duration }

extension Distribution {
    /// Whether every sample is zero.
    fileprivate var isNoTime: Bool {
        switch self {
        case .constant(let value), .exponential(let value), .gamma(_, let value), .weibull(_, let value): value == .zero
        case .uniform(_, let most), .truncated(_, _, let most): most == .zero
        case .logNormal, .logNormalBySigma: false
        case .empirical(let quantiles): quantiles.allSatisfy { $0.value == .zero }
        case .mixture(let components): components.allSatisfy { $0.distribution.isNoTime }
        }
    }
}
