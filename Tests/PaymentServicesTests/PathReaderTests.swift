import HTTPTypes
import PaymentModel
import PortFakes
import ServicePorts
import Testing

@testable import PaymentServices

struct PathReaderTests {
    @Test("A path is read from left to right")
    func reading() {
        var path = PathReader("/bugliano/api/applications/\(Sample.applicationID)/payment?esito=OK&a=b")
        let slash = path.take("/")
        let segment = path.takeSegment()
        let collection = path.take("/api/applications/")
        let id = path.takeID()
        let isAtEndTooEarly = path.isAtEnd
        let action = path.take("/payment")
        #expect(slash && collection && action && !isAtEndTooEarly && path.isAtEnd)
        #expect(segment == "bugliano")
        #expect(id == Sample.applicationID)
        #expect(path.query("esito") == "OK")
        #expect(path.query("a") == "b")
        #expect(path.query("b") == nil)
    }

    @Test("A literal that does not come next leaves the reader where it was")
    func mismatch() {
        var path = PathReader("/update")
        let tooLong = path.take("/update/")
        let right = path.take("/update")
        #expect(!tooLong && right && path.isAtEnd)
    }

    @Test("An id that is cut short or no id is none", arguments: ["0b6f2a54", "zb6f2a54-1c1e-4d57-9d0a-6a2f4f1f0a01"])
    func badID(_ text: String) {
        var path = PathReader(text)
        let id = path.takeID()
        #expect(id == nil)
    }

    @Test("A request without a path is at its end")
    func noPath() { #expect(PathReader(nil).isAtEnd) }

    @Test(
        "A link becomes a request to its host",
        arguments: [
            ("http://proxy.test:8000/update/1", "http", "proxy.test:8000", "/update/1"),
            ("https://proxy.test", "https", "proxy.test", "/"),
            ("https://proxy.test?id=1", "https", "proxy.test", "/?id=1"),
        ])
    func linkRequest(url: String, scheme: String, authority: String, path: String) throws {
        let request = HTTPRequestHead(.get, try #require(ServiceLink(url)))
        #expect(request.method == .get)
        #expect(request.scheme == scheme)
        #expect(request.authority == authority)
        #expect(request.path == path)
    }

    @Test("A link in parts is asked for as its text is")
    func linksInParts() throws {
        let id = EntityID(high: 1, low: 2)
        for (before, after) in [("/update/", ""), ("?id=", ""), ("/payments/", "/detail?a=b")] {
            let template = LinkTemplate(
                scheme: "http", authority: "proxy.test", pathBeforeID: before, pathAfterID: after)
            let link = template.link(id)
            let text = try #require(ServiceLink(link.description))
            #expect(HTTPRequestHead(.get, link).request == HTTPRequestHead(.get, text).request)
        }
    }
}
