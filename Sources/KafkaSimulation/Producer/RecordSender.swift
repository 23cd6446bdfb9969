import Containers
import DequeModule
import ServicePorts
import VirtualTime

/// The part of a producer that does not depend on the type of its events: where records go, what waits in the buffer, and
/// what its callers wait for. `SendingRequests.swift` has what happens to requests.
///
/// `@unchecked Sendable`: touched only by the thread that runs its simulation.
@usableFromInline
final class RecordSender: @unchecked Sendable {
    /// One partition as the producer sees it.
    struct Lane {
        let log: Int
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

    let kafka: SimulatedKafka
    /// The cluster's, at hand: a constant of a constant would be counted for each use.
    let simulation: Simulation
    let process: SimulatedProcess?
    let settings: ProducerSettings
    let clientName: String
    @exclusivity(unchecked) var latencies: RandomStream
    @exclusivity(unchecked) private var partitionDraws: RandomStream
    /// By broker, as over one connection each.
    @exclusivity(unchecked) var lastArrivalAtNanoseconds: [Int64]
    @exclusivity(unchecked) var inFlight: [Int]
    @exclusivity(unchecked) var lanes: [Lane] = []
    @exclusivity(unchecked) private var laneOfLog: [Int: Int] = [:]
    @exclusivity(unchecked) private var lastLane: (log: Int, lane: Int)?
    @exclusivity(unchecked) var accumulator: BatchAccumulator<ProducedRecord>
    var firstLaneToSend = 0

    var producerID: Int64?
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

    @exclusivity(unchecked) private var nextInTurn: Int32 = 0
    @exclusivity(unchecked) private var stickies: [Int: StickyPartitioner] = [:]
    @exclusivity(unchecked) private var lastTopic: (name: String, index: Int)?

    convenience init(kafka: SimulatedKafka, process: SimulatedProcess, settings: ProducerSettings) {
        self.init(
            kafka, process, settings, settings.clientID.isEmpty ? process.name : settings.clientID,
            stream: process.name)
    }

    /// A sender that belongs to no process: its records go at once, and nobody waits.
    convenience init(kafka: SimulatedKafka, name: String) {
        self.init(kafka, nil, ProducerSettings(), name, stream: name)
    }

    private init(
        _ kafka: SimulatedKafka, _ process: SimulatedProcess?, _ settings: ProducerSettings, _ clientName: String,
        stream: String
    ) {
        self.kafka = kafka
        simulation = kafka.simulation
        self.process = process
        self.settings = settings
        self.clientName = clientName
        latencies = simulation.stream("kafka/producer/\(stream)")
        partitionDraws = simulation.stream("kafka/partitioner/\(stream)")
        lastArrivalAtNanoseconds = [Int64](repeating: -1, count: kafka.brokers.count)
        inFlight = [Int](repeating: 0, count: kafka.brokers.count)
        accumulator = BatchAccumulator(
            batchSize: settings.batchSize, lingerNanoseconds: settings.linger.wholeNanoseconds)
    }

    // MARK: What the callers ask

    /// Sends one record and waits as `acks` asks.
    @usableFromInline
    @inline(__always)
    func send(topic: String, partition: Int32?, key: String?, payload: Payload) async throws -> RecordMetadata {
        guard let process else { preconditionFailure("A producer belongs to a process.") }
        try process.checkIn()
        let record = try record(key: key, payload: payload)
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
                topicPartition: kafka.topicPartition(log), offset: -1, timestamp: record.timestamp)
        }
        return try await acknowledgement(of: token, timestamp: record.timestamp, for: process)
    }

    /// Without waiting, and for nobody's process: the gateway's way.
    func sendUnattended(topic: String, key: String?, payload: Payload) throws {
        let record = try record(key: key, payload: payload)
        let log = try log(topic: topic, partition: nil, key: key, size: record.size)
        _ = sendDirectly(record, to: log, isHeld: false)
    }

    /// Buffers a record if there is room; false when `enqueue` would have to wait.
    @usableFromInline
    func enqueueAtOnce(topic: String, partition: Int32?, key: String?, payload: Payload) throws -> Bool {
        guard let process else { preconditionFailure("A producer belongs to a process.") }
        try process.checkIn()
        let record = try record(key: key, payload: payload)
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
    func enqueue(topic: String, partition: Int32?, key: String?, payload: Payload) async throws {
        guard let process else { preconditionFailure("A producer belongs to a process.") }
        try process.checkIn()
        let record = try record(key: key, payload: payload)
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
    private func record(key: String?, payload: Payload) throws -> ProducedRecord {
        let record = try ProducedRecord(
            key: key, payload: payload, wire: kafka.model.wire,
            timestamp: process?.wallMilliseconds ?? simulation.wallMilliseconds)
        let size = record.size + BatchRecords.overhead
        let limit = min(settings.maxRequestSize, settings.bufferMemory)
        if size > limit { throw KafkaError.recordTooLarge(size: size, limit: limit) }
        return record
    }

    @inline(__always)
    private func buffer(_ record: ProducedRecord, _ topic: String, _ partition: Int32?) throws {
        let log = try log(topic: topic, partition: partition, key: record.key, size: record.size)
        let (delivery, index) = buffer(record, log)
        delivery.isEnqueued = true
        // Only the first record of a batch, or one that fills it, can change what may be sent.
        if index == 0 || flushes > 0 || settings.linger == .zero { sendReady() }
    }

    /// The batch that has got the record, and the record's place in it.
    @inline(__always)
    private func buffer(_ record: ProducedRecord, _ log: Int) -> (BatchDelivery, index: Int) {
        let lane = lane(of: log)
        let added = accumulator.add(
            record, size: record.size, to: lane, at: now)
        switch added {
        case .joined:
            return (lanes[lane].openDelivery!, accumulator.lanes[lane].open!.records.count - 1)
        case .opened(let number):
            let delivery = BatchDelivery(number: number)
            if let closed = lanes[lane].openDelivery { lanes[lane].closedDeliveries.append(closed) }
            lanes[lane].openDelivery = delivery
            unsettled.append(delivery)
            becameBusy()
            return (delivery, 0)
        }
    }

    /// The delivery of the batch that the accumulator gives out next.
    func takeDelivery(of lane: Int) -> BatchDelivery {
        if let first = lanes[lane].closedDeliveries.popFirst() { return first }
        guard let open = lanes[lane].openDelivery else { preconditionFailure("Each batch has its delivery.") }
        lanes[lane].openDelivery = nil
        return open
    }

    @inline(__always)
    func lane(of log: Int) -> Int {
        if let lastLane, lastLane.log == log { return lastLane.lane }
        let lane: Int
        if let known = laneOfLog[log] {
            lane = known
        } else {
            lane = accumulator.addLane()
            laneOfLog[log] = lane
            lanes.append(Lane(log: log))
        }
        lastLane = (log, lane)
        return lane
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

    func release(_ size: Int) {
        buffered -= size
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
        switch delivery.outcome! {
        case .failed(let error): throw error
        case .stored(let log, let base, let appendTime):
            return RecordMetadata(
                topicPartition: kafka.topicPartition(log), offset: base < 0 ? -1 : base + Int64(index),
                timestamp: appendTime ?? timestamp)
        }
    }

    /// Suspends until the acknowledgement of a record that was sent directly, or the delivery time-out.
    @inline(__always)
    private func acknowledgement(
        of token: SlotToken, timestamp: Int64, for process: SimulatedProcess
    ) async throws -> RecordMetadata {
        let deadline = simulation.now.advanced(by: settings.deliveryTimeout)
        let acknowledgedAt = VirtualInstant(nanoseconds: kafka.produces[token].acknowledgedAtNanoseconds)
        do {
            try await process.suspend { simulation.wake($0, at: min(acknowledgedAt, deadline)) }
        } catch {
            abandon(token)
            throw error
        }
        let log = kafka.produces[token].log
        if kafka.produces[token].isDirect {
            guard acknowledgedAt <= deadline, kafka.produces[token].offset >= 0 else {
                abandon(token)
                throw KafkaError.deliveryTimedOut(topic: kafka.topicPartition(log).topic)
            }
            let pending = kafka.produces.remove(token)
            inFlight[pending.broker] -= 1
            release(pending.size)
            if !lanes.isEmpty { sendReady() }
            let timestamp = appendTime(of: log, at: pending.offset) ?? timestamp
            return RecordMetadata(
                topicPartition: kafka.topicPartition(log), offset: pending.offset, timestamp: timestamp)
        }
        let delivery = kafka.produces[token].delivery!
        kafka.produces[token].isHeld = false
        if kafka.produces[token].phase == .settled { kafka.produces.remove(token) }
        return try await outcome(of: delivery, 0, timestamp: timestamp, for: process)
    }

    /// The broker's timestamp, where it sets one.
    func appendTime(of log: Int, at offset: Int64) -> Int64? {
        guard kafka.topicTable[kafka.logs[log].topic].model.messageTimestampType == .logAppendTime,
            offset >= kafka.logs[log].startOffset, offset < kafka.logs[log].endOffset
        else { return nil }
        return kafka.logs[log][offset].timestamp
    }

    /// A batch has ended: tells whoever waits for it.
    func settle(_ delivery: BatchDelivery, _ outcome: BatchDelivery.Outcome) {
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

    var hasUnsettled: Bool { oldestUnsettled() != nil }

    // MARK: Where to

    private func log(topic name: String, partition: Int32?, key: String?, size: Int) throws -> Int {
        let topic: Int
        if let lastTopic, lastTopic.name == name {
            topic = lastTopic.index
        } else {
            topic = try kafka.topicIndex(name)
            lastTopic = (name, topic)
        }
        if let partition { return try kafka.logIndex(topic: topic, partition: partition) }
        let count = kafka.topicTable[topic].partitions
        let first = kafka.topicTable[topic].firstLog
        if let key, usesKeys { return first + Int(Murmur2.partition(of: key, among: count)) }
        return first + Int(partitionWithoutKey(topic, first, count, size))
    }

    private var usesKeys: Bool {
        switch settings.partitioner {
        case .builtIn: !settings.partitionerIgnoreKeys
        case .defaultPartitioner: true
        case .uniformSticky, .roundRobin: false
        }
    }

    private func partitionWithoutKey(_ topic: Int, _ first: Int, _ count: Int32, _ size: Int) -> Int32 {
        switch settings.partitioner {
        case .roundRobin:
            defer { nextInTurn = (nextInTurn + 1) & 0x7FFF_FFFF }
            return nextInTurn % count
        case .builtIn:
            return stickies[topic, default: StickyPartitioner()].builtIn(
                among: count, size: size, batchSize: settings.batchSize, draws: &partitionDraws
            ) {
                guard settings.partitionerAdaptivePartitioningEnable else { return nil }
                return (0..<Int(count)).map { partition in
                    laneOfLog[first + partition].map { lane in
                        accumulator.lanes[lane].closed.count + (accumulator.lanes[lane].open == nil ? 0 : 1)
                    } ?? 0
                }
            }
        case .defaultPartitioner, .uniformSticky:
            return stickies[topic, default: StickyPartitioner()].perBatch(among: count, draws: &partitionDraws) {
                // Without an open batch the record would begin one, and the partitioner moves on.
                guard let lane = laneOfLog[first + Int($0)], let open = accumulator.lanes[lane].open else {
                    return true
                }
                return open.size + size > settings.batchSize
            }
        }
    }
}
