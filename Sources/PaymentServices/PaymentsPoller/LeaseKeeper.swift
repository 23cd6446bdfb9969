import Logging
import PaymentModel
import ServicePorts
import Synchronization

/// Keeps the lease of one replica: takes it when it is free and renews it, until the work that needs it has ended; then
/// it is given back, so that another need not wait for its end. A replica that dies gives nothing back.
final class LeaseKeeper: Sendable {
    private let store: any ObjectStore
    private let key: String
    private let retryTime: Duration
    private let clock: any Clock<Duration>
    private let stopwatch: Stopwatch
    private let logger: Logger
    private let lease: Mutex<PollLease>

    init(_ configuration: PollerConfiguration, store: any ObjectStore, surroundings: Surroundings) {
        self.store = store
        key = configuration.leaseKey
        retryTime = configuration.leaseTime / 3
        clock = surroundings.clock
        stopwatch = Stopwatch(surroundings.clock)
        logger = surroundings.logger
        lease = Mutex(PollLease(holder: EntityID(surroundings.makeUUID()), time: configuration.leaseTime))
    }

    /// Whether the lease is held, and will be for so long without a renewal.
    func covers(_ time: Duration) -> Bool {
        let until = stopwatch.nanoseconds() + time.nanoseconds
        return lease.withLock { $0.isHeld(until: until) }
    }

    /// Does `work` beside the keeping.
    /// - Throws: what `work` throws; `CancellationError`.
    func keepingLease(during work: () async throws -> Void) async throws {
        try await turn()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { [self] in
                while true {
                    try await clock.sleep(for: retryTime)
                    try await turn()
                }
            }
            try await work()
            group.cancelAll()
        }
        try await giveBack()
    }

    /// Takes or renews it, where that can be.
    private func turn() async throws {
        try await logged {
            let found = try await store.get(key)
            let record: LeaseRecord? = try found?.body.decode()
            let now = stopwatch.nanoseconds()
            let action = lease.withLock { $0.read(record, version: found?.version, now: now) }
            guard case .take(let condition) = action else { return }
            try await store.put(key, .value(lease.withLock(\.record)), condition: condition)
            lease.withLock { $0.taken(begun: now) }
        }
    }

    private func giveBack() async throws {
        lease.withLock { $0.lost() }
        try await logged {
            guard let found = try await store.get(key) else { return }
            var record: LeaseRecord = try found.body.decode()
            guard record.holder == lease.withLock(\.holder) else { return }
            record.holder = nil
            try await store.put(key, .value(record), condition: .version(found.version))
        }
    }

    /// A store that does not answer costs a turn, and with as many as the lease has the lease.
    private func logged(_ turn: () async throws -> Void) async throws {
        do { try await turn() } catch let error as CancellationError {
            throw error
        } catch ObjectStoreError.preconditionFailed {
            lease.withLock { $0.lost() }
        } catch {
            logger.warning("The lease is not kept", metadata: ["error": "\(error)"])
        }
    }
}
