import Containers
import ServicePorts
import VirtualTime

/// What an object store is like.
public struct ObjectStoreModel: Sendable {
    /// From the request to its answer; the store acts half way.
    public var getLatency: Distribution
    /// From a put or a delete to its answer.
    public var putLatency: Distribution
    /// From a listing to its answer.
    public var listLatency: Distribution
    /// Requests that are answered `unavailable` and do nothing.
    public var unavailable = Ratio.never
    /// In which form bodies are stored.
    public var wire = PayloadForm.typed

    /// Why no store can be like this, and the way out; nil for one that can.
    package var defect: String? {
        if let defect = unavailable.defect { return "as `unavailable` \(defect)" }
        let latencies = [("getLatency", getLatency), ("putLatency", putLatency), ("listLatency", listLatency)]
        return latencies.lazy.compactMap { name, latency in latency.defectOnceDrawn.map { "as \(name) \($0)" } }.first
    }

    /// Milliseconds with a long tail, as of a store in the same data centre, unless something else is given.
    public init(
        getLatency: Distribution = .logNormal(median: .milliseconds(3), p99: .milliseconds(30)),
        putLatency: Distribution = .logNormal(median: .milliseconds(5), p99: .milliseconds(50)),
        listLatency: Distribution = .logNormal(median: .milliseconds(10), p99: .milliseconds(100))
    ) {
        self.getLatency = getLatency
        self.putLatency = putLatency
        self.listLatency = listLatency
    }
}

/// What has happened at a store so far.
public struct ObjectStoreCounters: Sendable, Equatable {
    /// Reads, of what is not there, too.
    public var gets: UInt64 = 0
    /// Puts, refused ones included.
    public var puts: UInt64 = 0
    /// Deletes, of what is not there, too.
    public var deletes: UInt64 = 0
    /// Listings.
    public var lists: UInt64 = 0
    /// Requests answered `unavailable`, for whatever reason.
    public var unavailable: UInt64 = 0
    /// Puts whose condition did not hold.
    public var preconditionsFailed: UInt64 = 0
    /// Objects replaced by an unconditional put.
    public var overwrites: UInt64 = 0
}

/// Buckets of objects that outlive every process, without transactions.
///
/// Requests act in the order in which they reach the store; what has left a process when it crashes still acts.
///
/// `@unchecked Sendable`: touched only by the thread that runs its simulation.
///
/// Hot members go without the runtime's check of exclusive access (`@exclusivity(unchecked)`), which cost as much as
/// the changes themselves: while one is being changed, nothing is called that could come back to it.
public final class SimulatedObjectStore: @unchecked Sendable {
    enum Request {
        case get(String)
        case put(String, Payload, PutCondition)
        case delete(String)
        case list(prefix: String)

        var isWrite: Bool {
            switch self {
            case .put, .delete: true
            case .get, .list: false
            }
        }

        /// The object it is about; nil for a listing.
        var key: String? {
            switch self {
            case .put(let key, _, _), .delete(let key), .get(let key): key
            case .list: nil
            }
        }
    }

    enum Answer {
        case object(StoredObject?)
        case version(UInt64)
        case done
        case keys([String])
        case failed(ObjectStoreError)
    }

    struct PendingRequest {
        /// What is known of it by now: one takes the place of the other.
        enum Stage {
            case asked(Request)
            case acting
            case answered(Answer)
        }

        let bucket: Int
        let answerDelayNanoseconds: Int64
        var stage: Stage
        var waiter: Waiter?
        var isAbandoned = false

        /// Hands the request over to the store, which acts once.
        mutating func takeRequest() -> Request {
            guard case .asked(let request) = exchange(&stage, with: .acting) else {
                preconditionFailure("A request acts once.")
            }
            return request
        }
    }

    /// Held for good, so that no use of it is counted; `Simulation.close` lets go of the store first.
    public let simulation: Simulation
    /// What it is like.
    public let model: ObjectStoreModel
    /// What has happened so far.
    @exclusivity(unchecked) public private(set) var counters = ObjectStoreCounters()
    @exclusivity(unchecked) private var buckets: [Bucket] = []
    private var bucketIndexes: [String: Int] = [:]
    private(set) var bucketNames: [String] = []
    /// By bucket; nil while no fault holds on it.
    @exclusivity(unchecked) var troubles: [FaultyBucket?] = []
    @exclusivity(unchecked) var ledger = FaultLedger()
    var activeFaults: [ActiveFault] = []
    @exclusivity(unchecked) private var lastVersion: UInt64 = 0
    @exclusivity(unchecked) private var pending = SlotTable<PendingRequest>()
    /// Who hears of every request; nobody unless that is set, and then nothing is told.
    @exclusivity(unchecked) package var recorder: (any StoreRecorder)?
    private var handler: HandlerID<SlotToken>!
    private var failures: RandomStream
    private let getLatency: Sampler
    private let putLatency: Sampler
    private let listLatency: Sampler

    /// A store without a bucket; buckets come into being when they are named.
    public init(_ model: ObjectStoreModel, in simulation: Simulation) {
        self.model = model
        self.simulation = simulation
        failures = simulation.stream("object-store/failures")
        getLatency = Sampler(model.getLatency)
        putLatency = Sampler(model.putLatency)
        listLatency = Sampler(model.listLatency)
        handler = simulation.register(RequestEntries(store: self))
    }

    /// One bucket as `process` sees it. Replicas that name the same bucket share it.
    public func makeStore(for process: SimulatedProcess, bucket: String) -> any ObjectStore {
        let latencies = simulation.stream("object-store/\(bucket)/\(process.name)")
        return BucketStore(store: self, process: process, bucket: bucketIndex(bucket), latencies: latencies)
    }

    // MARK: What the world asks

    /// The object as it is now, without a request.
    public func peek(bucket: String, key: String) -> StoredObject? { buckets[bucketIndex(bucket)][key] }

    /// Objects in a bucket; nil for one that nobody has asked for.
    public func objectCount(bucket: String) -> Int? { bucketIndexes[bucket].map { buckets[$0].count } }

    /// Puts at once, without a request: what an installation has stored before the run.
    /// - Throws: the encoder's error in wire mode `bytes`.
    public func place(bucket: String, key: String, _ body: Payload) throws {
        guard simulation.admits("place(bucket: \"\(bucket)\", key: \"\(key)\")") else { return }
        lastVersion += 1
        let object = StoredObject(body: try body.inForm(model.wire), version: lastVersion)
        _ = buckets[bucketIndex(bucket)].put(key, object, if: .none)
    }

    /// Forgets an object at once: what an archive job does to payments long closed.
    public func remove(bucket: String, key: String) {
        guard simulation.admits("remove(bucket: \"\(bucket)\", key: \"\(key)\")") else { return }
        buckets[bucketIndex(bucket)].remove(key)
    }

    private func bucketIndex(_ name: String) -> Int {
        if let index = bucketIndexes[name] { return index }
        bucketIndexes[name] = buckets.count
        buckets.append(Bucket())
        bucketNames.append(name)
        troubles.append(nil)
        placeFaults(onNew: buckets.count - 1)
        return buckets.count - 1
    }

    // MARK: Requests

    func ask(
        _ request: consuming Request, bucket: Int, from process: SimulatedProcess, latencies: inout RandomStream
    ) throws -> SlotToken {
        try process.checkIn()
        var latency = latencyNanoseconds(of: request, &latencies)
        if troubles[bucket] != nil { latency += troubles[bucket]!.delay(&ledger) }
        precondition(latency >= 0, "Nothing arrives before it was sent.")
        let token = pending.insert(
            PendingRequest(bucket: bucket, answerDelayNanoseconds: latency - latency / 2, stage: .asked(request)))
        if let recorder { recorder.asked(token, by: process.name) }
        simulation.schedule(afterNanoseconds: latency / 2, handler, token)
        return token
    }

    @inline(__always)
    private func latencyNanoseconds(of request: Request, _ latencies: inout RandomStream) -> Int64 {
        switch request {
        case .get: getLatency.sampleNanoseconds(&latencies)
        case .put, .delete: putLatency.sampleNanoseconds(&latencies)
        case .list: listLatency.sampleNanoseconds(&latencies)
        }
    }

    /// The asker waits, and is to be woken when the answer is there.
    func setWaiter(_ waiter: Waiter, of token: SlotToken) {
        precondition(pending[token].waiter == nil, "A request has one asker.")
        pending[token].waiter = waiter
    }

    /// The asker waits no more; a request on its way still acts.
    func abandon(_ token: SlotToken) {
        precondition(!pending[token].isAbandoned, "An asker gives up once.")
        if case .answered = pending[token].stage { pending.remove(token) } else { pending[token].isAbandoned = true }
    }

    /// - Throws: `ObjectStoreError`.
    func takeAnswer(to token: SlotToken) throws -> Answer {
        guard case .answered(let answer) = pending.remove(token).stage else {
            preconditionFailure("The asker woke too early.")
        }
        if case .failed(let error) = answer { throw error }
        return answer
    }

    /// A request has reached the store.
    fileprivate func requestArrived(_ token: SlotToken) {
        let bucket = pending[token].bucket
        let request = pending[token].takeRequest()
        let told = recorder == nil ? nil : StoreRequest(request)
        let isUnavailable = model.unavailable != .never && failures.happens(model.unavailable)
        if isUnavailable { counters.unavailable += 1 }
        let answer: Answer =
            if isUnavailable {
                .failed(.unavailable)
            } else if troubles[bucket] == nil {
                act(consume request, on: bucket)
            } else {
                actInTrouble(request, on: bucket)
            }
        simulation.note(StorageTrace.requestActed, of: bucket, lastVersion)
        if let recorder, let told {
            recorder.acted(
                token, on: bucketNames[bucket], told, StoreResult(answer),
                isAwaited: !pending[token].isAbandoned)
        }
        guard !pending[token].isAbandoned else {
            pending.remove(token)
            return
        }
        pending[token].stage = .answered(consume answer)
        if let waiter = pending[token].waiter {
            let instant = simulation.now.nanoseconds + pending[token].answerDelayNanoseconds
            simulation.wake(waiter, at: VirtualInstant(nanoseconds: instant))
        }
    }

    /// The same where faults hold.
    private func actInTrouble(_ request: Request, on bucket: Int) -> Answer {
        let now = simulation.now.nanoseconds
        let fate = troubles[bucket]!.fate(isWrite: request.isWrite, &ledger)
        simulation.note(StorageTrace.requestMetFaults, of: bucket, fate.word)
        guard fate != .doesNothing else {
            counters.unavailable += 1
            return .failed(.unavailable)
        }
        let before = request.key.flatMap { buckets[bucket][$0] }
        let answer = act(request, on: bucket)
        switch (request, answer) {
        case (.get(let key), .object(let found)):
            return .object(troubles[bucket]!.read(key, found, at: now, &ledger))
        case (.list, .keys(let keys)): return .keys(troubles[bucket]!.listed(keys, at: now, &ledger))
        case (.put(let key, _, _), .version):
            troubles[bucket]!.noteWrite(key, replacing: before, isDelete: false, at: now)
        case (.delete(let key), .done):
            troubles[bucket]!.noteWrite(key, replacing: before, isDelete: true, at: now)
        default: return answer
        }
        guard fate == .losesItsAnswer else { return answer }
        counters.unavailable += 1
        return .failed(.unavailable)
    }

    private func act(_ request: consuming Request, on bucket: Int) -> Answer {
        switch consume request {
        case .get(let key):
            counters.gets += 1
            return .object(buckets[bucket].find(key))
        case .put(let key, let body, let condition):
            counters.puts += 1
            let object = StoredObject(body: body, version: lastVersion + 1)
            let outcome = buckets[bucket].put(key, object, if: condition)
            guard outcome != .refused else {
                counters.preconditionsFailed += 1
                return .failed(.preconditionFailed(key: key))
            }
            lastVersion += 1
            if outcome == .replaced, condition == .none { counters.overwrites += 1 }
            return .version(lastVersion)
        case .delete(let key):
            counters.deletes += 1
            buckets[bucket].remove(key)
            return .done
        case .list(let prefix):
            counters.lists += 1
            return .keys(buckets[bucket].keys(withPrefix: prefix))
        }
    }
}

/// The store's entries on the agenda: requests that reach it.
private final class RequestEntries: AgendaHandler {
    private let store: SimulatedObjectStore

    init(store: SimulatedObjectStore) { self.store = store }

    func fire(_ request: SlotToken) { store.requestArrived(request) }
}

extension PutCondition {
    /// - Parameter found: the version that is there; nil when nothing is.
    func holds(for found: UInt64?) -> Bool {
        switch self {
        case .none: true
        case .absent: found == nil
        case .version(let version): found == version
        }
    }
}
