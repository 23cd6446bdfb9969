import Ports

/// The objects of one bucket, with their keys in order for listings.
///
/// The order is kept up only when somebody lists: a bucket that is never listed pays nothing for it.
struct Bucket {
    private var objects: [String: StoredObject] = [:]
    /// Sorted by UTF-8 bytes; may hold keys that were deleted since. Absent while nobody lists.
    private var ordered: [String]?
    /// Keys that came since the last listing.
    private var newcomers: [String] = []

    var count: Int { objects.count }

    subscript(key: String) -> StoredObject? {
        get { objects[key] }
        set {
            guard let newValue else {
                objects[key] = nil
                return
            }
            _ = replace(key, with: newValue)
        }
    }

    /// Puts an object and tells what it replaces.
    mutating func replace(_ key: String, with object: StoredObject) -> StoredObject? {
        let replaced = objects.updateValue(object, forKey: key)
        if replaced == nil, ordered != nil { noteNewcomer(key) }
        return replaced
    }

    /// Puts an object when the condition holds for what is there; the key is looked up once.
    mutating func put(_ key: String, _ object: StoredObject, if condition: PutCondition) -> Bool {
        guard let place = objects.index(forKey: key) else {
            guard condition.holds(for: nil) else { return false }
            self[key] = object
            return true
        }
        guard condition.holds(for: objects.values[place].version) else { return false }
        objects.values[place] = object
        return true
    }

    private mutating func noteNewcomer(_ key: String) {
        newcomers.append(key)
        if newcomers.count > objects.count + 16 { forgetOrder() }
    }

    /// Keys that begin with `prefix`, in order of their UTF-8 bytes.
    mutating func keys(withPrefix prefix: String) -> [String] {
        var keys = ordered ?? objects.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        ordered = nil
        for key in newcomers {
            let place = Self.position(of: key, in: keys)
            if place < keys.count, keys[place] == key { continue }
            keys.insert(key, at: place)
        }
        newcomers.removeAll(keepingCapacity: true)
        if keys.count > 2 * objects.count + 16 { keys.removeAll { objects[$0] == nil } }
        let listed = keys[Self.position(of: prefix, in: keys)...].prefix { $0.hasPrefix(prefix) }
        let found = listed.filter { objects[$0] != nil }
        // Where keys come and go between listings, as in a queue, the next one must not meet the same dead again.
        if listed.count > found.count + 16 { keys.replaceSubrange(listed.indices, with: found) }
        ordered = keys
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
