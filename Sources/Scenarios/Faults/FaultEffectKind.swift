import ServicePorts
import VirtualTime

/// What a fault does, by the part of an installation that it befalls. Nil stands for what the fault does not say, and
/// for which the table of kinds names what is usual.
package enum FaultEffectKind: Equatable, Sendable {
    case process(ProcessTrouble)
    case passage(PassageTrouble)
    case clock(ClockTrouble)
    case link(LinkTrouble)
    case host(HostTrouble)
    case gateway(GatewayTrouble)
    case store(StoreTrouble)
    case kafka(KafkaTrouble)
}

/// What befalls a process as a whole.
package enum ProcessTrouble: Equatable, Sendable {
    /// - Parameter restart: how long it stays away.
    case crash(restart: Duration?)
    /// - Parameter between: from the return of one process to the stop of the next.
    case rollingRestart(restart: Duration?, between: Duration?)
    /// - Parameter lifetime: from each start to the next death.
    case outOfMemory(lifetime: Duration, restart: Duration?)
    case pause
    case slowCPU(timePerStep: Duration)

    /// How long a process stays away that nothing else is said of: what a container takes to start again.
    package static let usualDowntime = Duration.seconds(10)
}

/// What befalls the work that passes a moment.
package enum PassageTrouble: Equatable, Sendable {
    /// Until any service passes the other moment.
    case hold(until: Moment, atMost: Duration?)
    case delay(FaultTime)

    /// How long work is held that nothing else is said of.
    package static let longestHold = Duration.seconds(60)
}

/// What befalls the wall clock of a process's host.
package enum ClockTrouble: Equatable, Sendable {
    case offset(SignedDuration)
    case drift(ClockDrift)
    /// It stays until healing.
    case step(SignedDuration)
}

/// What befalls the messages from a caller to a host and back.
package enum LinkTrouble: Equatable, Sendable {
    case delay(FaultTime, direction: FaultDirection?)
    case loss(share: Ratio?, direction: FaultDirection?)
    /// Of requests.
    case duplicate(share: Ratio?)
    case reorder(FaultTime, share: Ratio?, direction: FaultDirection?)
    case bandwidth(ByteRate, direction: FaultDirection?)
    case partition(direction: FaultDirection?)
    case clog(direction: FaultDirection?)

    package var direction: FaultDirection {
        switch self {
        case .delay(_, let direction), .loss(_, let direction), .reorder(_, _, let direction),
            .bandwidth(_, let direction), .partition(let direction), .clog(let direction):
            direction ?? .both
        case .duplicate: .request
        }
    }
}

/// What befalls a host, or calls to it.
package enum HostTrouble: Equatable, Sendable {
    case calls(CallTrouble, share: Ratio?, of: CallFilter)
    case down
    case maintenance
    /// - Parameter burst: calls let through at once.
    case rateLimit(Rate, burst: UInt64?)
    /// - Parameter factor: how many times slower.
    case slow(factor: Double, calls: CallFilter)
    case slowStart(factor: Double)

    /// How many times slower the host's work becomes at the most.
    package var factor: Double {
        switch self {
        case .slow(let factor, _), .slowStart(let factor): factor
        case .calls, .down, .maintenance, .rateLimit: 1
        }
    }
}

/// What befalls one call to a host.
package enum CallTrouble: Equatable, Sendable {
    case refused, unanswered, resetBefore, resetAfter, answerLost
    case dribble(FaultTime)
    case emptyAnswer, malformedAnswer
    case error(status: UInt64?)

    package static let usualStatus: UInt64 = 500
}

/// Which calls to a host are meant: all of them, where nothing is said.
package struct CallFilter: Equatable, Sendable {
    package var method: CallMethod?
    /// How the path begins.
    package var path: String?
    /// The process that answers, or a pattern.
    package var replica: String?

    package init(method: CallMethod? = nil, path: String? = nil, replica: String? = nil) {
        self.method = method
        self.path = path
        self.replica = replica
    }
}

/// What befalls the gateway between Core and Kafka.
package enum GatewayTrouble: Equatable, Sendable { case cutOff }

/// What befalls a bucket of the object store, or Core's database.
package enum StoreTrouble: Equatable, Sendable {
    case putFails(share: Ratio?)
    case putAnswerLost(share: Ratio?)
    /// - Parameter age: how old an answer may be.
    case staleRead(share: Ratio?, age: Duration?)
    case listLag(age: Duration)
    case unavailable(share: Ratio?)
    case delay(FaultTime)

    package static let usualAge = Duration.seconds(10)
}

/// What befalls Kafka, or requests to it.
package enum KafkaTrouble: Equatable, Sendable {
    case brokerDown
    /// - Parameter to: the broker that leads afterwards.
    case leaderFailover(to: UInt64)
    /// Nil holds everything back.
    case replicationLag(FaultTime?)
    case produceLost(share: Ratio?)
    case acknowledgementLost(share: Ratio?)
    case delay(FaultTime)
    case coordinatorDown
}
