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
        "An update URL becomes a request to its host",
        arguments: [
            ("http://proxy.test:8000/update/1", "http", "proxy.test:8000", "/update/1"),
            ("https://proxy.test", "https", "proxy.test", "/"),
        ])
    func updateRequest(url: String, scheme: String, authority: String, path: String) {
        let request = HTTPRequest(getting: url)
        #expect(request?.method == .get)
        #expect(request?.scheme == scheme)
        #expect(request?.authority == authority)
        #expect(request?.path == path)
    }

    @Test("What is no URL becomes no request", arguments: ["", "proxy.test/update", "http:/x", "://x", "http:///x"])
    func noRequest(url: String) { #expect(HTTPRequest(getting: url) == nil) }

    @Test("A request made after others is the one its URL alone would make")
    func requestsInARow() {
        var requests = UpdateRequests()
        let urls = [
            "http://proxy.test/update/1", "http://proxy.test/update/2", "https://proxy.test/update/3",
            "https://proxy.test.it/update/4", "https://proxy.test", "nothing", "https://proxy.test/update/5",
        ]
        for url in urls { #expect(requests.get(.text(url)) == HTTPRequest(getting: url)) }
    }

    @Test("A link in parts is asked for as its text is")
    func linksInParts() {
        let first = EntityID(high: 1, low: 2)
        let update = LinkTemplate(scheme: "http", authority: "proxy.test", pathBeforeID: "/update/")
        let bare = LinkTemplate(scheme: "http", authority: "proxy.test", pathBeforeID: "")
        let query = LinkTemplate(scheme: "http", authority: "proxy.test", pathBeforeID: "?id=")
        let links = [
            update.link(first), update.link(EntityID(high: 3, low: 4)), ServiceLink(template: bare, id: nil),
            ServiceLink(template: bare, id: nil), update.link(first), query.link(first), query.link(first),
        ]
        var requests = UpdateRequests()
        for link in links {
            let request = requests.get(.link(link))
            #expect(request == HTTPRequest(getting: link.description), "\(link)")
        }
        let other = requests.get(.text("http://other.test/x"))
        let own = requests.get(.link(links[0]))
        let none = requests.get(.null)
        #expect(other?.authority == "other.test")
        #expect(own?.authority == "proxy.test")
        #expect(none == nil)
    }
}
