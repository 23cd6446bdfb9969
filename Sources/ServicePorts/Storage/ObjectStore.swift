/// One object as it was read. `version` identifies what was read, for a compare-and-swap.
public struct StoredObject: Sendable {
    /// What was stored.
    public var body: Payload
    /// Identifies what was read; of one key every write has another.
    public var version: UInt64

    /// An object as a store answers it.
    public init(body: Payload, version: UInt64) {
        self.body = body
        self.version = version
    }
}

/// What a `put` demands of the object it replaces.
public enum PutCondition: Equatable, Sendable {
    /// The last writer wins, as deployed: S3 and MinIO without conditional writes.
    case none
    /// `If-None-Match: *`.
    case absent
    /// `If-Match`.
    case version(UInt64)
}

/// Objects by key, without transactions.
public protocol ObjectStore: Sendable {
    /// The object under a key, with its version; nil when there is none.
    func get(_ key: String) async throws -> StoredObject?
    /// Returns the version written.
    @discardableResult
    func put(_ key: String, _ body: Payload, condition: PutCondition) async throws -> UInt64
    /// Removes what lies under a key; nothing happens when there is nothing.
    func delete(_ key: String) async throws
    /// Keys that begin with `prefix`, in order of their UTF-8 bytes.
    func list(prefix: String) async throws -> [String]
}

/// Why a store did not do what it was asked.
public enum ObjectStoreError: Error, Equatable, Sendable {
    /// The store did not answer: the request may have been done or not.
    case unavailable
    /// The object is not the one that the put rests on.
    case preconditionFailed(key: String)
}
