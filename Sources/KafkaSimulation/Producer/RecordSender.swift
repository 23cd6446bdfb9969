import Containers
import DequeModule
import ServicePorts
import VirtualTime

/// The part of a producer that does not depend on the type of its events: where records go, what waits in the buffer,
/// and what its callers wait for. `SendingRequests.swift` has what happens to requests.
///
/// `@unchecked Sendable`: touched only by the thread that runs its simulation.
@usableFromInline
final class RecordSender: ProduceClient, @unchecked Sendable {
    /// What of one partition has been sent and is not acknowledged, and what its callers wait for.
    struct PartitionSends {
        let log: LogID
        /// Batches that have been sent before and go again, in the order in which they will.
        var retries = Deque<SlotToken>()
        /// Batches of an idempotent producer without an acknowledgement, in order of sequence.
        var inOrder = Deque<SlotToken>()
        var nextSequence: Int32 = 0
        var epoch: Int32 = 0
        /// Of the open batch, and of the closed ones before it.
        var openDelivery: BatchDelivery?
        var closedDeliveries = Deque<BatchDelivery>()
    }

    let server: ProduceServer
    /// The server's, at hand: a constant of a constant would be counted for each use.
    let simulation: Simulation
    let replicas: ReplicaManager
    let metadata: MetadataCache
    let faults: ActiveFaults
    private let wire: PayloadForm
    let process: SimulatedProcess?
    let settings: ProducerSettings
    let clientName: String
    @exclusivity(unchecked) var latencies: RandomStream
    @exclusivity(unchecked) var partitionDraws: RandomStream
    /// By broker, as over one connection each.
    @exclusivity(unchecked) var lastArrivalAtNanoseconds: IDTable<BrokerID, Int64>
    @exclusivity(unchecked) var inFlight: IDTable<BrokerID, Int>
    @exclusivity(unchecked) var sends = IDTable<PartitionSlot, PartitionSends>()
    /// Nil where it has sent nothing yet.
    @exclusivity(unchecked) var slots: IDTable<LogID, PartitionSlot?>
    @exclusivity(unchecked) private var lastSlot: (log: LogID, slot: PartitionSlot)?
    @exclusivity(unchecked) var accumulator: BatchAccumulator<ProducedRecord>
    var firstToSend = 0

    var producerID: ProducerID?
    var asksForProducerID = false
    var newestEpoch: Int32 = 0

    @exclusivity(unchecked) private var buffered = 0
    @exclusivity(unchecked) private var bufferWaiters = Deque<Waiter>()
    @exclusivity(unchecked) private var unsettled = Deque<BatchDelivery>()
    private var flushWaiters: [Waiter] = []
    var flushes = 0
    private var firstFailure: KafkaError?
    var deliveries = DeadlineQueue<SlotToken>()
    var requests = DeadlineQueue<(token: SlotToken, attempt: Int32)>()
    var timerAtNanoseconds: Int64?
    var busyToken: SlotToken?
    var resumesLater = false

    @exclusivity(unchecked) var nextInTurn: Int32 = 0
    @exclusivity(unchecked) var stickies: [TopicID: StickyPartitioner] = [:]
    @exclusivity(unchecked) var lastTopic: (name: String, id: TopicID)?

    /// - Parameter process: nil for a sender that belongs to none: its records go at once, and nobody waits.
    init(
        _ server: ProduceServer, wire: PayloadForm, process: SimulatedProcess?, named name: String,
        _ settings: ProducerSettings
    ) {
        self.server = server
        self.wire = wire
        simulation = server.simulation
        replicas = server.replicas
        metadata = replicas.metadata
        faults = replicas.faults
        self.process = process
        self.settings = settings
        clientName = settings.clientID.isEmpty ? name : settings.clientID
        latencies = simulation.stream("kafka/producer/\(name)")
        partitionDraws = simulation.stream("kafka/partitioner/\(name)")
        lastArrivalAtNanoseconds = IDTable(repeating: -1, count: replicas.brokers.count)
        slots = IDTable(repeating: nil, count: metadata.logCount)
        inFlight = IDTable(repeating: 0, count: replicas.brokers.count)
        accumulator = BatchAccumulator(
            batchSize: settings.batchSize, lingerNanoseconds: settings.linger.wholeNanoseconds)
    }

    // MARK: What the callers ask

    /// Sends one record and waits as `acks` asks.
    @usableFromInline
    @inline(__always)
    func send(
        topic: String, partition: Int32?, key: RecordKey?, payload: Payload, timestamp: Int64?, headers: SomeHeaders
    ) async throws -> RecordMetadata {
        guard let process else { preconditionFailure("A producer belongs to a process.") }
        try process.checkIn()
        let record = try record(key, payload, timestamp, headers)
        let log = try log(topic: topic, partition: partition, key: key, size: record.size)
        while !reserve(record.size) { try await waitForBuffer(process) }
        guard canSendDirectly(to: log) else {
            let (delivery, index) = buffer(record, log)
            sendReady()
            return try await outcome(of: delivery, index, timestamp: record.timestamp, for: process)
        }
        let token = sendDirectly(record, to: log, isHeld: settings.acks != .none)
        guard settings.acks != .none else {
            return RecordMetadata(
                topicPartition: metadata.topicPartitions[log], offset: -1, timestamp: record.timestamp)
        }
        return try await acknowledgement(of: token, timestamp: record.timestamp, for: process)
    }

    /// Without waiting, and for nobody's process: the gateway's way.
    func sendUnattended(topic: String, key: RecordKey?, payload: Payload) throws {
        let record = try record(key, payload, nil, SomeHeaders([]))
        let log = try log(topic: topic, partition: nil, key: key, size: record.size)
        _ = sendDirectly(record, to: log, isHeld: false)
    }

    /// Buffers a record if there is room; false when `enqueue` would have to wait.
    @usableFromInline
    func enqueueAtOnce(
        topic: String, partition: Int32?, key: RecordKey?, payload: Payload, timestamp: Int64?, headers: SomeHeaders
    ) throws -> Bool {
        guard let process else { preconditionFailure("A producer belongs to a process.") }
        try process.checkIn()
        let record = try record(key, payload, timestamp, headers)
        guard reserve(record.size) else { return false }
        do {
            try buffer(record, topic, partition)
            return true
        } catch {
            release(record.size)
            throw error
        }
    }

    @usableFromInline
    func enqueue(
        topic: String, partition: Int32?, key: RecordKey?, payload: Payload, timestamp: Int64?, headers: SomeHeaders
    ) async throws {
        guard let process else { preconditionFailure("A producer belongs to a process.") }
        try process.checkIn()
        let record = try record(key, payload, timestamp, headers)
        while !reserve(record.size) { try await waitForBuffer(process) }
        do { try buffer(record, topic, partition) } catch {
            release(record.size)
            throw error
        }
    }

    @usableFromInline
    func flush() async throws {
        guard let process else { preconditionFailure("A producer belongs to a process.") }
        try process.checkIn()
        flushes += 1
        defer { flushes -= 1 }
        let last = unsettled.last?.number ?? 0
        sendReady()
        while let oldest = oldestUnsettled(), oldest <= last {
            try await process.suspend { flushWaiters.append($0) }
        }
        if let firstFailure {
            self.firstFailure = nil
            throw firstFailure
        }
    }

    // MARK: Into the buffer

    @inline(__always)
    private func record(
        _ key: RecordKey?, _ payload: Payload, _ timestamp: Int64?, _ headers: SomeHeaders
    ) throws -> ProducedRecord {
        if let timestamp, timestamp < 0 { throw KafkaError.invalidTimestamp(timestamp) }
        let record = try ProducedRecord(
            key: key, payload: payload, wire: wire,
            timestamp: timestamp ?? process?.wallMilliseconds ?? simulation.wallMilliseconds, headers: headers)
        let size = record.size + BatchRecords.overhead
        let limit = min(settings.maxRequestSize, settings.bufferMemory)
        if size > limit { throw KafkaError.recordTooLarge(size: size, limit: limit) }
        return record
    }

    @inline(__always)
    private func buffer(_ record: ProducedRecord, _ topic: String, _ partition: Int32?) throws {
        let log = try log(topic: topic, partition: partition, key: record.key, size: record.size)
        let slot = slot(of: log)
        let opensBatch = add(record, to: slot)
        sends[slot].openDelivery?.isEnqueued = true
        // Only the first record of a batch, or one that fills it, can change what may be sent.
        if opensBatch || flushes > 0 || accumulator.lingerNanoseconds == 0 { sendReady() }
    }

    /// The batch that has got the record, and the record's place in it.
    @inline(__always)
    private func buffer(_ record: ProducedRecord, _ log: LogID) -> (BatchDelivery, index: Int) {
        let slot = slot(of: log)
        let opensBatch = add(record, to: slot)
        guard let delivery = sends[slot].openDelivery else { preconditionFailure("Each batch has its delivery.") }
        return (delivery, opensBatch ? 0 : accumulator.batches[slot].open!.records.count - 1)
    }

    /// Whether the record is the first of its batch.
    @inline(__always)
    private func add(_ record: ProducedRecord, to slot: PartitionSlot) -> Bool {
        guard case .opened(let number) = accumulator.add(record, size: record.size, to: slot, at: now) else {
            return false
        }
        let delivery = BatchDelivery(number: number)
        if let closed = sends[slot].openDelivery { sends[slot].closedDeliveries.append(closed) }
        sends[slot].openDelivery = delivery
        unsettled.append(delivery)
        becameBusy()
        return true
    }

    /// The delivery of the batch that the accumulator gives out next.
    func takeDelivery(of slot: PartitionSlot) -> BatchDelivery {
        if let first = sends[slot].closedDeliveries.popFirst() { return first }
        guard let open = sends[slot].openDelivery else { preconditionFailure("Each batch has its delivery.") }
        sends[slot].openDelivery = nil
        return open
    }

    @inline(__always)
    func slot(of log: LogID) -> PartitionSlot {
        if let lastSlot, lastSlot.log == log { return lastSlot.slot }
        let slot: PartitionSlot
        if let known = slots[log] {
            slot = known
        } else {
            slot = accumulator.addPartition()
            slots[log] = slot
            let place = sends.append(PartitionSends(log: log))
            precondition(place == slot, "A partition has one number in all books.")
        }
        lastSlot = (log, slot)
        return slot
    }

    // MARK: Memory

    /// Whether callers wait for memory: then nothing lingers.
    var isExhausted: Bool { !bufferWaiters.isEmpty }

    @inline(__always)
    private func reserve(_ size: Int) -> Bool {
        guard buffered + size <= settings.bufferMemory, bufferWaiters.isEmpty else { return false }
        buffered += size
        return true
    }

    /// A sender without a process has no buffer.
    func release(_ size: Int) {
        guard process != nil else { return }
        buffered -= size
        precondition(buffered >= 0, "Memory is given back once.")
        guard let waiter = bufferWaiters.popFirst() else { return }
        simulation.wake(waiter)
    }

    /// - Throws: `KafkaError.bufferExhausted` after `max.block.ms`.
    private func waitForBuffer(_ process: SimulatedProcess) async throws {
        let deadline = simulation.now.advanced(by: settings.maxBlock)
        guard settings.maxBlock > .zero else { throw KafkaError.bufferExhausted }
        var own: Waiter?
        defer { bufferWaiters.removeAll { $0 == own } }
        try await process.suspend { waiter in
            own = waiter
            bufferWaiters.append(waiter)
            simulation.wake(waiter, at: deadline)
            sendReady()
        }
        // Whoever was woken by a release is in the line no longer.
        if bufferWaiters.contains(where: { $0 == own }) { throw KafkaError.bufferExhausted }
    }

    // MARK: What callers wait for

    private func outcome(
        of delivery: BatchDelivery, _ index: Int, timestamp: Int64, for process: SimulatedProcess
    ) async throws -> RecordMetadata {
        while delivery.outcome == nil { try await process.suspend { delivery.waiters.append($0) } }
        switch delivery.outcome {
        case nil: preconditionFailure("A call is woken when its batch has ended.")
        case .failed(let error): throw error
        case .stored(let log, let base, let appendTime):
            return RecordMetadata(
                topicPartition: metadata.topicPartitions[log], offset: base < 0 ? -1 : base + Int64(index),
                timestamp: appendTime ?? timestamp)
        }
    }

    /// Suspends until the acknowledgement of a record that was sent directly, or the delivery time-out.
    @inline(__always)
    private func acknowledgement(
        of token: SlotToken, timestamp: Int64, for process: SimulatedProcess
    ) async throws -> RecordMetadata {
        let deadline = simulation.now.advanced(by: settings.deliveryTimeout)
        let acknowledgedAt = VirtualInstant(nanoseconds: server.requests[token].acknowledgedAtNanoseconds)
        do {
            try await process.suspend { simulation.wake($0, at: min(acknowledgedAt, deadline)) }
        } catch {
            abandon(token)
            throw error
        }
        let log = server.requests[token].log
        if server.requests[token].isDirect {
            guard acknowledgedAt <= deadline, server.requests[token].offset >= 0 else {
                abandon(token)
                throw KafkaError.deliveryTimedOut(topic: metadata.topicPartitions[log].topic)
            }
            let pending = server.requests.remove(token)
            precondition(pending.error == nil, "Who waits by itself is told of errors otherwise.")
            freeConnection(to: pending.broker)
            release(pending.size)
            if !sends.isEmpty { sendReady() }
            let timestamp = replicas.appendTime(of: log, at: pending.offset) ?? timestamp
            return RecordMetadata(
                topicPartition: metadata.topicPartitions[log], offset: pending.offset, timestamp: timestamp)
        }
        guard let delivery = server.requests[token].delivery else {
            preconditionFailure("What failed directly has somebody to tell.")
        }
        server.requests[token].isHeld = false
        if server.requests[token].phase == .settled { server.requests.remove(token) }
        return try await outcome(of: delivery, 0, timestamp: timestamp, for: process)
    }

    /// A batch has ended: tells whoever waits for it.
    func settle(_ delivery: BatchDelivery, _ outcome: BatchDelivery.Outcome) {
        precondition(delivery.outcome == nil, "A batch ends once.")
        delivery.outcome = outcome
        if delivery.isEnqueued, firstFailure == nil, case .failed(let error) = outcome { firstFailure = error }
        for waiter in delivery.waiters { simulation.wake(waiter) }
        delivery.waiters = []
        _ = oldestUnsettled()
        guard !flushWaiters.isEmpty else { return }
        let waiters = flushWaiters
        flushWaiters = []
        for waiter in waiters { simulation.wake(waiter) }
    }

    private func oldestUnsettled() -> UInt64? {
        while let first = unsettled.first, first.outcome != nil { unsettled.removeFirst() }
        return unsettled.first?.number
    }

}
