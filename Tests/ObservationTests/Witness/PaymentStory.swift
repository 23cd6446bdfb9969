import PaymentModel
import Statistics
import VirtualTime

@testable import Observation
@testable import World

/// Tells a witness the life of payments, in seconds since the scenario's start.
final class PaymentStory {
    static let start = Timestamp(secondsSinceEpoch: 1_740_956_400)
    let witness: RunWitness
    private var events: UInt64 = 1 << 40
    /// In the order of their publication.
    private(set) var published: [PaymentEvent] = []

    init(_ change: (inout WitnessSettings) -> Void = { _ in }) {
        var settings = WitnessSettings(start: Self.start, loadEnd: seconds(86_400))
        settings.tenants = [
            WitnessTenant(
                name: "comune-di-prova", id: EntityID(high: 0xB, low: 2), taxCode: "01000000001",
                intermediary: IntermediaryID(0), proxyAppID: "proxy:1.0.0")
        ]
        settings.tags = MeasureTags(
            consumerGroups: ["readers"], proxies: ["proxy"], intermediaries: ["notifies", "silent"])
        settings.intermediaryNotifies = [true, false]
        change(&settings)
        witness = RunWitness(settings)
    }

    func application(_ number: UInt64) -> EntityID { EntityID(high: 0xA, low: number) }
    func payment(_ number: UInt64) -> EntityID { EntityID(high: 0xB, low: number) }

    func tell(_ fact: Fact, at instant: Int64) { witness.observe(fact, at: seconds(instant)) }

    func submitted(_ number: UInt64, at instant: Int64) {
        let arrived = seconds(max(0, instant - 3))
        tell(
            .applicationSubmitted(application(number), tenant: TenantID(0), asks: .zero, arrived: arrived), at: instant)
    }

    func reached(_ status: ApplicationStatus, _ number: UInt64, at instant: Int64) {
        tell(.applicationStored(applicationEvent(status, number)), at: instant)
    }

    /// - Parameter eventID: a new one when nil.
    func applicationEvent(
        _ status: ApplicationStatus, _ number: UInt64, eventID: EntityID? = nil, tenant: EntityID? = nil
    ) -> ApplicationEvent {
        events += 1
        let origin = ApplicationOrigin.Values(
            id: application(number), tenantID: tenant ?? payment(2), serviceID: payment(3), userID: payment(1),
            createdAt: Self.start, applicant: Applicant(name: "Maria", surname: "Rossi", fiscalCode: "RSSMRA80A01H501U")
        )
        let envelope = EventEnvelope(
            eventID: eventID ?? EntityID(high: 0xE, low: events), createdAt: Self.start, appID: "core:2.13.0")
        return ApplicationEvent(
            envelope: envelope, origin: ApplicationOrigin(origin), state: ApplicationState(status: status))
    }

    /// - Parameters:
    ///   - application: the same number as the payment's unless told otherwise.
    ///   - check: `last_check_at` and `next_check_at`.
    func published(
        _ status: PaymentStatus, _ number: UInt64, of application: UInt64? = nil,
        check: (last: Int64, next: Int64?)? = nil,
        eventID: EntityID? = nil, createdAt: Int64 = 0, amount: EuroCents? = nil, by writer: String = "proxy:1.0.0",
        at seconds: Int64
    ) {
        events += 1
        var state = PaymentState(status: status, updatedAt: Self.wall(seconds))
        state.links.update.lastCheckAt = check.map { Self.wall($0.last) }
        state.links.update.nextCheckAt = check.flatMap { $0.next.map(Self.wall) }
        let origin = PaymentOrigin(
            PaymentOrigin.Values(
                id: payment(number), userID: payment(1), tenantID: payment(2), serviceID: payment(3),
                remoteID: self.application(application ?? number), createdAt: Self.wall(createdAt), amount: amount,
                payer: Person(taxIdentificationNumber: "RSSMRA80A01H501U", name: "Maria")))
        let envelope = EventEnvelope(
            eventID: eventID ?? EntityID(high: 0xE, low: events), createdAt: Self.wall(seconds), appID: writer)
        let payment = Payment(origin: origin, state: state)
        published.append(PaymentEvent(envelope: envelope, payment: payment))
        tell(.paymentPublished(published[published.count - 1]), at: seconds)
    }

    /// The view takes the payment's last event of this status.
    func viewShows(_ status: PaymentStatus, _ number: UInt64, at instant: Int64) {
        guard let event = published.last(where: { $0.id == payment(number) && $0.status == status }) else {
            preconditionFailure("The view takes what was published.")
        }
        tell(.viewTookRow(event), at: instant)
    }

    func moneyMoved(
        _ number: UInt64, notifies: Bool = true, statusShows: Int64? = nil, amount: EuroCents = .oneCent,
        way: MoneyMovement.Way = .online, notice: UInt64? = nil, at instant: Int64
    ) {
        let movement = MoneyMovement(
            payment: payment(number), intermediary: notifies ? 0 : 1,
            notice: NoticeCode(segregationCode: 0, base: notice ?? number), amount: amount, way: way,
            instant: seconds(instant), statusShows: seconds(statusShows ?? instant))
        tell(.moneyMoved(movement), at: instant)
    }

    func positionOpened(
        _ number: UInt64, notice: UInt64? = nil, intermediary: Int = 0, amount: EuroCents = .oneCent,
        creditor: String = "01000000001", at instant: Int64
    ) {
        let opening = PositionOpening(
            payment: payment(number), intermediary: intermediary,
            notice: NoticeCode(segregationCode: 0, base: notice ?? number), amount: amount, creditorTaxCode: creditor,
            debtorTaxCode: "RSSMRA80A01H501U", reason: "", due: nil, instant: seconds(instant))
        tell(.positionOpened(opening), at: instant)
    }

    /// A payment that goes well in 100 s: 2 s to its creation, 4 s until it is payable, paid at 60 s.
    func goodLife(_ number: UInt64, from start: Int64) {
        tell(.applicationPublished(applicationEvent(.paymentPending, number)), at: start)
        submitted(number, at: start)
        published(.creationPending, number, createdAt: start, at: start + 2)
        viewShows(.creationPending, number, at: start + 3)
        published(.paymentPending, number, check: (start + 4, start + 64), createdAt: start, at: start + 4)
        viewShows(.paymentPending, number, at: start + 6)
        tell(.payLinkShown(application: application(number), payment: payment(number)), at: start + 7)
        published(.paymentStarted, number, check: (start + 4, start + 64), createdAt: start, at: start + 30)
        viewShows(.paymentStarted, number, at: start + 32)
        moneyMoved(number, at: start + 60)
        published(.complete, number, check: (start + 75, nil), createdAt: start, at: start + 75)
        viewShows(.complete, number, at: start + 77)
        reached(.paymentSuccess, number, at: start + 80)
        tell(.pageShowed(application: application(number), payment: payment(number)), at: start + 100)
    }

    /// A quiet stretch up to an instant.
    func pass(to instant: Int64) { witness.pass(to: seconds(instant)) }

    func finish(at instant: Int64) -> WitnessReport { witness.finish(at: seconds(instant)) }

    private static func wall(_ seconds: Int64) -> Timestamp { start.adding(seconds: seconds) }
}

let second: Int64 = 1_000_000_000

func seconds(_ count: Int64) -> VirtualInstant { VirtualInstant(nanoseconds: count * second) }

extension WitnessReport {
    func value(_ name: String) -> Double? {
        guard case .value(let value) = measures.first(where: { $0.name == name })?.figure else { return nil }
        return value
    }

    func distribution(_ name: String) -> SampleSummary? {
        guard case .distribution(let summary) = measures.first(where: { $0.name == name })?.figure else { return nil }
        return summary
    }

    func series(_ name: String) -> [Double]? { series.first { $0.name == name }?.values }
}

extension WitnessReport {
    /// The violations of one promise.
    func broken(_ name: String) -> [Violation] { violations.filter { $0.invariant == name } }
}
