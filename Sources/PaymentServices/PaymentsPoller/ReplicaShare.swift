/// Which payments are one replica's, when there are several: each text is in the share of exactly one of them, whoever
/// asks.
struct ReplicaShare: Sendable, Equatable {
    private let position: UInt64
    private let count: UInt64

    /// - Parameter replica: from 1.
    init(replica: Int, of count: Int) {
        precondition((1...max(1, count)).contains(replica), "Replica \(replica) is none of \(count).")
        position = UInt64(replica - 1)
        self.count = UInt64(count)
    }

    func contains(_ text: String) -> Bool { Self.hash(text) % count == position }

    /// FNV-1a, and the last step of MurmurHash3, without which the low bits of similar texts are too much alike.
    private static func hash(_ text: String) -> UInt64 {
        var hash = text.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        hash = (hash ^ (hash >> 33)) &* 0xFF51_AFD7_ED55_8CCD
        hash = (hash ^ (hash >> 33)) &* 0xC4CE_B9FE_1A85_EC53
        return hash ^ (hash >> 33)
    }
}
