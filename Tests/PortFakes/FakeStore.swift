import PaymentModel
import ServicePorts

/// Objects in memory. `otherWriter` lets another replica write between a read and the write that follows it.
package actor FakeStore: ObjectStore {
    package init() {}

    private var objects: [String: StoredObject] = [:]
    private var lastVersion: UInt64 = 0
    private var otherWriter: (key: String, body: Payload)?
    package private(set) var puts: [String] = []
    private var trouble: (prefix: String, times: Int, isDone: Bool)?

    package func get(_ key: String) -> StoredObject? {
        let found = objects[key]
        if let writer = otherWriter, writer.key == key {
            otherWriter = nil
            write(key, writer.body)
        }
        return found
    }

    package func put(_ key: String, _ body: Payload, condition: PutCondition) throws -> UInt64 {
        switch condition {
        case .none: break
        case .absent: if objects[key] != nil { throw ObjectStoreError.preconditionFailed(key: key) }
        case .version(let version):
            guard objects[key]?.version == version else { throw ObjectStoreError.preconditionFailed(key: key) }
        }
        puts.append(key)
        guard let failing = trouble, failing.times > 0, key.hasPrefix(failing.prefix) else { return write(key, body) }
        trouble?.times -= 1
        if failing.isDone { write(key, body) }
        throw ObjectStoreError.unavailable
    }

    /// The next `times` puts of keys that begin with `prefix` are not answered.
    /// - Parameter isDone: whether they are done nevertheless.
    package func failPuts(to prefix: String, times: Int, isDone: Bool = false) { trouble = (prefix, times, isDone) }

    @discardableResult
    private func write(_ key: String, _ body: Payload) -> UInt64 {
        lastVersion += 1
        objects[key] = StoredObject(body: body, version: lastVersion)
        return lastVersion
    }

    package func delete(_ key: String) { objects[key] = nil }
    package func list(prefix: String) -> [String] { objects.keys.filter { $0.hasPrefix(prefix) }.sorted() }

    /// After the next read of `key`, `body` stands there.
    package func otherWriter(writes body: Payload, to key: String) { otherWriter = (key, body) }

    package func payment(_ id: EntityID) throws -> PaymentEvent? { try objects["payments/\(id)"]?.body.decode() }
    package func keys(_ prefix: String) -> [String] { list(prefix: prefix) }
}
