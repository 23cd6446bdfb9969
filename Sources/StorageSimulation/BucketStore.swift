import ServicePorts
import VirtualTime

/// One bucket as one incarnation of a process sees it.
///
/// `@unchecked Sendable`: touched only by the thread that runs its simulation.
///
/// Inlined is what every check of a payment comes by twice: each asynchronous call costs a frame.
final class BucketStore: ObjectStore, @unchecked Sendable {
    private let store: SimulatedObjectStore
    private let process: SimulatedProcess
    private let bucket: Int
    @exclusivity(unchecked) private var latencies: RandomStream

    init(store: SimulatedObjectStore, process: SimulatedProcess, bucket: Int, latencies: RandomStream) {
        self.store = store
        self.process = process
        self.bucket = bucket
        self.latencies = latencies
    }

    @inline(__always)
    func get(_ key: String) async throws -> StoredObject? {
        guard case .object(let object) = try await answer(to: .get(key)) else {
            preconditionFailure("A get is answered with what is there.")
        }
        return object
    }

    @inline(__always)
    func put(_ key: String, _ body: Payload, condition: PutCondition) async throws -> UInt64 {
        let request = SimulatedObjectStore.Request.put(key, try body.inForm(store.model.wire), condition)
        guard case .version(let version) = try await answer(to: request) else {
            preconditionFailure("A put is answered with a version.")
        }
        return version
    }

    func delete(_ key: String) async throws { _ = try await answer(to: .delete(key)) }

    func list(prefix: String) async throws -> [String] {
        guard case .keys(let keys) = try await answer(to: .list(prefix: prefix)) else {
            preconditionFailure("A listing is answered with keys.")
        }
        return keys
    }

    @inline(__always)
    private func answer(to request: SimulatedObjectStore.Request) async throws -> SimulatedObjectStore.Answer {
        let token = try store.ask(request, bucket: bucket, from: process, latencies: &latencies)
        do { try await process.suspend { store.setWaiter($0, of: token) } } catch {
            store.abandon(token)
            throw error
        }
        return try store.takeAnswer(to: token)
    }
}
