import KafkaSimulation
import KsqlDB
import NetworkSimulation
import Observation
import PaymentModel
import Scenarios
import ServicePorts
import VirtualTime
import World

/// Turns what the observers of Kafka, the network and the world are told into the facts the witness keeps. It changes
/// nothing in the run; its one agenda entry per resolution step reads levels that nobody announces.
///
/// `@unchecked Sendable`: touched only by the thread that runs its simulation.
final class WitnessFeed: KafkaObserver, NetworkObserver, WorldObserver, AgendaHandler, @unchecked Sendable {
    private let witness: RunWitness
    private let simulation: Simulation
    private let kafka: SimulatedKafka
    private let groups: [String]
    private let step: Int64
    private let end: Int64
    private let notifies: Bool
    private var redelivered: UInt64 = 0
    private var rebalances: UInt64 = 0
    /// What the poller found last, until its loop ends.
    private var due = 0
    private var scanned: Int?
    private var handler: HandlerID<Entry>?

    enum Entry: UInt8, AgendaEntry { case levelsAreDue }

    init(_ witness: RunWitness, simulation: Simulation, kafka: SimulatedKafka, scenario: Scenario) {
        self.witness = witness
        self.simulation = simulation
        self.kafka = kafka
        groups = scenario.deployment.consumerGroups
        step = scenario.measure.resolution.wholeNanoseconds
        end = scenario.end.nanoseconds
        notifies = scenario.world.intermediary.pushesOutcomes
    }

    private var now: Int64 { simulation.now.nanoseconds }

    /// Begins to read levels.
    func start() {
        let handler = simulation.register(self)
        self.handler = handler
        simulation.schedule(after: step, handler, .levelsAreDue)
    }

    func fire(_ entry: Entry) {
        readLevels()
        guard let handler, now + step <= end else { return }
        simulation.schedule(after: step, handler, .levelsAreDue)
    }

    private func readLevels() {
        for (position, group) in groups.enumerated() {
            witness.lagChanged(of: position, to: Int(kafka.lag(group: group)), at: now)
        }
        let counters = kafka.counters
        if counters.redelivered > redelivered {
            witness.redelivered(Int(counters.redelivered - redelivered), at: now)
            redelivered = counters.redelivered
        }
        while rebalances < counters.rebalances {
            witness.rebalanced(at: now)
            rebalances += 1
        }
    }

    // MARK: Kafka

    func recordAppended(
        topic: String, partition: Int32, offset: Int64, timestamp: Int64, payload: Payload, key: String?
    ) {
        witness.recordAppended(at: now)
        if let event = payload.value(as: PaymentEvent.self) { return witness.published(event, at: now) }
        // A record that no consumer can read is no event of a payment, and so breaks no promise by itself.
        if topic == InfrastructurePart.payments, let event = try? payload.decode(as: PaymentEvent.self) {
            witness.published(event, at: now)
        } else if let event = try? payload.decode(as: ApplicationEvent.self) {
            heard(event)
        }
    }

    private func heard(_ event: ApplicationEvent) {
        witness.otherEventPublished(event.envelope.eventID, at: now)
        witness.applicationReached(event.state.status, event.id, at: now)
    }

    // MARK: Core's database

    /// Core committed this state of an application, whether or not the topic will hear of it.
    func applicationStored(_ row: ApplicationEvent) { witness.applicationReached(row.state.status, row.id, at: now) }

    // MARK: Poller

    func pollerFoundDue(_ count: Int) { due = count }
    func pollerCalled() { witness.pollerCalled(proxy: 0, at: now) }
    func pollerCallFailed() { witness.pollerCallEnded(.unanswered, at: now) }

    func pollerLoopEnded(nanoseconds: Int64) {
        witness.pollerRoundFinished(took: .nanoseconds(nanoseconds), due: due, scanned: scanned, at: now)
        (due, scanned) = (0, nil)
    }

    // MARK: The intermediary's host

    func callStarted(to host: HostID) { witness.intermediaryCalled(0, at: now) }

    func callFinished(to host: HostID, status: Int, latencyNanoseconds: Int64) {
        witness.intermediaryCallEnded(
            .answered(status: status), latency: .nanoseconds(latencyNanoseconds), at: now)
    }

    func callFailed(to host: HostID, _ error: HTTPCallError, latencyNanoseconds: Int64) {
        witness.intermediaryCallEnded(.unanswered, latency: .nanoseconds(latencyNanoseconds), at: now)
    }

    // MARK: World

    func submitted(application: EntityID, tenant: Int, service: Int, at instant: VirtualInstant) {
        witness.submitted(application, tenant: tenant, awaitsPayment: true, at: instant.nanoseconds)
    }

    func payLinkShown(application: EntityID, payment: EntityID, at instant: VirtualInstant) {
        witness.payLinkShown(application, at: instant.nanoseconds)
    }

    func pageShowed(application: EntityID, payment: EntityID, at instant: VirtualInstant) {
        witness.pageShowed(payment, at: instant.nanoseconds)
    }

    func citizenLeft(_ end: CitizenEnd, application: EntityID?, at instant: VirtualInstant) {
        switch end {
        case .linkNeverShown, .paidUnseen: witness.pageGaveUp(at: instant.nanoseconds)
        default: break
        }
    }

    func positionOpened(_ position: PositionOpening) {
        witness.positionOpened(for: position.payment, at: position.instant.nanoseconds)
    }

    func moneyMoved(_ movement: MoneyMovement) {
        witness.moneyMoved(
            movement.payment, channel: movement.way == .online ? .online : .offline, notifies: notifies,
            visible: movement.statusShows.nanoseconds, at: movement.instant.nanoseconds)
    }

    func cartAsked(at instant: VirtualInstant) { witness.cartAsked(at: instant.nanoseconds) }

    func cartAccepted(latency: Duration, at instant: VirtualInstant) {
        witness.cartAccepted(latency: latency, at: instant.nanoseconds)
    }

    func cartRefused(_ refusal: CartRefusal, latency: Duration, at instant: VirtualInstant) {
        let cause: CartRefusalCause =
            switch refusal {
            case .malformed, .tooManyNotices, .duplicateNotice: .invalid
            case .invalidPaymentInfo: .ongoing
            case .nodeUnavailable, .storeUnavailable: .unavailable
            }
        witness.cartRefused(cause, latency: latency, at: instant.nanoseconds)
    }

    func sessionEnded(_ end: SessionEnd, desk: SessionDesk, payment: EntityID, at instant: VirtualInstant) {
        let outcome: SessionOutcome =
            switch end {
            case .completed: .completed
            case .failed, .refused: .failed
            case .abandoned: .abandoned
            case .expired: .expired
            }
        witness.sessionEnded(outcome, at: instant.nanoseconds)
    }
}

extension WitnessFeed: KsqlViewObserver {
    func viewTook(_ events: [PaymentEvent]) {
        for event in events { witness.viewShows(event.status, of: event.id, at: now) }
    }

    /// Only the poller asks for open payments.
    func viewAnswered(queryOf tables: [String], rowsScanned: Int) {
        if tables.contains(KsqlView.openPaymentsTable) { scanned = rowsScanned }
    }
}
