import ServicePorts
import Testing

@Suite("A record's key")
struct RecordKeyTests {
    @Test("is its bytes, however it was given")
    func isItsBytes() {
        #expect(RecordKey("abc") == RecordKey(bytes: [97, 98, 99]))
        #expect(RecordKey(bytes: [97, 98, 99]).text == "abc")
        #expect(Set<RecordKey>(["abc", RecordKey(bytes: [97, 98, 99]), ""]).count == 2)
        #expect(RecordKey("").bytes.isEmpty)
    }

    @Test("of two texts that only look the same is another key")
    func looksDoNotCount() {
        let (composed, decomposed) = (RecordKey("\u{E9}"), RecordKey("e\u{301}"))
        #expect(composed != decomposed)
        #expect(composed.bytes == [0xC3, 0xA9])
        #expect(Set([composed, decomposed]).count == 2)
    }

    @Test("may be bytes that are no text", arguments: [[0xFF], [0xC3], [0xED, 0xA0, 0x80], [97, 0x80]] as [[UInt8]])
    func mayBeNoText(_ bytes: [UInt8]) {
        let key = RecordKey(bytes: bytes)
        #expect(key.text == nil)
        #expect(key.bytes == bytes)
        #expect(key.count == bytes.count)
        #expect(key != RecordKey(key.description))
        #expect(key.withBytes { Array($0) } == bytes)
    }
}
