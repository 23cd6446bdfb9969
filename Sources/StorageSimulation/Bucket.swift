import Containers
import ServicePorts

/// The objects of one bucket, with their keys in order for listings. Keys are bytes: two texts that only look the same
/// are two keys.
///
/// The order is kept up only when somebody lists: a bucket that is never listed pays nothing for it.
struct Bucket {
    private struct Entry {
        let key: String
        var object: StoredObject
    }

    /// What became of a put.
    enum PutOutcome { case created, replaced, refused }

    private var entries: ContiguousArray<Entry> = []
    private var index = KeyIndex()
    /// Sorted by UTF-8 bytes; may hold keys that were deleted since. Absent while nobody lists.
    private var ordered: [String]?
    /// Keys that came since the last listing.
    private var newcomers: [String] = []

    var count: Int { entries.count }

    subscript(key: String) -> StoredObject? { number(of: key, KeyIndex.hash(key)).map { entries[$0].object } }

    /// The same where it lies in another's memory. It changes nothing, but whoever may change a bucket need not count
    /// all that the bucket holds to look into it.
    mutating func find(_ key: String) -> StoredObject? { self[key] }

    @inline(__always)
    private func number(of key: String, _ hash: UInt64) -> Int? {
        index.number(of: hash) { KeyIndex.isSame(entries[$0].key, key) }
    }

    private func holds(_ key: String) -> Bool { number(of: key, KeyIndex.hash(key)) != nil }

    /// Puts an object when the condition holds for what is there; the key is looked up once.
    mutating func put(_ key: String, _ object: consuming StoredObject, if condition: PutCondition) -> PutOutcome {
        let hash = KeyIndex.hash(key)
        guard let number = number(of: key, hash) else {
            guard condition.holds(for: nil) else { return .refused }
            index.insert(entries.count, hash: hash)
            entries.append(Entry(key: key, object: object))
            if ordered != nil { noteNewcomer(key) }
            return .created
        }
        guard condition.holds(for: entries[number].object.version) else { return .refused }
        precondition(object.version > entries[number].object.version, "A later object has a higher version.")
        entries[number].object = object
        return .replaced
    }

    /// Removing what is not there does nothing.
    mutating func remove(_ key: String) {
        let hash = KeyIndex.hash(key)
        guard let number = number(of: key, hash) else { return }
        index.remove(number, hash: hash)
        // The last one moves to the place that is free now.
        let last = entries.removeLast()
        guard number < entries.count else { return }
        let lastHash = KeyIndex.hash(last.key)
        index.remove(entries.count, hash: lastHash)
        index.insert(number, hash: lastHash)
        entries[number] = last
    }

    private mutating func noteNewcomer(_ key: String) {
        newcomers.append(key)
        if newcomers.count > count + 16 { forgetOrder() }
    }

    /// Keys that begin with `prefix`, in order of their UTF-8 bytes.
    mutating func keys(withPrefix prefix: String) -> [String] {
        var keys = ordered ?? entries.map(\.key).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        ordered = nil
        for key in newcomers {
            let place = Self.position(of: key, in: keys)
            if place < keys.count, KeyIndex.isSame(keys[place], key) { continue }
            keys.insert(key, at: place)
        }
        newcomers.removeAll(keepingCapacity: true)
        if keys.count > 2 * count + 16 { keys.removeAll { !holds($0) } }
        let listed = keys[Self.position(of: prefix, in: keys)...].prefix { $0.utf8.starts(with: prefix.utf8) }
        let found = listed.filter { holds($0) }
        // Where keys come and go between listings, as in a queue, the next one must not meet the same dead again.
        if listed.count > found.count + 16 { keys.replaceSubrange(listed.indices, with: found) }
        ordered = keys
        // All keys in debug builds alone: a listing would cost as much as the bucket is large.
        assert(
            zip(keys.dropFirst(), keys).allSatisfy { $1.utf8.lexicographicallyPrecedes($0.utf8) },
            "Keys are listed in order, and once.")
        return found
    }

    private mutating func forgetOrder() {
        ordered = nil
        newcomers = []
    }

    /// Where `key` stands or would stand.
    private static func position(of key: String, in keys: [String]) -> Int {
        var (low, high) = (0, keys.count)
        while low < high {
            let middle = (low + high) / 2
            if keys[middle].utf8.lexicographicallyPrecedes(key.utf8) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
