import Containers
import Testing
import VirtualTime

@Suite("An index finds entries by the hashes of their keys")
struct KeyIndexTests {
    /// Hashes that nearly all collide, so that entries stand far from their places, and move when others go.
    @Test("as a dictionary would, whatever came and went and however many share a hash")
    func findsWhatADictionaryFinds() {
        var index = KeyIndex()
        var numbers: [Int: Int] = [:]
        var stream = RandomStream(seed: 3, name: "index", replication: 0)
        func hash(_ key: Int) -> UInt64 { UInt64(key % 7) << 32 | UInt64(key % 3 + 14) << 60 }
        for step in 0..<5_000 {
            let key = Int(stream.next(below: 120))
            let found = index.number(of: hash(key)) { numbers[key] == $0 }
            #expect(found == numbers[key])
            if let found {
                index.remove(found, hash: hash(key))
                numbers[key] = nil
            } else {
                index.insert(step, hash: hash(key))
                numbers[key] = step
            }
            #expect(index.count == numbers.count)
        }
        index.removeAll()
        #expect(index.count == 0)
        #expect(index.number(of: hash(1)) { _ in true } == nil)
    }

    @Test("Texts are told apart by their bytes", arguments: ["", "a", "payments", "payments/1", "payments/12345678"])
    func bytesTellTextsApart(text: String) {
        #expect(KeyIndex.isSame(text, String(decoding: Array(text.utf8), as: UTF8.self)))
        #expect(!KeyIndex.isSame(text, text + "x"))
        #expect(!KeyIndex.isSame(text + "x", text + "y"))
        #expect(KeyIndex.hash(text + "x") != KeyIndex.hash(text + "y"))
        for place in text.utf8.indices {
            var bytes = Array(text.utf8)
            bytes[text.utf8.distance(from: text.startIndex, to: place)] ^= 1
            #expect(!KeyIndex.isSame(text, String(decoding: bytes, as: UTF8.self)), "Another byte is another text.")
        }
        // The same to a reader, but other bytes.
        #expect(!KeyIndex.isSame(text + "\u{E9}", text + "e\u{301}"))
    }

    @Test("A text's hash counts every byte, and is the same as ever", arguments: 0...40)
    func hashOfEveryByte(length: Int) {
        let bytes = (0..<length).map { UInt8(33 + ($0 * 7) % 90) }
        #expect(KeyIndex.hash(String(decoding: bytes, as: UTF8.self)) == plainHash(bytes))
    }

    /// Eight bytes at a time, the first in the lowest place; what is left byte by byte.
    private func plainHash(_ bytes: [UInt8]) -> UInt64 {
        func mixed(_ hash: UInt64, _ word: UInt64) -> UInt64 {
            let mixed = (hash ^ word) &* 0x9E37_79B9_7F4A_7C15
            return mixed ^ (mixed >> 29)
        }
        let words = bytes.count / 8
        var hash = UInt64(bytes.count)
        for word in 0..<words { hash = mixed(hash, bytes[8 * word..<8 * word + 8].reversed().reduce(0, joined)) }
        return mixed(hash, bytes[(8 * words)...].reduce(0, joined)) &* 0xBF58_476D_1CE4_E5B9
    }

    private func joined(_ word: UInt64, _ byte: UInt8) -> UInt64 { word << 8 | UInt64(byte) }
}
