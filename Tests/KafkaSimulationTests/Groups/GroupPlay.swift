import KafkaSimulation
import ServicePorts
import SimulationSamples
import VirtualTime

/// A play of group members: what each is told to do, and one log of what coordinator, listeners and callers saw.
///
/// `@unchecked Sendable`: touched only by the thread that runs its simulation.
final class GroupPlay: @unchecked Sendable {
    enum Step {
        /// A member of this name begins to poll, as the next incarnation of its process.
        case start(String)
        case wait(seconds: Int64)
        case pause(String), resume(String), crash(String), close(String)
        /// The member commits this offset of partition 0 between two polls.
        case commit(String, offset: Int64)
        /// Something the member does between two polls.
        case act(String, @Sendable (any EventConsumer<Note>, GroupPlay) async -> Void)
        case produce(partition: Int32)
        case coordinator(isAvailable: Bool)
        /// What follows is logged; what came before was only the way there.
        case watch
    }

    private(set) var log: [String] = []
    let cluster: Cluster
    private let configure: (String, inout ConsumerSettings) -> Void
    private var processes: [String: SimulatedProcess] = [:]
    private var outage: FaultID?
    private var wishes: [String: [@Sendable (any EventConsumer<Note>, GroupPlay) async -> Void]] = [:]

    init(partitions: Int32, configure: @escaping (String, inout ConsumerSettings) -> Void) {
        cluster = Cluster(partitions: partitions, keepRecords: true)
        self.configure = configure
        cluster.kafka.onGroupEvent = { [unowned self] in write(Self.text(of: $0)) }
    }

    func write(_ line: String) { log.append(line) }

    func run(_ steps: [Step]) throws {
        for step in steps {
            switch step {
            case .start(let name): try start(name)
            case .wait(let seconds): cluster.run(seconds: seconds)
            case .pause(let name): cluster.now { [self] in processes[name]?.pause() }
            case .resume(let name): cluster.now { [self] in processes[name]?.resume() }
            case .crash(let name): cluster.now { [self] in processes[name]?.crash() }
            case .close(let name): wishes[name, default: []].append { consumer, _ in await consumer.close() }
            case .act(let name, let body): wishes[name, default: []].append(body)
            case .produce(let partition): try cluster.produce("x", partition: partition)
            case .coordinator(let isAvailable):
                cluster.now { [self] in
                    if isAvailable {
                        if let fault = outage.take() { cluster.kafka.remove(fault) }
                    } else {
                        outage = cluster.kafka.inject(.coordinatorOutage())
                    }
                }
            case .watch: log = []
            case .commit(let name, let offset):
                wishes[name, default: []].append { consumer, play in
                    do {
                        try await consumer.commit([TopicPartition(topic: "notes", partition: 0): offset])
                        play.write("\(name) committed")
                    } catch { play.write("\(name) commit: \(error)") }
                }
            }
        }
    }

    /// Keeps the member of this name busy outside `poll`.
    func work(_ name: String, for duration: Duration) async {
        guard let process = processes[name] else { return }
        try? await process.clock.sleep(for: duration)
    }

    private func start(_ name: String) throws {
        let process = cluster.simulation.makeProcess(named: name, incarnation: (processes[name]?.incarnation ?? -1) + 1)
        processes[name] = process
        var settings = Cluster.settings()
        settings.sessionTimeout = .seconds(10)
        configure(name, &settings)
        let consumer = try cluster.kafka.makeConsumer(for: process, settings, of: Note.self)
        process.start { [self] in
            do {
                try await consumer.subscribe(to: ["notes"], listener: PlayListener(name: name, play: self))
                while true {
                    for record in try await consumer.poll(timeout: .milliseconds(100)) {
                        write("\(name) read \(record.topicPartition.partition)@\(record.offset)")
                    }
                    while wishes[name]?.isEmpty == false {
                        guard let wish = wishes[name]?.removeFirst() else { break }
                        await wish(consumer, self)
                    }
                }
            } catch is CancellationError {} catch { write("\(name) ended: \(error)") }
        }
    }

    private static func text(of event: GroupEvent) -> String {
        let name = event.member.prefix { $0 != "-" }
        switch event.kind {
        case .join: return "\(name) joins"
        case .sync: return "\(name) syncs"
        case .stable(let generation): return "stable \(generation)"
        case .commit: return "\(name)'s commit stored"
        case .offsetsExpired(let partitions): return "\(partitions) offsets expired"
        case .leave: return "\(name) leaves"
        case .evicted: return "\(name) evicted"
        case .refused(let request, let error): return "\(name)'s \(request): \(error)"
        }
    }
}

private struct PlayListener: RebalanceListener {
    let name: String
    let play: GroupPlay

    func partitionsAssigned(_ partitions: [TopicPartition]) async { write("assigned", partitions) }
    func partitionsRevoked(_ partitions: [TopicPartition]) async { write("revoked", partitions) }
    func partitionsLost(_ partitions: [TopicPartition]) async { write("lost", partitions) }

    private func write(_ word: String, _ partitions: [TopicPartition]) {
        let numbers = partitions.map { "\($0.partition)" }.joined(separator: ",")
        play.write("\(name) \(word) [\(numbers)]")
    }
}
