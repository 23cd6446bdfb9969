import Observation
import PaymentModel
import Scenarios
import ServicePorts
import Testing

@testable import Twin

/// One line of one service that is wrong, and the promise that must notice it.
struct PlantedDefect: Sendable, CustomTestStringConvertible {
    let promise: Invariant
    let service: ServiceRole
    let words: String
    /// Of the scenario that gives the promise its occasion.
    let settings: [String]
    /// Made anew for each run.
    let wrapping: @Sendable () -> PortWrapping

    init(
        _ promise: Invariant, _ service: ServiceRole, _ words: String, _ settings: [String] = [],
        _ wrapping: @escaping @Sendable () -> PortWrapping
    ) {
        self.promise = promise
        self.service = service
        self.words = words
        self.settings = settings
        self.wrapping = wrapping
    }

    var testDescription: String { "\(promise.rawValue), \(service): \(words)" }

    /// All of them.
    static let all = ofEvents + ofMoney + ofChecks + ofApplications + ofCitizens
}

extension PortWrapping {
    /// Of one service alone.
    static func publishing(by role: ServiceRole, _ records: @escaping ChangedProducer.Records) -> PortWrapping {
        var wrapping = PortWrapping()
        wrapping.producer = { $1.role == role ? ChangedProducer(base: $0, records: records) : $0 }
        return wrapping
    }

    /// Each event that is published becomes another.
    static func rewriting(
        by role: ServiceRole, _ change: @escaping @Sendable (PaymentEvent) -> PaymentEvent
    ) -> PortWrapping {
        publishing(by: role) { record in
            var record = record
            record.value = record.value.map(change)
            return [record]
        }
    }

    /// Some events are not published.
    static func silencing(
        by role: ServiceRole, _ isSilenced: @escaping @Sendable (PaymentEvent) -> Bool
    ) -> PortWrapping {
        publishing(by: role) { $0.value.map(isSilenced) == true ? [] : [$0] }
    }

    /// After some events another is published.
    static func adding(
        by role: ServiceRole, _ next: @escaping @Sendable (PaymentEvent) -> PaymentEvent?
    ) -> PortWrapping {
        publishing(by: role) { record in
            guard let event = record.value.flatMap(next) else { return [record] }
            var added = record
            added.value = event
            return [record, added]
        }
    }

    static func reading(
        by role: ServiceRole, commits: Bool = true,
        _ change: @escaping @Sendable (ConsumerRecord<PaymentEvent>) -> ConsumerRecord<PaymentEvent>? = { $0 }
    ) -> PortWrapping {
        var wrapping = PortWrapping()
        wrapping.payments = { port, service in
            guard service.role == role else { return port }
            return ChangedConsumer(base: port, commits: commits) { $0.compactMap(change) }
        }
        return wrapping
    }

    static func calling(by role: ServiceRole, _ act: @escaping ChangedCaller.Act) -> PortWrapping {
        var wrapping = PortWrapping()
        wrapping.caller = { $1.role == role ? ChangedCaller(base: $0, act: act) : $0 }
        return wrapping
    }

    static func serving(by role: ServiceRole, _ act: @escaping ChangedCaller.Act) -> PortWrapping {
        var wrapping = PortWrapping()
        wrapping.server = { $1.role == role ? ChangedServer(base: $0, act: act) : $0 }
        return wrapping
    }

    static func storing(
        by role: ServiceRole, put: @escaping ChangedStore.Put = { (body: $1, condition: $2) },
        list: @escaping @Sendable ([String]) -> [String] = { $0 }
    ) -> PortWrapping {
        var wrapping = PortWrapping()
        wrapping.store = { $1.role == role ? ChangedStore(base: $0, put: put, list: list) : $0 }
        return wrapping
    }
}

extension PaymentEvent {
    /// The same under the next of its ids.
    var renamed: PaymentEvent { changed { _ in } }

    /// Another state, under another event id.
    func changed(_ change: (inout PaymentState) -> Void) -> PaymentEvent {
        var envelope = envelope
        envelope.eventID = .derived(from: envelope.eventID, salt: 1)
        return deriving(envelope: envelope, change)
    }

    /// Another envelope.
    func enveloped(_ change: (inout EventEnvelope) -> Void) -> PaymentEvent {
        var envelope = envelope
        change(&envelope)
        return deriving(envelope: envelope) { _ in }
    }

    /// Other values of what never changes.
    func originating(_ change: (inout PaymentOrigin.Values) -> Void) -> PaymentEvent {
        var values = origin.values
        change(&values)
        return PaymentEvent(envelope: envelope, origin: PaymentOrigin(values), state: state)
    }
}

extension ConsumerRecord<PaymentEvent> {
    var event: PaymentEvent? {
        if case .event(let event) = value { event } else { nil }
    }
}
