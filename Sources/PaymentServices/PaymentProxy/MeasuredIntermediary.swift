import PaymentModel
import ServicePorts

/// An intermediary whose latency and errors are counted.
struct MeasuredIntermediary: IntermediaryClient {
    private let intermediary: any IntermediaryClient
    private let stopwatch: Stopwatch
    private let metrics: ProxyMetrics

    init(_ intermediary: any IntermediaryClient, clock: any Clock<Duration>, metrics: ProxyMetrics) {
        self.intermediary = intermediary
        stopwatch = Stopwatch(clock)
        self.metrics = metrics
    }

    func createDebtPosition(for payment: Payment, creditor: Creditor) async throws -> DebtPosition {
        try await measured {
            try await intermediary.createDebtPosition(for: payment, creditor: creditor)
        }
    }

    func state(iuv: String) async throws -> DebtPositionState {
        try await measured { try await intermediary.state(iuv: iuv) }
    }

    func notice(iuv: String) async throws -> Payload {
        try await measured { try await intermediary.notice(iuv: iuv) }
    }

    func receipt(iuv: String) async throws -> Payload {
        try await measured { try await intermediary.receipt(iuv: iuv) }
    }

    func openSession(iuv: String, returning: ReturnLinks) async throws -> String {
        try await measured { try await intermediary.openSession(iuv: iuv, returning: returning) }
    }

    private func measured<Answer>(_ call: () async throws -> Answer) async throws -> Answer {
        let beginNanoseconds = stopwatch.nanoseconds()
        do {
            let answer = try await call()
            metrics.providerLatency.recordNanoseconds(stopwatch.nanoseconds() - beginNanoseconds)
            return answer
        } catch let error as IntermediaryError {
            metrics.providerErrors.increment()
            throw error
        }
    }
}
