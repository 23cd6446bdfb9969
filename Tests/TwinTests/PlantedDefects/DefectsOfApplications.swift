import PaymentModel
import Scenarios
import ServicePorts

@testable import Twin

extension PlantedDefect {
    /// Core tells the gateway of an application in one of its statuses.
    private static func telling(
        of status: ApplicationStatus, _ act: @escaping @Sendable (ApplicationEvent) -> [ApplicationEvent]
    ) -> PortWrapping {
        .calling(by: .core) { request, body, next in
            guard let event = body.value(as: ApplicationEvent.self), event.state.status == status else {
                return try await next(request, body)
            }
            var reply = HTTPReply.ok
            for event in act(event) { reply = try await next(request, .value(event)) }
            return reply
        }
    }

    private static func isOutcome(_ body: Payload) -> Bool { body.value(as: PaymentOutcome.self) != nil }

    /// Of applications and their moves.
    static let ofApplications: [PlantedDefect] = [
        PlantedDefect(.completeMovesApplication, .updater, "tells Core nothing") {
            .calling(by: .updater) { request, body, next in .ok }
        },
        PlantedDefect(.completeMovesApplication, .core, "thanks for an outcome and leaves it there") {
            .serving(by: .core) { request, body, next in
                isOutcome(body) ? .ok : try await next(request, body)
            }
        },
        PlantedDefect(.paidBeforeSuccess, .updater, "takes PAYMENT_PENDING for COMPLETE") {
            .reading(by: .updater) { record in
                guard let event = record.event, event.status == .paymentPending else { return record }
                var record = record
                record.value = .event(event.deriving(envelope: event.envelope) { $0.status = .complete })
                return record
            }
        },
        PlantedDefect(.paidBeforeSuccess, .core, "goes on to 1520 when it should wait") {
            telling(of: .paymentPending) { [$0, $0.changed { $0.status = .paymentSuccess }] }
        },
        PlantedDefect(.applicationGetsPayment, .dispatcher, "publishes no payment") {
            .silencing(by: .dispatcher) { _ in true }
        },
        PlantedDefect(.applicationGetsPayment, .core, "does not tell of 1500") {
            telling(of: .paymentPending) { _ in [] }
        },
        PlantedDefect(
            .failedCreationSeen, .core, "hides that a creation failed", ["intermediaries.rest.refuse_creation=100%"]
        ) {
            .serving(by: .core) { request, body, next in
                let reply = try await next(request, body)
                let status = reply.body.value(as: PaymentStatusAnswer.self)?.status
                return status == .creationFailed ? HTTPReply(.notFound) : reply
            }
        },
        PlantedDefect(
            .failedCreationSeen, .view, "leaves out failed creations", ["intermediaries.rest.refuse_creation=100%"]
        ) {
            .reading(by: .view) { $0.event?.status == .creationFailed ? nil : $0 }
        },
        PlantedDefect(.submittedOnce, .core, "says 2000 twice, under two event ids") {
            telling(of: .submitted) { [$0, $0.renamed] }
        },
        PlantedDefect(.submittedOnce, .core, "reserves an action without looking who has it") {
            .storing(by: .core, put: { key, body, condition in (body, .none) })
        },
        PlantedDefect(.submittedOnce, .updater, "reports again before the first report is answered") {
            .calling(by: .updater) { request, body, next in
                async let hasty = next(request, body)
                let reply = try await next(request, body)
                _ = try? await hasty
                return reply
            }
        },
        PlantedDefect(.acceptedIsPublished, .core, "thanks for a form and leaves it there") {
            .serving(by: .core) { request, body, next in
                guard let form = body.value(as: ApplicationSubmission.self) else {
                    return try await next(request, body)
                }
                return HTTPReply(.created, body: .value(CreatedAnswer(id: .derived(from: form.userID))))
            }
        },
        PlantedDefect(.acceptedIsPublished, .core, "does not tell of 1500") {
            telling(of: .paymentPending) { _ in [] }
        },
        PlantedDefect(.submissionAcquired, .core, "forgets what is still to do") {
            .storing(by: .core, put: { key, body, condition in key.hasPrefix("actions/") ? nil : (body, condition) })
        },
        PlantedDefect(.submissionAcquired, .core, "finds nothing to do") {
            .storing(by: .core, list: { _ in [] })
        },
    ]
}
