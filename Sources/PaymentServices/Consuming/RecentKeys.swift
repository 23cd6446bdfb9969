import PaymentModel

/// What a replica has done lately, without IO: remembered by its key for a while, and lost with the replica.
struct RecentKeys<Key: Hashable & Sendable>: Sendable {
    private struct Entry {
        var key: Key
        var forgottenAt: Timestamp
    }

    private let memorySeconds: Int64
    private var known: Set<Key> = []
    /// Oldest first.
    private var entries: [Entry] = []

    init(memory: Duration) { memorySeconds = memory.components.seconds }

    mutating func contains(_ key: Key, now: Timestamp) -> Bool {
        forgetOld(now)
        return known.contains(key)
    }

    mutating func insert(_ key: Key, now: Timestamp) {
        forgetOld(now)
        guard known.insert(key).inserted else { return }
        entries.append(Entry(key: key, forgottenAt: now.adding(seconds: memorySeconds)))
    }

    private mutating func forgetOld(_ now: Timestamp) {
        let old = entries.prefix { $0.forgottenAt <= now }
        for entry in old { known.remove(entry.key) }
        entries.removeFirst(old.count)
    }
}
