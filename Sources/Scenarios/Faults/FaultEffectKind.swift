import NetworkSimulation
import ServicePorts
import VirtualTime

/// What a fault does, by the part of an installation that it befalls. Nil stands for what the fault does not say, and
/// for which the table of kinds names what is usual.
package enum FaultEffectKind: Equatable, Sendable {
    /// On replicas of a service.
    case process(ProcessTrouble)
    /// On the work of whoever passes a moment.
    case passage(PassageTrouble)
    /// On the clocks of replicas.
    case clock(ClockTrouble)
    /// On the way between two.
    case link(LinkTrouble)
    /// On who answers, or on single calls to it.
    case host(HostTrouble)
    /// On the gateway between Core and Kafka.
    case gateway(GatewayTrouble)
    /// On a bucket.
    case store(StoreTrouble)
    /// On a broker, a topic, a group or a client of Kafka.
    case kafka(KafkaTrouble)
}

/// What befalls a process as a whole.
package enum ProcessTrouble: Equatable, Sendable {
    /// - Parameter restart: how long it stays away.
    case crash(restart: Downtime?)
    /// - Parameter between: from the return of one process to the stop of the next.
    /// - Parameter gracePeriod: how long each may take to end after SIGTERM.
    case rollingRestart(restart: Duration?, between: Duration?, gracePeriod: Duration?)
    /// The same without asking anybody.
    case rollingCrash(restart: Duration?, between: Duration?)
    /// - Parameter lifetime: from each start to the next death.
    case outOfMemory(lifetime: Duration, restart: Duration?)
    /// It stands still while time goes on, as in a long collection of garbage.
    case pause
    /// - Parameter timePerStep: what each step of its tasks takes.
    case slowCPU(timePerStep: Duration)

    /// How long a process stays away that nothing else is said of: what a container takes to start again.
    package static let usualDowntime = Duration.seconds(10)
    /// How long a process may take to end that nothing else is said of: what Kubernetes gives a pod.
    package static let usualGracePeriod = Duration.seconds(30)
}

/// What befalls the work that passes a moment.
package enum PassageTrouble: Equatable, Sendable {
    /// Until any service passes the other moment.
    case hold(until: Moment, atMost: Duration?)
    /// It is held for this long.
    case delay(FaultTime)

    /// How long work is held that nothing else is said of.
    package static let longestHold = Duration.seconds(60)
}

/// What befalls the wall clock of a process's host.
package enum ClockTrouble: Equatable, Sendable {
    /// It is ahead, or behind, as long as the fault lasts.
    case offset(SignedDuration)
    /// It runs faster, or slower, as long as the fault lasts.
    case drift(ClockDrift)
    /// It stays until healing.
    case step(SignedDuration)
}

/// What befalls the messages from a caller to a host and back.
package enum LinkTrouble: Equatable, Sendable {
    /// Messages take this much longer.
    case delay(FaultTime, direction: LinkDirections?)
    /// Messages get lost; all, where no share is said.
    case loss(share: Ratio?, direction: LinkDirections?)
    /// Of requests.
    case duplicate(share: Ratio?)
    /// Messages are held for this long, so that others overtake them.
    case reorder(FaultTime, share: Ratio?, direction: LinkDirections?)
    /// Messages share this bandwidth.
    case bandwidth(ByteRate, direction: LinkDirections?)
    /// Nothing comes through.
    case partition(direction: LinkDirections?)
    /// Messages are held, and come through in order at the end.
    case clog(direction: LinkDirections?)

    /// Which messages are meant, where nothing is said as well.
    package var direction: LinkDirections {
        switch self {
        case .delay(_, let direction), .loss(_, let direction), .reorder(_, _, let direction),
            .bandwidth(_, let direction), .partition(let direction), .clog(let direction):
            direction ?? .both
        case .duplicate: .requests
        }
    }
}

/// What befalls a host, or calls to it.
package enum HostTrouble: Equatable, Sendable {
    /// Single calls, all of those meant where no share is said.
    case calls(CallTrouble, share: Ratio?, of: CallFilter)
    /// Nobody answers: callers time out.
    case down(CallFilter)
    /// Every call is answered 503 with Retry-After.
    case maintenance(CallFilter)
    /// - Parameters:
    ///   - window: when the count begins anew.
    ///   - burst: calls let through at once; not of a fixed window.
    case rateLimit(Rate, window: RateWindow?, burst: UInt64?, calls: CallFilter)
    /// - Parameter factor: how many times slower.
    case slow(factor: Double, calls: CallFilter)
    /// - Parameter factor: how many times slower at the beginning; the host gets faster until the fault's end.
    case slowStart(factor: Double, calls: CallFilter)

    /// Which calls it befalls.
    package var filter: CallFilter {
        switch self {
        case .calls(_, _, let calls), .down(let calls), .maintenance(let calls), .rateLimit(_, _, _, let calls),
            .slow(_, let calls), .slowStart(_, let calls):
            calls
        }
    }

    /// How many times slower the host's work becomes at the most.
    package var factor: Double {
        switch self {
        case .slow(let factor, _), .slowStart(let factor, _): factor
        case .calls, .down, .maintenance, .rateLimit: 1
        }
    }
}

/// What befalls one call to a host.
package enum CallTrouble: Equatable, Sendable {
    /// Nothing is done where the call is refused, unanswered or reset before; the work is done where it is reset after
    /// or the answer is lost.
    case refused, unanswered, resetBefore, resetAfter, answerLost
    /// The answer's body takes this long.
    case dribble(FaultTime)
    /// The answer's body is not what was promised.
    case emptyAnswer, malformedAnswer
    /// The answer is this status, and nothing is done.
    case error(status: UInt64?)

    /// The status of an error that nothing else is said of.
    package static let usualStatus: UInt64 = 500
}

/// Which calls to a host are meant: all of them, where nothing is said.
package struct CallFilter: Equatable, Sendable {
    /// With this method.
    package var method: CallMethod?
    /// How the path begins.
    package var path: String?
    /// The process that answers, or a pattern.
    package var replica: String?
}

/// When a rate limit's count begins anew.
package enum RateWindow: String, Sendable, CaseIterable {
    /// All the time: a bucket of tokens that fills evenly.
    case sliding
    /// With each second, minute, hour or day of Rome's clock, as the limit says.
    case fixed
}

extension RateWindow: ScenarioChoice {}

/// What befalls the gateway between Core and Kafka.
package enum GatewayTrouble: Equatable, Sendable {
    /// It reaches no Kafka: it buffers what it takes and sends it later.
    case cutOff
}

/// What befalls a bucket of the object store, or Core's database.
package enum StoreTrouble: Equatable, Sendable {
    /// Puts are refused and store nothing.
    case putFails(share: Ratio?)
    /// Puts are refused although they stored.
    case putAnswerLost(share: Ratio?)
    /// - Parameter age: how old an answer may be.
    case staleRead(share: Ratio?, age: Duration?)
    /// - Parameter age: for how long a listing does not show what was put.
    case listLag(age: Duration)
    /// Requests are refused, whatever they ask.
    case unavailable(share: Ratio?)
    /// Every request takes this much longer.
    case delay(FaultTime)

    /// How old an answer may be that nothing else is said of.
    package static let usualAge = Duration.seconds(10)
}

/// What befalls Kafka, or requests to it.
package enum KafkaTrouble: Equatable, Sendable {
    /// Its partitions fail over to other brokers, or are offline.
    case brokerDown
    /// - Parameter to: the broker that leads afterwards.
    case leaderFailover(to: UInt64)
    /// Nil holds everything back.
    case replicationLag(FaultTime?)
    /// Produce requests get lost on their way.
    case produceLost(share: Ratio?)
    /// Records are appended, and the producer does not learn of it.
    case acknowledgementLost(share: Ratio?)
    /// Every request takes this much longer.
    case delay(FaultTime)
    /// The coordinator of a consumer group cannot be reached.
    case coordinatorDown
}
