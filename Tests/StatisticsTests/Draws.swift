import ElementaryFunctions
import VirtualTime

/// What the tests draw, from a stream that is the same on every machine.
struct Draws {
    private var stream: RandomStream

    init(_ name: String, _ replication: Int = 0) {
        stream = RandomStream(seed: 1, name: name, replication: UInt64(replication))
    }

    mutating func uniform() -> Double { stream.unit() }

    mutating func below(_ bound: Int) -> Int { Int(stream.next(below: UInt64(bound))) }

    mutating func exponential(rate: Double) -> Double { -PortableMath.log(stream.unit()) / rate }

    /// Standard normal, by the polar method of Marsaglia.
    mutating func normal() -> Double {
        while true {
            let (x, y) = (2 * stream.unit() - 1, 2 * stream.unit() - 1)
            let square = x * x + y * y
            if square < 1, square > 0 { return x * (-2 * PortableMath.log(square) / square).squareRoot() }
        }
    }
}
