import PaymentModel
import Scenarios
import ServicePorts

@testable import Twin

extension PlantedDefect {
    private static func isQueryOfOpenPayments(_ body: Payload) -> Bool {
        body.value(as: KsqlRequest.self)?.ksql.contains("payments_open") == true
    }

    private static func withoutRows(_ reply: HTTPReply) -> HTTPReply {
        guard let answer = reply.body.value(as: KsqlAnswer.self) else { return reply }
        return reply.replacingBody(
            .value(KsqlAnswer(queryID: answer.queryID, schema: answer.schema, rows: [])))
    }

    /// Of checks, and of consumers that go on.
    static let ofChecks: [PlantedDefect] = [
        PlantedDefect(.checksGoOn, .poller, "takes it that nothing is due") {
            .calling(by: .poller) { request, body, next in
                let reply = try await next(request, body)
                return isQueryOfOpenPayments(body) ? withoutRows(reply) : reply
            }
        },
        PlantedDefect(.checksGoOn, .view, "names no open payment") {
            .serving(by: .view) { request, body, next in
                let reply = try await next(request, body)
                return isQueryOfOpenPayments(body) ? withoutRows(reply) : reply
            }
        },
        PlantedDefect(.checksGoOn, .proxy, "plans no check") {
            .rewriting(by: .proxy) { event in
                event.deriving(envelope: event.envelope) { $0.links.update.nextCheckAt = nil }
            }
        },
        PlantedDefect(.consumersProgress, .updater, "commits nothing") { .reading(by: .updater, commits: false) },
        PlantedDefect(.consumersProgress, .proxy, "commits nothing") { .reading(by: .proxy, commits: false) },
        PlantedDefect(.scheduleFollowed, .proxy, "plans each check a minute later than the table") {
            .rewriting(by: .proxy) { event in
                event.deriving(envelope: event.envelope) { state in
                    state.links.update.nextCheckAt = state.links.update.nextCheckAt?.adding(seconds: 60)
                }
            }
        },
        PlantedDefect(.scheduleFollowed, .proxy, "plans each check for the next day") {
            .rewriting(by: .proxy) { event in
                event.deriving(envelope: event.envelope) { state in
                    guard let last = state.links.update.lastCheckAt else { return }
                    state.links.update.nextCheckAt = last.adding(days: 1)
                }
            }
        },
        PlantedDefect(.scheduleFollowed, .dispatcher, "takes Rome's clock for UTC when it dates a payment") {
            .rewriting(by: .dispatcher) { event in
                event.originating { $0.createdAt = $0.createdAt.adding(seconds: -3600) }
            }
        },
        PlantedDefect(.creationSettles, .proxy, "does not read CREATION_PENDING") {
            .reading(by: .proxy) { $0.event?.status == .creationPending ? nil : $0 }
        },
        PlantedDefect(.creationSettles, .dispatcher, "makes stamps of payments") {
            .rewriting(by: .dispatcher) { event in event.originating { $0.type = .stamp } }
        },
    ]
}
