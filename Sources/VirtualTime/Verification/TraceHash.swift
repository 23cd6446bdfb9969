/// A running 64-bit hash over everything that happened, in order. Not cryptographic.
public struct TraceHash: Sendable, Equatable {
    /// Equal for equal histories, and only for those as far as 64 bits can tell.
    public private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    /// The hash of nothing.
    public init() {}

    /// As it is shown everywhere: 16 hexadecimal digits.
    package var text: String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// Enters one word.
    @inline(__always)
    public mutating func mix(_ word: UInt64) {
        let product = (value ^ word).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
        value = product.high ^ product.low ^ (word &+ 0x1656_67B1_9E37_79F9)
    }
}
