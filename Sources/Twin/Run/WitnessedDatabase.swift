import PaymentModel
import ServicePorts

/// Core's database, which tells the feed of every application it takes: also of those whose event is then lost on its
/// way to the topic.
struct WitnessedDatabase: ObjectStore {
    private let feed: WitnessFeed
    private let base: any ObjectStore

    init(feed: WitnessFeed, under base: any ObjectStore) {
        self.feed = feed
        self.base = base
    }

    func get(_ key: String) async throws -> StoredObject? { try await base.get(key) }

    func put(_ key: String, _ body: Payload, condition: PutCondition) async throws -> UInt64 {
        let version = try await base.put(key, body, condition: condition)
        if let row = body.value(as: ApplicationEvent.self) { feed.applicationStored(row) }
        return version
    }

    func delete(_ key: String) async throws { try await base.delete(key) }
    func list(prefix: String) async throws -> [String] { try await base.list(prefix: prefix) }
}
