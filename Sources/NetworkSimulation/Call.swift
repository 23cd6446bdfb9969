import Containers
import DequeModule
import HTTPTypes
import ServicePorts
import VirtualTime

/// What a call came to. One word, where the `Result` that callers are told is copied by a walk over its errors.
enum CallOutcome {
    case answered(HTTPReply)
    indirect case failed(HTTPCallError)

    var result: Result<HTTPReply, HTTPCallError> {
        switch self {
        case .answered(let reply): .success(reply)
        case .failed(let error): .failure(error)
        }
    }
}

/// One call between its start and the moment when neither caller nor callee needs it any more.
struct Call {
    enum Caller {
        case task(Waiter?)
        case machine(any ReplyReceiver, errand: UInt64)
        /// It has its outcome, has timed out or was cancelled.
        case gone
    }

    /// How far the callee's side is.
    enum Progress: Equatable {
        case travelling, queued, serving, handling
        /// The outcome is on its way back.
        case returning
        /// No outcome will come.
        case lost
        case ended
    }

    let serial: UInt64
    let link: Int
    let host: Int
    let startedAtNanoseconds: Int64
    let deadlineAtNanoseconds: Int64
    let request: HTTPRequestHead
    /// Until a handler has it.
    var body: Payload
    var caller: Caller
    var progress = Progress.travelling
    var backend = -1
    /// What injected faults do to it, drawn at arrival.
    var affliction: Affliction?
    /// The call that this one is a copy of.
    var original: SlotToken?
    /// The outcome for the caller is there; that of a copy may come while the callee is still at work on this one.
    var hasOutcomeForCaller = false
    var outcome: CallOutcome?

    var hasCallerGone: Bool {
        if case .gone = caller { original == nil } else { false }
    }
}

/// A process and what it does with requests: one reference for each task that handles one.
final class ServingProcess: Sendable {
    let process: SimulatedProcess
    let service: any HTTPService

    init(_ process: SimulatedProcess, _ service: any HTTPService) {
        self.process = process
        self.service = service
    }
}

/// One server behind an authority.
final class Backend {
    enum Kind {
        case process(ServingProcess)
        case endpoint(any SimulatedEndpoint)
    }

    let host: Int
    let name: String
    /// Who answers: one of the two, each at hand, so that no use of one copies a choice.
    let serving: ServingProcess?
    let endpoint: (any SimulatedEndpoint)?
    let model: HostModel
    let serviceTime: Sampler
    @exclusivity(unchecked) var serviceTimes: RandomStream
    @exclusivity(unchecked) var busy = 0
    @exclusivity(unchecked) var queue = Deque<SlotToken>()
    /// False once the server has stopped: requests under way are finished, new ones go elsewhere.
    @exclusivity(unchecked) var isOpen = true
    /// Who waits for the end of what a closed server has taken.
    @exclusivity(unchecked) var idleWaiter: Waiter?
    /// When it was started again, until it is as fast as its model says.
    @exclusivity(unchecked) private(set) var slowSince: VirtualInstant?

    init(host: Int, name: String, kind: Kind, model: HostModel, serviceTimes: RandomStream) {
        precondition((model.workers ?? 1) > 0, "A host has at least one worker.")
        precondition((model.queueLimit ?? 0) >= 0, "A queue holds nothing or more.")
        precondition(model.slowStart?.defect == nil, "A slow start is slower for a while.")
        self.host = host
        self.name = name
        switch kind {
        case .process(let process): (serving, endpoint) = (process, nil)
        case .endpoint(let one): (serving, endpoint) = (nil, one)
        }
        self.model = model
        serviceTime = Sampler(model.serviceTime)
        self.serviceTimes = serviceTimes
    }

    var isAtWork: Bool { busy > 0 || !queue.isEmpty }
    /// Whether anybody has something of a worker that gets free.
    var isWaitedFor: Bool { !queue.isEmpty || idleWaiter != nil }
    var hasFreeWorker: Bool { model.workers.map { busy < $0 } ?? true }
    var hasFullQueue: Bool { model.queueLimit.map { queue.count >= $0 } ?? false }

    /// It has been started again: where its model says so, it is slow for a while.
    func startSlowly(at instant: VirtualInstant) { if model.slowStart != nil { slowSince = instant } }

    /// How long work takes that would take `workNanoseconds` later on.
    func stretched(_ workNanoseconds: Int64, at instant: VirtualInstant) -> Int64 {
        guard let slowSince, let slowStart = model.slowStart else { return workNanoseconds }
        let factorPercent = slowStart.factorPercent(after: instant.nanoseconds - slowSince.nanoseconds)
        if factorPercent == 100 { self.slowSince = nil }
        return workNanoseconds * factorPercent / 100
    }
}
