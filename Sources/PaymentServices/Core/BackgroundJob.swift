import CoreMetrics
import Logging
import PaymentModel
import ServiceLifecycle
import ServicePorts

/// Core's job daemon: loops over what the tenants' applications have left to do (<doc:/PaymentModel/Core>). Every host
/// runs it; an action is reserved before it is done, so that two hosts do not do it both.
struct BackgroundJob: Sendable {
    private let applications: Applications
    private let jobs: CoreConfiguration.Jobs
    private let host: EntityID
    private let done: Counter
    private let failed: Counter
    private let exhausted: Counter

    init(_ applications: Applications, configuration: CoreConfiguration) {
        self.applications = applications
        jobs = configuration.jobs
        host = applications.newID()
        let counter = applications.surroundings.counters(of: "core_actions_total")
        done = counter("done")
        failed = counter("failed")
        exhausted = counter("exhausted")
    }

    func run() async throws {
        let clock = applications.surroundings.clock
        while true {
            try await untilShutdown { [jobs] in try await clock.sleep(for: jobs.loopTime) }
            if Task.isShuttingDownGracefully { return }
            do {
                try await loop()
            } catch let error as ObjectStoreError {
                applications.surroundings.logger.error("Job loop ended early", metadata: ["error": "\(error)"])
            }
        }
    }

    private func loop() async throws {
        var selection = ActionSelection(actionsPerTenant: jobs.actionsPerTenant)
        for key in try await applications.waitingActionKeys() where !selection.isFull(for: key) {
            if Task.isShuttingDownGracefully { return }
            guard let action = try await applications.reserveAction(key, by: host) else { continue }
            selection.take()
            try await work(on: key, action)
        }
    }

    private func work(on key: String, _ reserved: CoreAction) async throws {
        if try await isDone(reserved) {
            try await applications.finishAction(key)
            return done.increment()
        }
        var action = reserved
        action.reservation = nil
        action.failures += 1
        let isExhausted = action.failures >= jobs.retries
        try await applications.releaseAction(key, action)
        (isExhausted ? exhausted : failed).increment()
    }

    private func isDone(_ action: CoreAction) async throws -> Bool {
        switch action.work {
        case .resend(let event): return try await applications.send(event)
        case .submit(let id):
            guard let application = try await applications.load(id), application.state.status == .preSubmit else {
                return true
            }
            do {
                try await applications.move(application, to: .submitted)
                return true
            } catch is EventLost {
                return false
            }
        }
    }
}
