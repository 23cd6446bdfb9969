import HTTPTypes
import PaymentModel
import Scenarios
import ServicePorts

@testable import Twin

extension PlantedDefect {
    /// Of what citizens hold in their hands.
    static let ofCitizens: [PlantedDefect] = [
        PlantedDefect(.payableUntilFinal, .proxy, "knows no notice") {
            .serving(by: .proxy) { request, body, next in
                request.path.hasPrefix("/notice/") ? HTTPReply(.notFound) : try await next(request, body)
            }
        },
        PlantedDefect(.payableUntilFinal, .core, "gives links that lead nowhere") {
            .serving(by: .core) { request, body, next in
                let reply = try await next(request, body)
                guard let answer = reply.body.value(as: PaymentStatusAnswer.self), var links = answer.links else {
                    return reply
                }
                func broken(_ link: ServiceLink?) -> ServiceLink? {
                    link.flatMap { ServiceLink("\($0.scheme)://\($0.authority)/nowhere/\(answer.id)") }
                }
                links.onlinePaymentBegin.url = broken(links.onlinePaymentBegin.url)
                links.offlinePayment.url = broken(links.offlinePayment.url)
                return reply.replacingBody(
                    .value(
                        PaymentStatusAnswer(
                            id: answer.id, reason: answer.reason, status: answer.status, createdAt: answer.createdAt,
                            updatedAt: answer.updatedAt, links: links)))
            }
        },
        PlantedDefect(.ownSession, .checkoutAPI, "puts the notice of the cart before into each cart") {
            let last = Recollection<CartRequest.Notice?>(nil)
            return .calling(by: .checkoutAPI) { request, body, next in
                guard var cart = body.value(as: CartRequest.self) else { return try await next(request, body) }
                let own = cart.paymentNotices
                if let other = last.value { cart.paymentNotices = [other] }
                last.value = own.first
                return try await next(request, .value(cart))
            }
        },
        PlantedDefect(.ownSession, .proxy, "takes every landing for a failure") {
            .serving(by: .proxy) { request, body, next in
                guard request.path.hasPrefix("/landing/") else { return try await next(request, body) }
                let path = String(request.path.prefix { $0 != "?" }) + "?esito=KO"
                let changed = HTTPRequestHead(
                    method: request.method, scheme: request.scheme, authority: request.authority, path: path,
                    headerFields: request.headerFields)
                return try await next(changed, body)
            }
        },
    ]
}
