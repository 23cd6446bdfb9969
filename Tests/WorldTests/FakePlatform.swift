import HTTPTypes
import NetworkSimulation
import PaymentModel
import ServicePorts
import VirtualTime

@testable import World

/// The services in a few lines, as state machines: Core accepts an application and has a debt position opened at once,
/// the proxy passes things on, and a push completes the payment. A payment's id is its application's id.
final class FakePlatform: SimulatedEndpoint, ReplyReceiver {
    private struct Application {
        var position: DebtPositionAnswer?
        var hasFailed = false
        var isPaid = false
        var tenant: Tenant
        var amount: EuroCents
    }

    private enum Purpose {
        case creation(EntityID)
        case passOn(AnswerToken)
        case session(AnswerToken)
    }

    let network: SimulatedNetwork
    let world: PaymentWorld
    var usesCheckout = false
    var answersPushes = true
    private(set) var pushes = 0
    private(set) var paymentPageCalls = 0
    private(set) var submissions = 0
    private var applications: [EntityID: Application] = [:]
    private var paymentsByIUV: [String: EntityID] = [:]
    private var purposes: [Purpose] = []
    private var ids: RandomStream
    private let online = LinkTemplate(
        scheme: "https", authority: "silfi-payment-proxy.test", pathBeforeID: "/online-payment/")
    private let notice = LinkTemplate(scheme: "https", authority: "silfi-payment-proxy.test", pathBeforeID: "/notice/")
    private let landing = LinkTemplate(
        scheme: "https", authority: "silfi-payment-proxy.test", pathBeforeID: "/landing/")

    init(network: SimulatedNetwork, world: PaymentWorld) {
        self.network = network
        self.world = world
        ids = network.simulation.stream("fake-platform")
        for authority in ["core.test", "silfi-payment-proxy.test"] {
            network.attach(self, at: authority, HostModel(serviceTime: .constant(.milliseconds(5))))
        }
    }

    func isPaid(_ payment: EntityID) -> Bool { applications[payment]?.isPaid ?? false }

    func receive(_ request: HTTPRequestHead, body: Payload, answer: AnswerToken) {
        let parts = request.path.prefix { $0 != "?" }.split(separator: "/")
        do {
            switch (request.authority, parts.first, parts.count) {
            case ("core.test", _, 3): try submit(slug: parts[0], body, answer)
            case ("core.test", _, 5): showPayment(id(parts[3]), answer)
            case ("core.test", _, 4): showApplication(id(parts[3]), answer)
            case (_, "online-payment", 2): try openOnline(id(parts[1]), answer)
            case (_, "notice", 2):
                let iuv = applications[id(parts[1])]?.position?.iuv ?? ""
                try send(.get, "silfi.test", "/debt-positions/\(iuv)/notice", .empty, .passOn(answer))
            case (_, "landing", 2):
                let location = "https://core.test/pratiche/\(parts[1])/detail"
                network.answer(answer, with: HTTPReply(.found, headerFields: [.location: location]))
            case (_, "notify-payment", 1): try notified(body, answer)
            default: network.answer(answer, with: HTTPReply(.notFound))
            }
        } catch {
            network.answer(answer, with: HTTPReply(.internalServerError))
        }
    }

    private func id(_ text: Substring) -> EntityID { EntityID(text)! }

    private func send(
        _ method: HTTPRequest.Method, _ authority: String, _ path: String, _ body: Payload, _ purpose: Purpose,
        headerFields: HTTPFields? = nil
    ) throws {
        purposes.append(purpose)
        let request = HTTPRequestHead(
            method: method, scheme: "https", authority: authority, path: path, headerFields: headerFields)
        try network.send(
            over: try network.link(from: "platform", to: authority), request, body: body, timeout: .seconds(60),
            to: self, for: NumberedEntry(purposes.count - 1))
    }

    private func submit(slug: Substring, _ body: Payload, _ answer: AnswerToken) throws {
        let form = try body.decode(as: ApplicationSubmission.self)
        let tenant = world.register.tenants.first { $0.slug == slug }!
        let application = EntityID.random(&ids)
        submissions += 1
        applications[application] = Application(tenant: tenant, amount: form.amount!)
        let position = DebtPositionRequest(
            iud: application.hexText, creditorTaxCode: tenant.taxCode, amount: form.amount!, reason: "r",
            debtorTaxCode: form.applicant.fiscalCode, debtorName: form.applicant.name, dueAt: nil)
        try send(.post, "silfi.test", "/debt-positions", .value(position), .creation(application))
        network.answer(answer, with: HTTPReply(.created, body: .value(CreatedAnswer(id: application))))
    }

    private func showPayment(_ id: EntityID, _ answer: AnswerToken) {
        paymentPageCalls += 1
        guard let application = applications[id], application.position != nil || application.hasFailed else {
            return network.answer(answer, with: HTTPReply(.notFound))
        }
        let links = PaymentLinks(
            onlinePaymentBegin: OpenableLink(url: online.link(id)), offlinePayment: OpenableLink(url: notice.link(id)))
        let status: PaymentStatus = application.hasFailed ? .creationFailed : .paymentPending
        let moment = world.calendar.start
        let body = PaymentStatusAnswer(
            id: id, reason: nil, status: status, createdAt: moment, updatedAt: moment,
            links: application.hasFailed ? nil : links)
        network.answer(answer, with: HTTPReply(.ok, body: .value(body)))
    }

    private func showApplication(_ id: EntityID, _ answer: AnswerToken) {
        let status: ApplicationStatus = isPaid(id) ? .submitted : .paymentPending
        network.answer(
            answer, with: HTTPReply(.ok, body: .value(ApplicationStatusAnswer(id: id, status: status))))
    }

    private func returnLinks(_ id: EntityID) -> ReturnLinks {
        let link = landing.link(id)
        return ReturnLinks(ok: link, cancel: link, error: link, waiting: link)
    }

    private func openOnline(_ id: EntityID, _ answer: AnswerToken) throws {
        guard let application = applications[id], let position = application.position, !application.isPaid else {
            return network.answer(
                answer, with: HTTPReply(.found, headerFields: [.location: landing.link(id).description]))
        }
        guard usesCheckout else {
            let body = OnlineSessionRequest(returnLinks: returnLinks(id))
            return try send(
                .post, "silfi.test", "/debt-positions/\(position.iuv)/online-session", .value(body), .session(answer))
        }
        let cart = CartRequest(
            paymentNotices: [
                CartRequest.Notice(
                    noticeNumber: position.noticeCode, fiscalCode: application.tenant.taxCode,
                    amount: application.amount, companyName: application.tenant.name, description: "r")
            ], returnLinks: returnLinks(id))
        try send(
            .post, "api.platform.pagopa.test", "/checkout/ec/v2/carts", .value(cart), .passOn(answer),
            headerFields: [.subscriptionKey: PagoPASettings().subscriptionKey])
    }

    private func notified(_ body: Payload, _ answer: AnswerToken) throws {
        pushes += 1
        for outcome in try body.decode(as: SilfiNotification.self).creditors.flatMap(\.esiti) {
            guard let payment = paymentsByIUV[outcome.iuv] else { continue }
            if answersPushes { applications[payment]?.isPaid = true }
        }
        network.answer(answer, with: HTTPReply(answersPushes ? .ok : .serviceUnavailable))
    }

    func receive(_ outcome: Result<HTTPReply, HTTPCallError>, of errand: NumberedEntry) {
        let reply = (try? outcome.get()) ?? HTTPReply(.badGateway)
        switch purposes[errand.number] {
        case .creation(let id):
            let position = try? reply.body.decode(as: DebtPositionAnswer.self)
            applications[id]?.position = position
            applications[id]?.hasFailed = position == nil
            if let position { paymentsByIUV[position.iuv] = id }
        case .passOn(let answer): network.answer(answer, with: reply)
        case .session(let answer):
            let url = (try? reply.body.decode(as: OnlineSessionAnswer.self))?.url.description
            let redirect = url.map { HTTPReply(.found, headerFields: [.location: $0]) }
            network.answer(answer, with: redirect ?? HTTPReply(.badGateway))
        }
    }
}
