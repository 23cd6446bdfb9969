import HTTPTypes
import ServicePorts
import VirtualTime

/// What goes wrong at a host. Several at one host add up; among several endings of one answer the first injected
/// counts.
///
/// The shares are drawn request by request in the order given here, from a stream of its own, named by host and fault.
public struct HostFaults: Sendable, Equatable {
    /// Which requests it is meant for.
    public var scope = RequestScope()
    /// Set when the host answers nobody at all.
    public var outage: Outage?
    /// The connection is refused; nothing is done.
    public var refused = Ratio.never
    /// Requests beyond it are answered 429 with `Retry-After`; nothing is done.
    public var rateLimit: RateLimit?
    /// The request gets lost: nothing is done and no answer comes.
    public var unanswered = Ratio.never
    /// The connection is reset before the work: nothing is done.
    public var resetBefore = Ratio.never
    /// A worker is held for the service time and answers `failureStatus`; the handler does not run.
    public var failed = Ratio.never
    /// What a request that `failed` is answered with.
    public var failureStatus = HTTPResponse.Status.internalServerError
    /// The handler runs, and the connection is reset instead of the answer.
    public var resetAfter = Ratio.never
    /// The handler runs and its answer gets lost.
    public var answerLost = Ratio.never
    /// The handler runs; its answer is a 200 without a body.
    public var emptied = Ratio.never
    /// The handler runs; its answer keeps its status and has a body that does not decode.
    public var malformed = Ratio.never
    /// Answers that come in slowly.
    public var dribble: Dribble?
    /// Work that takes longer.
    public var slowdown: Slowdown?

    /// Faults that do nothing yet.
    public init() {}

    /// Nothing goes wrong.
    public static let none = HostFaults()

    /// A host that does not answer at all.
    public enum Outage: Sendable, Equatable {
        /// Requests get lost: callers time out.
        case unreachable
        /// Nothing listens: connections are refused. At its end the host starts again, slowly where its model says so.
        case refusing
        /// Every request is answered 503, with a `Retry-After` that tells the whole seconds left when the end is known.
        case maintenance(until: VirtualInstant?)
    }

    /// Answers whose body trickles: they are whole only after an additional time, which the caller may not have.
    public struct Dribble: Sendable, Equatable {
        /// Of the answers.
        public var share: Ratio
        /// From the answer's beginning until it is whole.
        public var delay: Distribution

        /// Every answer, unless a share is given.
        public init(share: Ratio = .always, delay: Distribution) {
            self.share = share
            self.delay = delay
        }
    }
}

/// Service times in percent of what they were; 300 is three times as long.
public struct Slowdown: Sendable, Equatable {
    /// At least 100.
    public var factorPercent: Int64
    /// It goes back to 100 % over this time, evenly; nil for one that stays.
    public var decay: Duration?

    /// The factor must be at least 100 %, the decay longer than zero; others are refused where they are to hold.
    public init(factorPercent: Int64, decayingOver decay: Duration? = nil) {
        self.factorPercent = factorPercent
        self.decay = decay
    }

    /// Why it slows nothing down, and the way out; nil for one that can.
    package var defect: String? {
        if factorPercent < 100 { return "\(factorPercent) percent is faster than before; give it 100 or more" }
        // A service time of a hundred years would be beyond the agenda otherwise.
        if factorPercent > 1_000_000 { return "\(factorPercent) percent never ends; give it at most 1000000" }
        return decay.flatMap { $0 > .zero ? nil : "a decay of \($0.told) is no time; give it more than 0 s, or none" }
    }

    /// What is left of it so long after its begin.
    func factorPercent(after elapsedNanoseconds: Int64) -> Int64 {
        guard let decay else { return factorPercent }
        let wholeNanoseconds = decay.wholeNanoseconds
        guard elapsedNanoseconds < wholeNanoseconds else { return 100 }
        // In permille of the decay, so that the product stays within 64 bits.
        let leftPermille = 1_000 - elapsedNanoseconds / max(wholeNanoseconds / 1_000, 1)
        return 100 + (factorPercent - 100) * max(leftPermille, 0) / 1_000
    }
}

/// The requests to a host that a fault is meant for: all of them, unless something is said.
public struct RequestScope: Sendable, Equatable {
    /// Any of these methods; empty for every one.
    public var methods: [HTTPRequest.Method] = []
    /// How the path begins, after the authority.
    public var pathPrefix: String?
    /// The replica that gets the request: the name of its process, or `endpoint-N` for the N-th that was attached.
    public var replica: NamePattern?

    /// All requests, unless something is given.
    public init(methods: [HTTPRequest.Method] = [], pathPrefix: String? = nil, replica: NamePattern? = nil) {
        self.methods = methods
        self.pathPrefix = pathPrefix
        self.replica = replica
    }

    func includes(_ request: HTTPRequestHead, at replicaName: String) -> Bool {
        if !methods.isEmpty, !methods.contains(request.method) { return false }
        if let pathPrefix, !request.path.hasPrefix(pathPrefix) { return false }
        return replica?.matches(replicaName) ?? true
    }
}
