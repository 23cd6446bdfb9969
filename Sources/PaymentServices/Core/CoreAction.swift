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

    var work: Work
    /// How often it has failed.
    var failures = 0

    init(_ work: Work) { self.work = work }
}

extension CoreAction: JSONMessage, WireValue {
    private enum CodingKeys: String, CodingKey { case resend, submit, failures }

    func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        switch work {
        case .resend(let event): try fields.encode(event, forKey: .resend)
        case .submit(let application): try fields.encode(application, forKey: .submit)
        }
        try fields.encode(failures, forKey: .failures)
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        if let event = try fields.decodeIfPresent(ApplicationEvent.self, forKey: .resend) {
            self.init(.resend(event))
        } else {
            self.init(.submit(application: try fields.decode(EntityID.self, forKey: .submit)))
        }
        failures = try fields.decode(Int.self, forKey: .failures)
    }
}

/// Which of the waiting actions a loop of the job takes, without IO.
struct ActionSelection: Sendable {
    static let prefix = "actions/"
    static let exhaustedPrefix = "exhausted-actions/"

    let actionsPerTenant: Int

    /// A key that sorts by tenant, then by time.
    static func key(tenant slug: String, now: Timestamp, id: EntityID) -> String {
        let seconds = String(now.secondsSinceEpoch)
        return prefix + slug + "/" + String(repeating: "0", count: max(0, 12 - seconds.utf8.count)) + seconds + "-"
            + id.description
    }

    /// Where an action goes that will not be tried again: it stays pending for ever, out of the job's sight.
    static func exhaustedKey(_ key: String) -> String { exhaustedPrefix + key.dropFirst(prefix.utf8.count) }

    /// The oldest actions of each tenant, out of all keys in order.
    func select(from keys: [String]) -> [String] {
        var selected: [String] = []
        var tenant: Substring = ""
        var taken = 0
        for key in keys {
            let slug = key.dropFirst(Self.prefix.utf8.count).prefix { $0 != "/" }
            if slug != tenant {
                tenant = slug
                taken = 0
            }
            guard taken < actionsPerTenant else { continue }
            taken += 1
            selected.append(key)
        }
        return selected
    }
}
