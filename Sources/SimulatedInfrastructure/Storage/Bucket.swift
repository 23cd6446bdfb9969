import Ports

/// The objects of one bucket. Keys are also kept by their first folder, so that listing one folder does not look at the
/// objects of the others.
struct Bucket {
    private var objects: [String: StoredObject] = [:]
    private var folders: [Substring: Set<String>] = [:]

    var count: Int { objects.count }

    subscript(key: String) -> StoredObject? {
        get { objects[key] }
        set {
            let replaced = newValue.map { objects.updateValue($0, forKey: key) } ?? objects.removeValue(forKey: key)
            if newValue != nil, replaced == nil { folders[Self.folder(of: key), default: []].insert(key) }
            if newValue == nil, replaced != nil { folders[Self.folder(of: key)]?.remove(key) }
        }
    }

    /// Keys that begin with `prefix`, in order of their UTF-8 bytes.
    func keys(withPrefix prefix: String) -> [String] {
        let folder = Self.folder(of: prefix)
        let found =
            folder.isEmpty
            ? objects.keys.filter { $0.hasPrefix(prefix) } : (folders[folder] ?? []).filter { $0.hasPrefix(prefix) }
        return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Up to the first slash, that included; empty without one.
    private static func folder(of key: String) -> Substring {
        guard let slash = key.utf8.firstIndex(of: UInt8(ascii: "/")) else { return "" }
        return key[...slash]
    }
}
