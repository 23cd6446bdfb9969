import Containers
import HTTPTypes
import ServicePorts
import VirtualTime

/// What a host does with its requests before its handler sees them.
public struct HostModel: Sendable {
    /// Requests served at once; nil for as many as come.
    public var workers: Int?
    /// Requests that may wait for a worker; nil for as many as come.
    public var queueLimit: Int?
    /// What becomes of a request that finds the queue full.
    public var whenFull = WhenFull.answer(.serviceUnavailable)
    /// The work of one request before the handler runs; the worker is held for it and for as long as the handler runs.
    public var serviceTime: Distribution
    /// Makes service times longer for a while after a restart: of the process, or of a host that refused connections.
    public var slowStart: Slowdown?

    /// What a request meets that finds the queue full.
    public enum WhenFull: Sendable, Equatable {
        /// It is answered with this status, and nothing is done.
        case answer(HTTPResponse.Status)
        /// The connection is refused, as with a full listen queue.
        case refuse
    }

    /// Why no host can be like this, and the way out; nil for one that can.
    package var defect: String? {
        if let workers, workers < 1 { return "\(workers) workers serve nobody; give it 1 or more, or nil" }
        if let queueLimit, queueLimit < 0 {
            return "no queue is shorter than none; give `queueLimit` 0 or more, or nil"
        }
        if let defect = slowStart?.defect { return defect }
        return serviceTime.defectOnceDrawn.map { "as service time \($0)" }
    }

    /// A host that serves all at once and takes no time, unless something is given. One that cannot be is refused where
    /// it is opened.
    public init(workers: Int? = nil, queueLimit: Int? = nil, serviceTime: Distribution = .constant(.zero)) {
        self.workers = workers
        self.queueLimit = queueLimit
        self.serviceTime = serviceTime
    }
}

/// One authority of one network.
public struct HostID: Hashable, Sendable {
    /// Its place among the hosts of its network, from 0.
    public let index: Int
}

/// The way from one caller to one host. Links are numbered in the order of their first use.
public struct LinkID: Hashable, Sendable {
    /// Its place among the links of its network, from 0.
    public let index: Int
}

/// Names one request that an endpoint has received and not yet answered.
public struct AnswerToken: Hashable, Sendable {
    let slot: SlotToken
}

/// A host of the world that is no process: a state machine that answers when it sees fit. What it takes for its own
/// work it asks `SimulatedNetwork.workNanoseconds`, so that a slow host is slow in that, too.
public protocol SimulatedEndpoint: AnyObject {
    /// Receives one request. It is answered through `SimulatedNetwork.answer`, or given up through `drop`.
    func receive(_ request: HTTPRequestHead, body: Payload, answer: AnswerToken)
}

/// A caller of the world that is no process: it is told what became of its calls.
public protocol ReplyReceiver<Errand>: AnyObject {
    /// What a call is made for, by which the receiver knows it again. Kept as a word, like an entry of the agenda.
    associatedtype Errand: AgendaEntry

    /// Called when the answer is there or the time is over.
    func receive(_ outcome: Result<HTTPReply, HTTPCallError>, of errand: Errand)

    /// Called by the network with the errand kept as `word`. Receivers do not write it: it is here so that it is
    /// compiled where both the receiver and its errands are known.
    func receive(_ outcome: Result<HTTPReply, HTTPCallError>, word: UInt64)
}

extension ReplyReceiver {
    /// Decodes the errand and calls `receive(_:of:)` with it.
    @inlinable
    public func receive(_ outcome: Result<HTTPReply, HTTPCallError>, word: UInt64) {
        receive(outcome, of: Errand(word: word))
    }
}

/// Sees every call to a host, and over which link it goes: where load is measured.
public protocol NetworkObserver: AnyObject {
    /// A caller has started a call; nothing has arrived yet.
    func callStarted(over link: LinkID)
    /// The caller has the answer to its request of `path`; `latency` is what it waited.
    func callFinished(over link: LinkID, status: Int, latency: Duration, path: @autoclosure () -> String)
    /// The caller has no answer to its request of `path`; a callee may still be at work.
    func callFailed(over link: LinkID, _ error: HTTPCallError, latency: Duration, path: @autoclosure () -> String)
}

/// What has happened at one host so far.
public struct HostCounters: Sendable, Equatable {
    /// Calls that callers started, whatever became of them.
    public var started: UInt64 = 0
    /// Requests that reached a handler.
    public var handled: UInt64 = 0
    /// Answers that reached their caller.
    public var finished: UInt64 = 0
    /// Those among them with a status of 500 and above.
    public var serverErrors: UInt64 = 0
    /// Calls whose connection was refused.
    public var refused: UInt64 = 0
    /// Calls whose connection was reset.
    public var reset: UInt64 = 0
    /// Calls whose caller waited in vain.
    public var timedOut: UInt64 = 0
    /// Requests that found the queue full.
    public var overflowed: UInt64 = 0
    /// The longest queue of a backend so far.
    public var longestQueue = 0
}
