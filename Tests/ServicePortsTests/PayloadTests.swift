import HTTPTypes
import ServicePorts
import SimulationSamples
import Testing

/// What a body holds, by how it was made.
@Suite struct PayloadTests {
    @Test("A value is read as its own type only")
    func aValueIsReadAsItsOwn() throws {
        let payload = Payload.value(Note("a"))
        #expect(payload.value(as: Note.self) == Note("a"))
        #expect(try payload.decode(as: Note.self) == Note("a"))
        #expect(payload.value(as: Letter.self) == nil)
        #expect(throws: PayloadError.mismatch(expected: "Letter", found: "Note")) {
            try payload.decode(as: Letter.self)
        }
        #expect(payload.isValue)
        #expect(!payload.isEmpty)
        #expect(payload.nominalSize == Note("a").nominalSize)
    }

    @Test("An object travels as itself")
    func anObjectTravelsAsItself() throws {
        let letter = Letter("a")
        let payload = Payload.value(letter)
        #expect(payload.value(as: Letter.self) === letter)
        #expect(payload.value(as: Note.self) == nil)
        #expect(throws: PayloadError.mismatch(expected: "Note", found: "Letter")) {
            try payload.decode(as: Note.self)
        }
        #expect(try payload.asBytes().decode(as: Letter.self).text == "a")
    }

    @Test("Bytes are decoded by whoever asks")
    func bytesAreDecodedByWhoeverAsks() throws {
        let payload = Payload.bytes(Array("a".utf8))
        #expect(payload.value(as: Letter.self) == nil)
        #expect(try payload.decode(as: Letter.self).text == "a")
        #expect(!payload.isValue)
        #expect(payload.nominalSize == 1)
        #expect(try payload.asBytes().wireBytes() == Array("a".utf8))
    }

    @Test("A value that has become bytes weighs what it declares, whoever passes it on")
    func bytesKeepTheDeclaredSize() throws {
        let note = Note("a")
        let sent = try Payload.value(note).inForm(.bytes)
        #expect(!sent.isValue)
        #expect(try sent.wireBytes().count != note.nominalSize)
        #expect(sent.nominalSize == note.nominalSize)
        #expect(try sent.inForm(.bytes).asBytes().nominalSize == note.nominalSize)
    }

    @Test("Nothing has no value and no bytes")
    func nothingHasNoValueAndNoBytes() throws {
        #expect(Payload.empty.isEmpty)
        #expect(!Payload.empty.isValue)
        #expect(try Payload.empty.asBytes().isEmpty)
        #expect(try Payload.empty.wireBytes().isEmpty)
        #expect(Payload.empty.nominalSize == 0)
        #expect(throws: PayloadError.missing(expected: "Letter")) { try Payload.empty.decode(as: Letter.self) }
    }

    @Test("A reply keeps its head when its body is replaced")
    func aReplyKeepsItsHead() throws {
        let reply = HTTPReply(.conflict, headerFields: [.location: "/a"], body: .value(Letter("a")))
        let written = try reply.withBody(inForm: .bytes)
        #expect(written.status == .conflict)
        #expect(written.headerFields == reply.headerFields)
        #expect(!written.body.isValue)
        #expect(try written.body.decode(as: Letter.self).text == "a")
        #expect(try reply.withBody(inForm: .typed) === reply)
    }
}

/// A value that is an object already.
private final class Letter: WireValue, WireContent {
    let text: String

    init(_ text: String) { self.text = text }
    init(wireBytes: [UInt8]) throws { text = String(decoding: wireBytes, as: UTF8.self) }
    func wireBytes() throws -> [UInt8] { Array(text.utf8) }
    var nominalSize: Int { 200 }
}
