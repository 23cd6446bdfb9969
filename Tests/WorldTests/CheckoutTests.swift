import HTTPTypes
import NetworkSimulation
import PaymentModel
import ServicePorts
import Testing
import VirtualTime

@testable import World

@Suite("pagoPA Checkout and node")
struct CheckoutTests {
    private func bench(_ change: (inout PagoPASettings) -> Void = { _ in }) -> WorldBench {
        WorldBench {
            var settings = IntermediarySettings()
            (settings.fails, settings.hangs, settings.refusesCreation) = (.never, .never, .never)
            $0.intermediaries = [settings]
            ($0.pagoPA.nodeFails, $0.pagoPA.storeFails) = (.never, .never)
            change(&$0.pagoPA)
        }
    }

    private func cartNotice(_ code: NoticeCode) -> CartRequest.Notice {
        CartRequest.Notice(
            noticeNumber: code.description, fiscalCode: "10000000000", amount: EuroCents(cents: 4_210),
            companyName: "Comune", description: "r")
    }

    private func cart(_ notices: [CartRequest.Notice]) -> CartRequest {
        func link(_ outcome: String) -> ServiceLink { ServiceLink("https://core.test/back?esito=\(outcome)")! }
        return CartRequest(
            paymentNotices: notices,
            returnLinks: ReturnLinks(
                ok: link("OK"), cancel: link("CANCEL"), error: link("KO"), waiting: link("WAIT")))
    }

    private func ask(_ bench: WorldBench, _ cart: CartRequest) throws -> HTTPReply {
        try ask(bench, cart, .v2, key: PagoPASettings().subscriptionKey)
    }

    private func ask(_ bench: WorldBench, _ cart: CartRequest, _ version: CartsVersion, key: String?) throws
        -> HTTPReply
    {
        try bench.call(
            .post, "api.platform.pagopa.test", version.rawValue, .value(cart),
            headerFields: key.map { [.subscriptionKey: $0] }
        ).get()
    }

    private func page(_ reply: HTTPReply) throws -> ServiceLink {
        let location = try #require(reply.response.headerFields[.location])
        return try #require(ServiceLink(location))
    }

    @Test("A good cart is answered with a redirect to its page")
    func goodCart() throws {
        let bench = bench()
        let reply = try ask(bench, cart([cartNotice(try bench.notice(EntityID(high: 1, low: 1)))]))
        #expect(reply.status == .found)
        let page = try page(reply)
        #expect(page.authority == "api.platform.pagopa.test" && page.id != nil)
        #expect(bench.record.cartsAsked == 1 && bench.record.cartsAccepted == 1)
    }

    @Test("A cart has the form of the version that its path names, and comes with the subscription key")
    func versionsAndKeys() throws {
        let bench = bench()
        let two = cart([cartNotice(try bench.notice(EntityID(high: 1, low: 1)))])
        var one = two
        one.returnLinks.waiting = nil
        let key = PagoPASettings().subscriptionKey
        let answers = try [
            ask(bench, two, .v2, key: key), ask(bench, one, .v1, key: key), ask(bench, two, .v1, key: key),
            ask(bench, one, .v2, key: key), ask(bench, two, .v2, key: nil), ask(bench, one, .v1, key: "another"),
        ]
        #expect(answers.map(\.status.code) == [302, 302, 400, 400, 401, 401])
        #expect(
            bench.record.cartRefusals
                == [.malformed(field: "returnWaitingUrl"), .malformed(field: "returnWaitingUrl")]
                + [.unauthorized, .unauthorized])
    }

    @Test("Each broken rule of a cart has its status and its cause")
    func brokenCarts() throws {
        let bench = bench()
        let good = cartNotice(try bench.notice(EntityID(high: 1, low: 1)))
        func changed(_ change: (inout CartRequest.Notice) -> Void) -> CartRequest {
            var notice = good
            change(&notice)
            return cart([notice])
        }
        let six = (0..<6).map { index -> CartRequest.Notice in
            var notice = good
            notice.fiscalCode = "1000000000\(index)"
            return notice
        }
        let unknown = NoticeCode(segregationCode: 0, base: 999)
        let cases: [(CartRequest, Int, CartRefusal)] = [
            (changed { $0.noticeNumber.removeLast() }, 400, .malformed(field: "noticeNumber")),
            (changed { $0.noticeNumber = "30000000000000000x" }, 400, .malformed(field: "noticeNumber")),
            (changed { $0.fiscalCode += "0" }, 400, .malformed(field: "fiscalCode")),
            (changed { $0.amount = .zero }, 400, .malformed(field: "amount")),
            (changed { $0.companyName = String(repeating: "x", count: 141) }, 400, .malformed(field: "companyName")),
            (changed { $0.description = String(repeating: "x", count: 141) }, 400, .malformed(field: "description")),
            (cart([]), 400, .malformed(field: "paymentNotices")),
            (cart(six), 422, .tooManyNotices),
            (cart([good, good]), 422, .duplicateNotice),
            (changed { $0.noticeNumber = unknown.description }, 422, .invalidPaymentInfo(.unknown)),
        ]
        for (cart, status, refusal) in cases {
            #expect(try ask(bench, cart).status.code == status)
            #expect(bench.record.cartRefusals.last == refusal)
        }
        #expect(bench.record.cartsAccepted == 0)
    }

    @Test("A paid notice gets no cart, a broken node and a broken store answer 502")
    func refusalsOfTheNode() throws {
        let paid = bench()
        let notice = try paid.notice(EntityID(high: 1, low: 1))
        _ = paid.world.payAtCounter(notice)
        #expect(try ask(paid, cart([cartNotice(notice)])).status == .unprocessableContent)
        #expect(paid.record.cartRefusals == [.invalidPaymentInfo(.duplicated)])
        for (change, refusal) in [
            ({ $0.nodeFails = .always }, CartRefusal.nodeUnavailable),
            ({ $0.storeFails = .always }, CartRefusal.storeUnavailable),
        ] as [((inout PagoPASettings) -> Void, CartRefusal)] {
            let broken = bench(change)
            let notice = try broken.notice(EntityID(high: 1, low: 1))
            #expect(try ask(broken, cart([cartNotice(notice)])).status == .badGateway)
            #expect(broken.record.cartRefusals == [refusal])
        }
    }

    @Test(
        "A cart's page opens as often as it is asked for, and not after ten minutes",
        arguments: [(480, HTTPResponse.Status.ok), (601, .notFound)])
    func cartLife(waited: Int, status: HTTPResponse.Status) throws {
        let bench = bench()
        let page = try page(try ask(bench, cart([cartNotice(try bench.notice(EntityID(high: 1, low: 1)))])))
        bench.run(for: .seconds(waited))
        for _ in 0..<3 { #expect(try bench.call(.get, page.authority, page.path).get().status == status) }
    }

    @Test("Carts that nobody opens are forgotten")
    func unopenedCartsAreForgotten() throws {
        let bench = bench()
        let notice = cartNotice(try bench.notice(EntityID(high: 1, low: 1)))
        for _ in 0..<200 {
            _ = try ask(bench, cart([notice]))
            bench.run(for: .seconds(60))
        }
        #expect(bench.world.pagesOffered <= 11)
    }

    /// A node with one open position, and sessions on it.
    private struct NodeCase {
        let bench: WorldBench
        let node: PagoPANode
        let intermediary: Intermediary
        let notice: NoticeCode

        init() throws {
            bench = WorldBench()
            let other = SimulatedNetwork(latency: .constant(.zero), in: bench.simulation)
            node = PagoPANode(
                simulation: bench.simulation, calendar: bench.world.calendar, settings: PagoPASettings(),
                observer: bench.record)
            var settings = IntermediarySettings()
            (settings.fails, settings.hangs, settings.refusesCreation) = (.never, .never, .never)
            intermediary = Intermediary(
                number: 0, settings: settings, proxyAuthority: "silfi-payment-proxy.test",
                simulation: bench.simulation, network: other, calendar: bench.world.calendar, node: node,
                observer: bench.record)
            let request = DebtPositionRequest(
                iud: EntityID(high: 1, low: 1).hexText, creditorTaxCode: "10000000000", amount: EuroCents(cents: 1),
                reason: "r", debtorTaxCode: "x", debtorName: "x", dueAt: nil)
            let sink = Sink()
            try other.send(
                over: try other.link(from: "x", to: "silfi.test"),
                HTTPRequestHead(method: .post, scheme: "https", authority: "silfi.test", path: "/debt-positions"),
                body: .value(request), timeout: .seconds(60), to: sink, for: NumberedEntry(0))
            bench.simulation.run()
            notice = try #require(bench.record.openings.first).notice
        }

        func offer(_ desk: SessionDesk) -> EntityID {
            node.offer(
                desk: desk, notices: [notice],
                waysBack: WaysBack(completed: "ok", canceled: "cancel", failed: "error"), life: .seconds(600))
        }

        /// What a browser does that shows the page.
        func begin(_ offer: EntityID, at desk: SessionDesk) throws -> SessionID {
            let isOpen = node.open(offer, desk: desk)
            try #require(isOpen)
            let found = node.offers.find(offer)
            return try #require(found.flatMap { node.begin($0) })
        }

        func openSession() throws -> SessionID { try begin(offer(.portal), at: .portal) }
    }

    private final class Sink: ReplyReceiver {
        func receive(_ outcome: Result<HTTPReply, HTTPCallError>, of call: NumberedEntry) {}
    }

    @Test("While one session holds a notice the node lets no other pay it, and nobody once it is paid")
    func doublePaymentIsBlocked() throws {
        let test = try NodeCase()
        let (first, second) = (try test.openSession(), try test.openSession())
        #expect(test.node.lock(first) == nil)
        #expect(test.node.lock(second) == .ongoing)
        #expect(test.node.payAtCounter(test.notice) == .ongoing)
        let end = test.node.end(first, as: .completed)
        #expect(end.end == .completed && end.url == "ok")
        #expect(test.node.lock(second) == .duplicated)
        #expect(test.node.payAtCounter(test.notice) == .duplicated)
        #expect(test.bench.record.movements.count == 1)
        #expect(NodeFault.duplicated.httpStatus == 409)
        #expect(test.node.end(second, as: .refused).url == "error")
    }

    @Test("Two tabs of one cart are two sessions: the one that ends leaves the other alone, and the first to lock pays")
    func tabsOfOneCart() throws {
        let test = try NodeCase()
        let cart = test.offer(.checkout)
        let tabs = try (0..<3).map { _ in try test.begin(cart, at: .checkout) }
        #expect(test.node.end(tabs[1], as: .abandoned).url == "cancel")
        #expect(test.node.lock(tabs[0]) == nil)
        #expect(test.node.lock(tabs[2]) == .ongoing)
        #expect(test.node.end(tabs[0], as: .completed).end == .completed)
        #expect(test.bench.record.movements.count == 1)
    }

    @Test("A portal's link opens once, at no other desk, and shows nothing to who comes back too late")
    func portalLinks() throws {
        let test = try NodeCase()
        let link = test.offer(.portal)
        let opened = [SessionDesk.checkout, .portal, .portal].map { test.node.open(link, desk: $0) }
        #expect(opened == [false, true, false])
        let found = test.node.offers.find(link)
        let offer = try #require(found)
        test.bench.run(for: .seconds(600))
        #expect(test.node.begin(offer) == nil)
    }

    @Test("A session that ends without money gives the notice free")
    func failedSessionFreesNotice() throws {
        let test = try NodeCase()
        let first = try test.openSession()
        #expect(test.node.lock(first) == nil)
        #expect(test.node.end(first, as: .failed).url == "error")
        #expect(test.node.payAtCounter(test.notice) == nil)
        #expect(test.bench.record.movements.map(\.way) == [.atCounter])
    }

    @Test("An outcome that comes after the token's 15 minutes moves no money")
    func tokenExpires() throws {
        let test = try NodeCase()
        let session = try test.openSession()
        #expect(test.node.lock(session) == nil)
        test.bench.run(for: .seconds(900))
        let end = test.node.end(session, as: .completed)
        #expect(end.end == .expired && end.url == "error")
        #expect(test.bench.record.movements.isEmpty)
        #expect(test.bench.record.refusedAttempts == [.tokenExpired])
        #expect(test.node.payAtCounter(test.notice) == nil)
    }
}
