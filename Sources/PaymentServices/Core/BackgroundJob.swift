import CoreMetrics
import Logging
import PaymentModel
import ServicePorts

/// Core's job daemon: loops over what the tenants' applications have left to do (<doc:/PaymentModel/Core>).
struct BackgroundJob: Sendable {
    private let applications: Applications
    private let configuration: CoreConfiguration
    private let selection: ActionSelection
    private let done: Counter
    private let failed: Counter
    private let exhausted: Counter

    init(_ applications: Applications, configuration: CoreConfiguration) {
        self.applications = applications
        self.configuration = configuration
        selection = ActionSelection(actionsPerTenant: configuration.jobs.actionsPerTenant)
        let counter = applications.surroundings.counters(of: "core_actions_total")
        done = counter("done")
        failed = counter("failed")
        exhausted = counter("exhausted")
    }

    func run() async throws {
        guard configuration.jobs.isEnabled else { return }
        while true {
            try await applications.surroundings.clock.sleep(for: configuration.jobs.loopTime)
            do {
                for key in selection.select(from: try await applications.waitingActionKeys()) {
                    try await work(on: key)
                }
            } catch let error as ObjectStoreError {
                applications.surroundings.logger.error("Job loop ended early", metadata: ["error": "\(error)"])
            }
        }
    }

    private func work(on key: String) async throws {
        guard var action = try await applications.action(key) else { return }
        if try await isDone(action) {
            try await applications.finishAction(key)
            return done.increment()
        }
        action.failures += 1
        let isExhausted = action.failures >= configuration.jobs.retries
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
