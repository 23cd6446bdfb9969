import Containers
import HTTPTypes
import NetworkSimulation
import PaymentModel
import ServicePorts
import VirtualTime

/// pagoPA Checkout at its simplest: makes carts and shows the page of each to the citizen who comes in time
/// (<doc:/PaymentModel/PagoPA>).
///
/// `@unchecked Sendable`: touched only by the thread that runs its simulation.
final class Checkout: SimulatedEndpoint, AgendaHandler, @unchecked Sendable {
    private let settings: PagoPASettings
    private let simulation: Simulation
    private let network: SimulatedNetwork
    private let node: PagoPANode
    private let observer: (any WorldObserver)?
    private let cartTime: Sampler
    private let pageTime: Sampler
    private var draws: RandomStream
    private var calls = SlotTable<Call>()
    private var handler: HandlerID<SlotToken>!

    private static let pagePrefix = "/ecommerce/checkout/v1/carts/"

    private struct Call {
        enum Operation {
            case cart(CartRequest)
            case page(EntityID)
            case refuse(CartRefusal)
            case unknown
        }

        var operation: Operation
        var answer: AnswerToken
        var started: VirtualInstant
    }

    init(
        settings: PagoPASettings, simulation: Simulation, network: SimulatedNetwork, node: PagoPANode,
        observer: (any WorldObserver)?
    ) {
        self.settings = settings
        self.simulation = simulation
        self.network = network
        self.node = node
        self.observer = observer
        cartTime = Sampler(settings.cartTime)
        pageTime = Sampler(settings.pageTime)
        draws = simulation.stream("pagopa/checkout")
        handler = simulation.register(self)
        network.attach(self, at: settings.authority, HostModel())
    }

    // MARK: Requests

    func receive(_ request: HTTPRequestHead, body: Payload, answer: AnswerToken) {
        let operation = operation(request, body)
        let time: Sampler
        switch operation {
        case .cart, .refuse:
            observer?.cartAsked(at: simulation.now)
            time = cartTime
        case .page, .unknown: time = pageTime
        }
        let slot = calls.insert(Call(operation: operation, answer: answer, started: simulation.now))
        let workNanoseconds = network.workNanoseconds(time.sampleNanoseconds(&draws), of: answer)
        simulation.schedule(afterNanoseconds: workNanoseconds, handler, slot)
    }

    private func operation(_ request: HTTPRequestHead, _ body: Payload) -> Call.Operation {
        let path = request.path
        if request.method == .post, let version = CartsVersion(path: path) {
            guard request.headerFields[.subscriptionKey] == settings.subscriptionKey else {
                return .refuse(.unauthorized)
            }
            do {
                let cart: CartRequest = try body.decode()
                try version.check(cart)
                return .cart(cart)
            } catch {
                return .refuse(error as? CartRefusal ?? .malformed(field: (error as? ValidationError)?.field ?? "body"))
            }
        }
        guard request.method == .get, path.hasPrefix(Self.pagePrefix) else { return .unknown }
        return EntityID(path.dropFirst(Self.pagePrefix.count).prefix { $0 != "/" }).map { .page($0) } ?? .unknown
    }

    /// A call has been worked on for its time.
    func fire(_ slot: SlotToken) {
        let call = calls.remove(slot)
        switch call.operation {
        case .cart(let cart): answerCart(call) { () throws(CartRefusal) in try self.makeCart(cart) }
        case .refuse(let refusal): answerCart(call) { () throws(CartRefusal) in throw refusal }
        case .page(let id):
            let isOpen = node.open(id, desk: .checkout)
            network.answer(call.answer, with: HTTPReply(isOpen ? .ok : .notFound))
        case .unknown: network.answer(call.answer, with: HTTPReply(.notFound))
        }
    }

    // MARK: Carts

    private func answerCart(
        _ call: Call, _ make: () throws(CartRefusal) -> (session: EntityID, items: [CartItem])
    ) {
        let latency = call.started.duration(to: simulation.now)
        do throws(CartRefusal) {
            let (session, items) = try make()
            observer?.cartAccepted(items, latency: latency, at: simulation.now)
            let location = "https://\(settings.authority)\(Self.pagePrefix)\(session)/redirect?clientId=CHECKOUT_CART"
            network.answer(call.answer, with: HTTPReply(.found, headerFields: [.location: location]))
        } catch {
            observer?.cartRefused(error, latency: latency, at: simulation.now)
            let body = ErrorAnswer(title: error.title)
            network.answer(
                call.answer, with: HTTPReply(HTTPResponse.Status(code: error.httpStatus), body: .value(body)))
        }
    }

    /// The checks in Checkout's order: the form, the number of notices, duplicates, the node, its own store.
    private func makeCart(_ cart: CartRequest) throws(CartRefusal) -> (session: EntityID, items: [CartItem]) {
        try CartRules.check(cart)
        guard !draws.happens(settings.nodeFails) else { throw .nodeUnavailable }
        var notices: [NoticeCode] = []
        var items: [CartItem] = []
        for notice in cart.paymentNotices {
            guard let code = NoticeCode(notice.noticeNumber) else { throw .invalidPaymentInfo(.unknown) }
            if let fault = node.fault(code) { throw .invalidPaymentInfo(fault) }
            notices.append(code)
            items.append(CartItem(payment: node.payment(of: code), amount: notice.amount))
        }
        guard !draws.happens(settings.storeFails) else { throw .storeUnavailable }
        let session = node.offer(
            desk: .checkout, notices: notices, waysBack: WaysBack(cart.returnLinks), life: settings.cartLife)
        return (session, items)
    }
}
