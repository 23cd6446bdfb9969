import HTTPTypes
import ServicePorts
import SimulationSamples
import Testing

/// What bodies, records and answers say, in 64 bits.
@Suite struct WireDigestTests {
    private func digest(_ enter: (inout WireDigest) -> Void) -> UInt64 {
        var digest = WireDigest()
        enter(&digest)
        return digest.value
    }

    private func areApart(_ digests: [UInt64]) -> Bool { Set(digests).count == digests.count }

    @Test("A digest is the same in every process and on every machine")
    func digestsAreFixed() {
        #expect(WireDigest.of(Payload.empty) == 6_894_247_448_958_866_015)
        #expect(digest { $0.enter("a text that is longer than one word") } == 11_852_054_708_880_043_406)
    }

    @Test("Texts of every length differ by any byte of theirs")
    func everyByteCounts() {
        for length in 0...40 {
            let text = [UInt8](repeating: 0x61, count: length)
            let changed = (0..<length).map { place in
                digest {
                    var other = text
                    other[place] ^= 1
                    $0.enter(String(decoding: other, as: UTF8.self))
                }
            }
            #expect(areApart(changed + [digest { $0.enter(String(decoding: text, as: UTF8.self)) }]))
        }
    }

    @Test("Where one part ends and the next begins is part of what is said")
    func boundariesCount() {
        let texts: [[String?]] = [["ab", "c"], ["a", "bc"], ["abc"], ["abc", ""], ["abc", nil]]
        #expect(
            areApart(
                texts.map { texts in
                    digest { for text in texts { $0.enter(text) } }
                }))
        let optional: [[RecordKey?]] = [["k", nil], [nil, "k"], [nil], []]
        #expect(
            areApart(
                optional.map { keys in
                    digest { for key in keys { $0.enter(key) } }
                }))
        let lists: [[RecordKey]] = [[], ["k"], ["k", "k"]]
        #expect(areApart(lists.map { keys in digest { $0.enter(keys) } }))
        #expect(digest { $0.enter(true) } != digest { $0.enter(false) })
    }

    @Test("A body has one digest as a value and as the bytes made of it")
    func oneDigestInEitherForm() throws {
        let body = Payload.value(Note("a"))
        #expect(WireDigest.of(try body.asBytes()) == WireDigest.of(body))
        #expect(WireDigest.of(Payload.value(Note("b"))) != WireDigest.of(body))
        #expect(WireDigest.of(Payload.empty) != WireDigest.of(Payload.bytes([])))
    }

    @Test("A value that writes no digest of its own has that of its bytes")
    func theDefaultIsOfTheBytes() throws {
        let body = Payload.value(Note("a"))
        #expect(WireDigest.of(body) == WireDigest.of(Payload.bytes(try body.wireBytes())))
    }

    @Test("A status, a field's name, value and place, and the body tell answers apart")
    func answersDiffer() {
        let fields: HTTPFields = [.location: "/a", .retryAfter: "1"]
        let answers = [
            HTTPReply.ok, HTTPReply(.created), HTTPReply(.ok, headerFields: fields),
            HTTPReply(.ok, headerFields: [.retryAfter: "1", .location: "/a"]),
            HTTPReply(.ok, headerFields: [.location: "/b", .retryAfter: "1"]),
            HTTPReply(.ok, headerFields: [.allow: "/a", .retryAfter: "1"]),
            HTTPReply(.ok, body: .value(Note("a"))), HTTPReply(.ok, body: .bytes([])),
        ]
        #expect(areApart(answers.map { WireDigest.of($0) }))
    }

    @Test("Method, scheme, host, path and fields tell requests apart")
    func requestsDiffer() {
        func head(
            _ method: HTTPRequest.Method = .get, _ scheme: String = "http", _ authority: String = "a.test",
            _ path: String = "/", _ fields: HTTPFields = [:]
        ) -> HTTPRequestHead {
            HTTPRequestHead(method: method, scheme: scheme, authority: authority, path: path, headerFields: fields)
        }
        let requests = [
            head(), head(.put), head(.get, "https"), head(.get, "http", "b.test"), head(.get, "http", "a.test", "/a"),
            head(.get, "http", "a.test", "/", [.accept: "text/plain"]),
        ]
        #expect(areApart(requests.map { WireDigest.of($0) }))
    }

    @Test("A header without bytes is not one with none of them")
    func headersDiffer() {
        let headers = [
            RecordHeader(key: "a", value: nil), RecordHeader(key: "a", value: []), RecordHeader(key: "a", value: [0]),
            RecordHeader(key: "b", value: nil),
        ]
        #expect(areApart(headers.map { WireDigest.of($0) }))
    }
}
