import HTTPTypes
import PaymentModel
import PortFakes
import ServicePorts
import Testing

@testable import PaymentServices

struct CheckoutAPITests {
    private let fakes = FakeSurroundings()

    private func request(amount: Int64 = 4210) -> CheckoutRequest {
        let link = ServiceLink("https://efil-payment-proxy.test/landing/\(Sample.paymentID)")!
        return CheckoutRequest(
            paymentID: Sample.paymentID, noticeNumber: "301000000000000019", fiscalCode: "00000000000",
            amount: EuroCents(cents: amount), companyName: "Comune di Bugliano", description: "demo reason",
            returnLinks: ReturnLinks(ok: link, cancel: link, error: link, waiting: link))
    }

    private static func cart(_ number: Int) -> HTTPReply {
        HTTPReply(.found, headerFields: [.location: "https://checkout.test/c/\(number)"])
    }

    private func endpoint(_ replies: [Result<HTTPReply, HTTPCallError>]) -> (CheckoutEndpoint, FakeCaller) {
        let caller = FakeCaller(replies: replies)
        return (CheckoutEndpoint(CheckoutAPIConfiguration(), caller: caller, surroundings: fakes.surroundings), caller)
    }

    @Test("A payment becomes a cart of one notice, and the browser is sent to it")
    func cart() async throws {
        let (endpoint, pagoPA) = endpoint([.success(Self.cart(1))])
        let reply = try await endpoint.post("/checkout", request())
        #expect(reply.status == .found)
        #expect(reply.location == "https://checkout.test/c/1")
        let call = try #require(await pagoPA.calls.first)
        #expect(call.request.authority == "api.platform.pagopa.test")
        #expect(call.request.path == "/checkout/ec/v2/carts")
        #expect(call.request.headerFields[.subscriptionKey] == "")
        let cart: CartRequest = try call.body.decode()
        #expect(cart.paymentNotices.map(\.amount) == [EuroCents(cents: 4210)])
    }

    @Test("Path, form and key of a cart are those of the configured version")
    func versions() async throws {
        for version in CheckoutAPIConfiguration.CartsVersion.allCases {
            var configuration = CheckoutAPIConfiguration()
            (configuration.cartsVersion, configuration.subscriptionKey) = (version, "secret")
            let pagoPA = FakeCaller(replies: [.success(Self.cart(1))])
            let endpoint = CheckoutEndpoint(configuration, caller: pagoPA, surroundings: fakes.surroundings)
            #expect(try await endpoint.post("/checkout", request()).status == .found)
            let call = try #require(await pagoPA.calls.first)
            #expect(call.request.path == "/checkout/ec/\(version.rawValue)/carts")
            #expect(call.request.headerFields[.subscriptionKey] == "secret")
            let cart: CartRequest = try call.body.decode()
            #expect((cart.returnLinks.waiting != nil) == (version == .v2))
        }
    }

    @Test("The same payment gets the same cart for nine minutes, then another")
    func cache() async throws {
        let (endpoint, pagoPA) = endpoint([.success(Self.cart(1)), .success(Self.cart(2))])
        _ = try await endpoint.post("/checkout", request())
        fakes.clock.advance(by: .seconds(539))
        #expect(try await endpoint.post("/checkout", request()).location == "https://checkout.test/c/1")
        #expect(await pagoPA.calls.count == 1)
        fakes.clock.advance(by: .seconds(1))
        #expect(try await endpoint.post("/checkout", request()).location == "https://checkout.test/c/2")
    }

    @Test("A payment with another amount gets another cart")
    func changed() async throws {
        let (endpoint, _) = endpoint([.success(Self.cart(1)), .success(Self.cart(2))])
        _ = try await endpoint.post("/checkout", request())
        #expect(
            try await endpoint.post("/checkout", request(amount: 1)).location == "https://checkout.test/c/2")
    }

    @Test(
        "Refusals are 422, everything else that fails is 502, and neither is remembered",
        arguments: [
            (Result<HTTPReply, HTTPCallError>.success(HTTPReply(.unprocessableContent)), 422),
            (.success(HTTPReply(.badRequest)), 422), (.success(HTTPReply(.badGateway)), 502),
            (.success(HTTPReply(.internalServerError)), 502), (.success(HTTPReply(.found)), 502),
            (.failure(.timedOut(authority: "api.platform.pagopa.test", after: .seconds(10))), 502),
        ])
    func failures(answer: Result<HTTPReply, HTTPCallError>, status: Int) async throws {
        let (endpoint, _) = endpoint([answer, .success(Self.cart(2))])
        #expect(try await endpoint.post("/checkout", request()).status.code == status)
        #expect(try await endpoint.post("/checkout", request()).status == .found)
    }

    @Test("A location in the body serves as well as one in the header")
    func locationInBody() async throws {
        let body = RedirectAnswer(location: ServiceLink("https://checkout.test/c/7")!)
        let (endpoint, _) = endpoint([.success(HTTPReply(.found, body: .value(body)))])
        #expect(try await endpoint.post("/checkout", request()).location == "https://checkout.test/c/7")
    }

    @Test("A body that is no checkout is a 422 that names the field; other paths and methods are refused")
    func badRequests() async throws {
        let (endpoint, _) = endpoint([])
        let reply = try await endpoint.post("/checkout", payload: .bytes(Array("{}".utf8)))
        #expect(reply.status == .unprocessableContent)
        #expect(try reply.body.decode(as: ErrorAnswer.self).detail == "payment_id missing")
        #expect(try await endpoint.get("/checkout").status == .methodNotAllowed)
        #expect(try await endpoint.post("/carts", request()).status == .notFound)
    }

    @Test("Carts that have run out are forgotten")
    func forgetting() {
        var cache = CartCache(lifetime: .seconds(60))
        cache.remember("a", for: request(), now: Sample.now)
        cache.remember("b", for: request(), now: Sample.now.adding(seconds: 30))
        let before = cache.location(for: request(), now: Sample.now.adding(seconds: 89))
        let after = cache.location(for: request(), now: Sample.now.adding(seconds: 90))
        #expect(before == "b")
        #expect(after == nil)
        #expect(cache.count == 0)
    }
}
