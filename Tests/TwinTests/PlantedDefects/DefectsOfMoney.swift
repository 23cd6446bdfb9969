import HTTPTypes
import PaymentModel
import Scenarios
import ServicePorts

@testable import Twin

extension PlantedDefect {
    /// A proxy that asks for each debt position twice.
    private static let createsTwice: @Sendable () -> PortWrapping = {
        .calling(by: .proxy) { request, body, next in
            if body.value(as: DebtPositionRequest.self) != nil { _ = try await next(request, body) }
            return try await next(request, body)
        }
    }

    /// A proxy that asks for a new debt position before it does something with one.
    private static func opensOneMore(forPathsThatEndWith end: String) -> PortWrapping {
        let requests = Recollection<[String: DebtPositionRequest]>([:])
        return .calling(by: .proxy) { request, body, next in
            if let position = body.value(as: DebtPositionRequest.self) {
                let reply = try await next(request, body)
                if let answer = reply.body.value(as: DebtPositionAnswer.self) { requests.value[answer.iuv] = position }
                return reply
            }
            guard request.path.hasSuffix(end),
                let position = requests.value[String(request.path.split(separator: "/")[1])]
            else { return try await next(request, body) }
            func head(_ method: HTTPRequest.Method, _ path: String) -> HTTPRequestHead {
                HTTPRequestHead(method: method, scheme: request.scheme, authority: request.authority, path: path)
            }
            let created = try await next(head(.post, "/debt-positions"), .value(position))
            guard let answer = created.body.value(as: DebtPositionAnswer.self) else { return created }
            return try await next(head(request.method, "/debt-positions/\(answer.iuv)\(end)"), body)
        }
    }

    private static func requesting(
        _ change: @escaping @Sendable (inout DebtPositionRequest) -> Void
    ) -> PortWrapping {
        .calling(by: .proxy) { request, body, next in
            guard var position = body.value(as: DebtPositionRequest.self) else { return try await next(request, body) }
            change(&position)
            return try await next(request, .value(position))
        }
    }

    /// Of debt positions, carts and what is paid.
    static let ofMoney: [PlantedDefect] = [
        PlantedDefect(.oneDebtPosition, .proxy, "asks for each debt position twice", [], createsTwice),
        PlantedDefect(.oneDebtPosition, .dispatcher, "publishes each payment under two keys") {
            .publishing(by: .dispatcher) { record in
                var other = record
                other.key = record.value.map { "\($0.id)" }
                return [record, other]
            }
        },
        PlantedDefect(.paidOnce, .proxy, "opens one more position for the notice", payTwice) {
            opensOneMore(forPathsThatEndWith: "/notice")
        },
        PlantedDefect(.paidOnce, .proxy, "opens one more position for each session", payTwice) {
            opensOneMore(forPathsThatEndWith: "/online-session")
        },
        PlantedDefect(
            .paidOnce, .dispatcher, "publishes its first payment again with each other", payTwice, repeatsFirstPayment),
        PlantedDefect(.paidBecomesComplete, .proxy, "does not publish COMPLETE", ["healing=4h"]) {
            .silencing(by: .proxy) { $0.status == .complete }
        },
        PlantedDefect(
            .paidBecomesComplete, .poller, "asks for no check", ["intermediaries.rest.push.enabled=false"]
        ) {
            .calling(by: .poller) { request, body, next in
                request.path.hasPrefix("/update/") ? .ok : try await next(request, body)
            }
        },
        PlantedDefect(.dataConserved, .dispatcher, "asks for a cent more") {
            .rewriting(by: .dispatcher) { event in
                event.originating { $0.amount = $0.amount.map { $0 + .oneCent } }
            }
        },
        PlantedDefect(.dataConserved, .proxy, "opens positions of a cent more") {
            requesting { $0.amount = $0.amount + .oneCent }
        },
        PlantedDefect(.dataConserved, .core, "tells of a cent more than the form") {
            .calling(by: .core) { request, body, next in
                guard let event = body.value(as: ApplicationEvent.self) else { return try await next(request, body) }
                let changed = event.deriving(envelope: event.envelope) { state in
                    let amount = state.paymentData?.amount ?? .zero
                    state.paymentData?.amount = amount + .oneCent
                }
                return try await next(request, .value(changed))
            }
        },
        PlantedDefect(.tenantsApart, .proxy, "opens all positions for one creditor") {
            let first = Recollection<String?>(nil)
            return requesting { position in
                first.value = first.value ?? position.creditorTaxCode
                position.creditorTaxCode = first.value ?? position.creditorTaxCode
            }
        },
        PlantedDefect(.tenantsApart, .core, "shows the payment of the application asked for before") {
            let last = Recollection<String?>(nil)
            return .calling(by: .core) { request, body, next in
                guard let query = body.value(as: KsqlRequest.self) else { return try await next(request, body) }
                let asked = last.value ?? query.ksql
                last.value = query.ksql
                return try await next(request, .value(KsqlRequest(ksql: asked)))
            }
        },
        PlantedDefect(.paidIsKnown, .updater, "tells Core nothing", ["healing=5h"]) {
            .calling(by: .updater) { request, body, next in .ok }
        },
        PlantedDefect(.paidIsKnown, .view, "leaves out what is COMPLETE", ["healing=5h"]) {
            .reading(by: .view) { $0.event?.status == .complete ? nil : $0 }
        },
        PlantedDefect(.completeIsPaid, .proxy, "reads UNPAID as PAID") {
            .calling(by: .proxy) { request, body, next in
                let reply = try await next(request, body)
                guard let answer = reply.body.value(as: DebtPositionStatusAnswer.self), answer.status == .unpaid
                else { return reply }
                let paid = DebtPositionStatusAnswer(
                    status: .paid, paidAt: Timestamp(iso8601: "2025-03-03T09:00:00+01:00"), transactionID: "made-up")
                return reply.replacingBody(.value(paid))
            }
        },
        PlantedDefect(.completeIsPaid, .dispatcher, "says COMPLETE by itself") {
            .adding(by: .dispatcher) { $0.changed { $0.status = .complete } }
        },
    ]
}
