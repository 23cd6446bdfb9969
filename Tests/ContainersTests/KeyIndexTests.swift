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
        // The same to a reader, but other bytes.
        #expect(!KeyIndex.isSame(text + "\u{E9}", text + "e\u{301}"))
    }
}
