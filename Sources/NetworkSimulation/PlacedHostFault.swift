import HTTPTypes
import ServicePorts
import VirtualTime

/// One fault as it acts at one host: what becomes of each request.
struct PlacedHostFault {
    /// What becomes of a request before it gets to a worker.
    enum Admission {
        case admitted, refused, lost, reset
        case answered(HTTPReply)

        /// What became of the request, for people.
        var words: String {
            switch self {
            case .admitted: "the request is let in"
            case .refused: "the request is refused"
            case .lost: "the request is lost"
            case .reset: "the connection breaks before anybody acts"
            case .answered(let reply): "answered \(reply.status.code) before anybody acts"
            }
        }

        /// For the trace hash.
        var word: UInt64 {
            switch self {
            case .admitted: 0
            case .refused: 1
            case .lost: 2
            case .reset: 3
            case .answered(let reply): UInt64(reply.status.code)
            }
        }
    }

    let fault: FaultID
    let settings: HostFaults
    private let dribbleDelay: Sampler
    private let sinceNanoseconds: Int64
    private var draws: RandomStream
    private var limiter: RateLimiter?

    init(_ fault: FaultID, _ settings: HostFaults, draws: RandomStream, atNanoseconds: Int64) {
        self.fault = fault
        self.settings = settings
        self.draws = draws
        dribbleDelay = Sampler(settings.dribble?.delay ?? .constant(.zero))
        sinceNanoseconds = atNanoseconds
        limiter = settings.rateLimit.map { RateLimiter($0) }
    }

    /// Whether the request gets in.
    mutating func admit(at nowNanoseconds: Int64) -> Admission {
        switch settings.outage {
        case .unreachable: return .lost
        case .refusing: return .refused
        case .maintenance(let end):
            return .answered(
                Self.refusal(.serviceUnavailable, waitNanoseconds: end.map { $0.nanoseconds - nowNanoseconds }))
        case nil: break
        }
        if happens(settings.refused) { return .refused }
        if let waitNanoseconds = limiter?.take(at: nowNanoseconds) {
            return .answered(Self.refusal(.tooManyRequests, waitNanoseconds: waitNanoseconds))
        }
        if happens(settings.unanswered) { return .lost }
        return happens(settings.resetBefore) ? .reset : .admitted
    }

    /// Draws what will become of an admitted request's work and answer.
    mutating func afflict(_ affliction: inout Affliction?) {
        if happens(settings.failed), affliction?.failure == nil {
            Affliction.change(&affliction) { $0.failure = (fault, settings.failureStatus) }
        }
        let endings: [(Ratio, Affliction.Ending)] = [
            (settings.resetAfter, .reset), (settings.answerLost, .lost), (settings.emptied, .emptied),
            (settings.malformed, .malformed),
        ]
        for (share, ending) in endings where happens(share) {
            if affliction?.ending == nil { Affliction.change(&affliction) { $0.ending = (fault, ending) } }
        }
        if let dribble = settings.dribble, happens(dribble.share) {
            let delayNanoseconds = dribbleDelay.sampleNanoseconds(&draws)
            Affliction.change(&affliction) { $0.dribbles.append((fault, delayNanoseconds)) }
        }
    }

    /// How long work takes that would have taken `workNanoseconds`.
    func stretched(_ workNanoseconds: Int64, at nowNanoseconds: Int64) -> Int64 {
        guard let slowdown = settings.slowdown else { return workNanoseconds }
        return FaultDelay.stretched(
            workNanoseconds, toPercent: slowdown.factorPercent(after: nowNanoseconds - sinceNanoseconds))
    }

    private mutating func happens(_ share: Ratio) -> Bool { share != .never && draws.happens(share) }

    /// An answer that asks to come back later, in whole seconds from now and at least one (RFC 9110, 10.2.3).
    private static func refusal(_ status: HTTPResponse.Status, waitNanoseconds: Int64?) -> HTTPReply {
        var fields = HTTPFields()
        if let waitNanoseconds {
            fields[.retryAfter] = "\(max((waitNanoseconds + 999_999_999) / 1_000_000_000, 1))"
        }
        return HTTPReply(status, headerFields: fields)
    }
}

/// What injected faults will do to the work and the answer of one request. Only requests that one has hit have any.
final class Affliction {
    enum Ending {
        case reset, lost, emptied, malformed

        /// What becomes of the answer, for people.
        var words: String {
            switch self {
            case .reset: "the connection breaks after the work"
            case .lost: "the answer is lost after the work"
            case .emptied: "the answer comes without its body"
            case .malformed: "the answer's body is cut off"
            }
        }
    }

    var failure: (fault: FaultID, status: HTTPResponse.Status)?
    var ending: (fault: FaultID, Ending)?
    var dribbles: [(fault: FaultID, delayNanoseconds: Int64)] = []

    static func change(_ affliction: inout Affliction?, _ body: (Affliction) -> Void) {
        let changed = affliction ?? Affliction()
        body(changed)
        affliction = changed
    }

    /// For the trace hash.
    var word: UInt64 {
        let ending: UInt64 =
            switch self.ending?.1 {
            case nil: 0
            case .reset: 1
            case .lost: 2
            case .emptied: 3
            case .malformed: 4
            }
        return UInt64(failure?.status.code ?? 0) << 8 | UInt64(dribbles.count) << 3 | ending
    }

    /// A body that no decoder takes, cut off within a string.
    static let malformedBody = Payload.bytes(Array("{\"id\":\"".utf8))
}
