import Containers
import ServicePorts

/// Hears of every request to a store; a request is known by its token until it has acted. Told synchronously by the
/// simulation's thread; whoever records changes nothing.
package protocol StoreRecorder: AnyObject {
    /// A process has asked.
    func asked(_ request: SlotToken, by process: String)
    /// The store has done what it will do.
    /// - Parameter isAwaited: false when its asker is gone.
    func acted(
        _ token: SlotToken, on bucket: String, _ request: StoreRequest, _ result: StoreResult, isAwaited: Bool)
}

/// What a store is asked.
package enum StoreRequest: Sendable {
    case get(String)
    case put(String, Payload, PutCondition)
    case delete(String)
    case list(prefix: String)

    init(_ request: SimulatedObjectStore.Request) {
        self =
            switch request {
            case .get(let key): .get(key)
            case .put(let key, let body, let condition): .put(key, body, condition)
            case .delete(let key): .delete(key)
            case .list(let prefix): .list(prefix: prefix)
            }
    }
}

/// What a store answers.
package enum StoreResult: Sendable {
    /// To a get; nil where nothing lies.
    case found(StoredObject?)
    /// To a put: the version that was written.
    case written(version: UInt64)
    /// To a delete.
    case deleted
    /// To a listing: how many keys.
    case listed(Int)
    /// To any of them; it may have been done all the same.
    case failed(ObjectStoreError)

    init(_ answer: SimulatedObjectStore.Answer) {
        self =
            switch answer {
            case .object(let object): .found(object)
            case .version(let version): .written(version: version)
            case .done: .deleted
            case .keys(let keys): .listed(keys.count)
            case .failed(let error): .failed(error)
            }
    }
}
