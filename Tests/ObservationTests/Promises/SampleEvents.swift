import Containers
import PaymentModel

@testable import Observation

/// Events of one payment and of its application, as a promise hears them.
struct SampleEvents {
    static let start = Timestamp(secondsSinceEpoch: 1_740_956_400)
    static let payment = EntityID(high: 1, low: 1)
    static let application = EntityID(high: 2, low: 1)
    static let tenant = EntityID(high: 3, low: 1)
    static let service = EntityID(high: 4, low: 1)
    static let place = SlotToken(slot: 0, generation: 0)

    var amount = EuroCents(cents: 4_210)
    var split: [SplitShare] = []
    var tenant = Self.tenant
    var createdAt = Self.start

    func wall(_ seconds: Int64) -> Timestamp { Self.start.adding(seconds: seconds) }

    private var values: PaymentOrigin.Values {
        var values = PaymentOrigin.Values(
            id: Self.payment, userID: EntityID(high: 5, low: 1), tenantID: tenant, serviceID: Self.service,
            remoteID: Self.application, createdAt: createdAt, amount: amount,
            payer: Person(taxIdentificationNumber: "RSSMRA80A01H501U", name: "Maria"))
        values.split = split
        return values
    }

    /// - Parameters:
    ///   - check: `last_check_at` and `next_check_at`.
    ///   - origin: that of the payment's other events; its own when nil.
    func event(
        _ status: PaymentStatus, by writer: String = "silfi-payment-proxy:1.5.0", at seconds: Int64 = 0,
        check: (last: Timestamp?, next: Timestamp?) = (nil, nil), transaction: String? = nil,
        origin: PaymentOrigin? = nil
    ) -> PaymentEvent {
        var state = PaymentState(status: status, updatedAt: wall(seconds), transactionID: transaction)
        state.links.update.lastCheckAt = check.last
        state.links.update.nextCheckAt = check.next
        let envelope = EventEnvelope(
            eventID: EntityID(high: 6, low: UInt64(seconds)), createdAt: wall(seconds), appID: writer)
        return PaymentEvent(envelope: envelope, origin: origin ?? PaymentOrigin(values), state: state)
    }

    func application(_ status: ApplicationStatus, event: UInt64 = 1) -> ApplicationEvent {
        let origin = ApplicationOrigin.Values(
            id: Self.application, tenantID: tenant, serviceID: Self.service, userID: EntityID(high: 5, low: 1),
            createdAt: createdAt,
            applicant: Applicant(name: "Maria", surname: "Rossi", fiscalCode: "RSSMRA80A01H501U"))
        let envelope = EventEnvelope(
            eventID: EntityID(high: 7, low: event), createdAt: createdAt, appID: "core:2.13.0")
        return ApplicationEvent(
            envelope: envelope, origin: ApplicationOrigin(origin), state: ApplicationState(status: status))
    }
}

extension Evidence {
    /// An event of the sample payment after another.
    static func published(
        _ event: PaymentEvent, after before: PaymentEvent? = nil, writerChanges: UInt8 = 0, owner: String? = nil,
        place: SlotToken = SampleEvents.place
    ) -> Evidence {
        .paymentPublished(
            PaymentPublication(
                event: event, before: before, place: place, writerChanges: writerChanges, owner: owner))
    }
}
