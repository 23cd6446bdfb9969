import PaymentModel
import ServicePorts

/// What Core's background job still has to do.
struct CoreAction: Sendable, Equatable {
    enum Work: Sendable, Equatable {
        /// Sends an event to the gateway that was not taken before.
        case resend(ApplicationEvent)
        /// Makes the documents of an application and moves it from 1900 to 2000.
        case submit(application: EntityID)
    }

    /// Which host has an action in hand, so that no other does it, too.
    struct Reservation: Codable, Sendable, Equatable {
        var host: EntityID
        var since: Timestamp
    }

    var work: Work
    /// How often it has failed.
    var failures = 0
    /// Nil while no host has it in hand.
    var reservation: Reservation?

    init(_ work: Work) { self.work = work }

    /// Whether a host may take it: when no other has it, or one that must have died, after a time that doubles with
    /// each failure.
    func isFree(at now: Timestamp, takeoverTime: Duration) -> Bool {
        guard let reservation else { return true }
        let doublings = min(failures, 20)
        return now.seconds(since: reservation.since) >= takeoverTime.components.seconds << doublings
    }
}

extension CoreAction: JSONMessage, WireValue {
    private enum CodingKeys: String, CodingKey { case resend, submit, failures, reservation }

    func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        switch work {
        case .resend(let event): try fields.encode(event, forKey: .resend)
        case .submit(let application): try fields.encode(application, forKey: .submit)
        }
        try fields.encode(failures, forKey: .failures)
        try fields.encodeIfPresent(reservation, forKey: .reservation)
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        if let event = try fields.decodeIfPresent(ApplicationEvent.self, forKey: .resend) {
            self.init(.resend(event))
        } else {
            self.init(.submit(application: try fields.decode(EntityID.self, forKey: .submit)))
        }
        failures = try fields.decode(Int.self, forKey: .failures)
        reservation = try fields.decodeIfPresent(Reservation.self, forKey: .reservation)
    }
}

/// Which of the waiting actions a loop of the job takes, without IO: the oldest of each tenant, as many as it may.
struct ActionSelection: Sendable {
    static let prefix = "actions/"
    static let exhaustedPrefix = "exhausted-actions/"

    private let actionsPerTenant: Int
    private var tenant: Substring = ""
    private var taken = 0

    init(actionsPerTenant: Int) { self.actionsPerTenant = actionsPerTenant }

    /// A key that sorts by tenant, then by time.
    static func key(tenant slug: String, now: Timestamp, id: EntityID) -> String {
        let seconds = String(now.secondsSinceEpoch)
        return prefix + slug + "/" + String(repeating: "0", count: max(0, 12 - seconds.utf8.count)) + seconds + "-"
            + id.description
    }

    /// Where an action goes that will not be tried again: it stays pending for ever, out of the job's sight.
    static func exhaustedKey(_ key: String) -> String { exhaustedPrefix + key.dropFirst(prefix.utf8.count) }

    /// Whether the tenant of this key, the next of all keys in order, has had its share.
    mutating func isFull(for key: String) -> Bool {
        let slug = key.dropFirst(Self.prefix.utf8.count).prefix { $0 != "/" }
        if slug != tenant {
            tenant = slug
            taken = 0
        }
        return taken >= actionsPerTenant
    }

    /// Counts an action that was taken: what another host has in hand is none.
    mutating func take() { taken += 1 }
}
