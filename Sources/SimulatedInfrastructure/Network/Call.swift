import DequeModule
import HTTPTypes
import Ports
import VirtualTime

/// One call between its start and the moment when neither caller nor callee needs it any more.
struct Call {
    enum Caller {
        case task(Waiter?)
        case machine(any ReplyReceiver, token: UInt64)
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
    var request: HTTPRequest
    var body: Payload
    var caller: Caller
    var progress = Progress.travelling
    var replica = -1
    /// Drawn at arrival.
    var isToFail = false
    var losesAnswer = false
    var outcome: Result<HTTPReply, HTTPCallError>?
}

/// One server behind an authority.
final class Replica {
    enum Kind {
        case process(SimulatedProcess, any HTTPService)
        case endpoint(any SimulatedEndpoint)
    }

    let host: Int
    let kind: Kind
    let model: HostModel
    let serviceTime: Sampler
    @exclusivity(unchecked) var serviceTimes: RandomStream
    @exclusivity(unchecked) var busy = 0
    @exclusivity(unchecked) var queue = Deque<SlotToken>()
    /// False once the server has stopped: requests under way are finished, new ones go elsewhere.
    @exclusivity(unchecked) var isOpen = true

    init(host: Int, kind: Kind, model: HostModel, serviceTimes: RandomStream) {
        self.host = host
        self.kind = kind
        self.model = model
        serviceTime = Sampler(model.serviceTime)
        self.serviceTimes = serviceTimes
    }

    var hasFreeWorker: Bool { model.workers.map { busy < $0 } ?? true }
    var hasFullQueue: Bool { model.queueLimit.map { queue.count >= $0 } ?? false }
}
