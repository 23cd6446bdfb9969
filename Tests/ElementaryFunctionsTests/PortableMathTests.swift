import ElementaryFunctions
import Foundation
import Testing
import VirtualTime

/// The functions against the system's, over many numbers, and against values of 300 bits rounded once, over a few.
@Suite struct PortableMathTests {
    /// How many representable numbers lie between two of one sign.
    private func distance(_ a: Double, _ b: Double) -> UInt64 {
        a.bitPattern > b.bitPattern ? a.bitPattern - b.bitPattern : b.bitPattern - a.bitPattern
    }

    @Test("`log` stays within two units of the system's")
    func logStaysWithin() {
        var stream = RandomStream(seed: 1, name: "log", replication: 0)
        var worst: (distance: UInt64, x: Double) = (0, 1)
        for index in 0..<200_000 {
            let x = index % 2 == 0 ? stream.unit() : Double(stream.next() >> 1 | 2)
            let off = distance(abs(PortableMath.log(x)), abs(log(x)))
            if off > worst.distance { worst = (off, x) }
        }
        #expect(worst.distance <= 2, "log(\(worst.x))")
        #expect(PortableMath.log(1) == 0)
    }

    @Test("`exp` stays within two units of the system's")
    func expStaysWithin() {
        var stream = RandomStream(seed: 1, name: "exp", replication: 0)
        var worst: (distance: UInt64, x: Double) = (0, 0)
        for index in 0..<200_000 {
            let x = (stream.unit() - 0.5) * (index % 2 == 0 ? 2 : 1_400)
            let off = distance(PortableMath.exp(x), exp(x))
            if off > worst.distance { worst = (off, x) }
        }
        #expect(worst.distance <= 2, "exp(\(worst.x))")
        #expect(PortableMath.exp(0) == 1)
    }

    @Test("`atan` stays within four units of the system's, is odd, and ends at a right angle")
    func atanStaysWithin() {
        var stream = RandomStream(seed: 1, name: "atan", replication: 0)
        var worst: (distance: UInt64, x: Double) = (0, 0)
        for index in 0..<50_000 {
            let x = index % 2 == 0 ? stream.unit() : 1 / stream.unit()
            let off = distance(PortableMath.atan(x), atan(x))
            if off > worst.distance { worst = (off, x) }
            if PortableMath.atan(-x) != -PortableMath.atan(x) { worst = (.max, -x) }
        }
        #expect(worst.distance <= 4, "atan(\(worst.x))")
        #expect(PortableMath.atan(0) == 0 && PortableMath.atan(.infinity) == .pi / 2)
    }

    @Test("Logarithm and exponential are at most one unit off the true value")
    func bothAreAtMostOne() {
        for (x, expected) in Self.exponentials { #expect(distance(PortableMath.exp(x), expected) <= 1, "exp(\(x))") }
        for (x, expected) in Self.logarithms { #expect(distance(PortableMath.log(x), expected) <= 1, "log(\(x))") }
    }

    static let exponentials: [(Double, Double)] = [
        (0x1.5ep9, 0x1.d945df4f8ec8ep1009), (-0x1.5ep9, 0x1.14f2b0fb9307fp-1010),
        (0x1p-1, 0x1.a61298e1e069cp0), (-0x1p-1, 0x1.368b2fc6f960ap-1),
        (0x1p0, 0x1.5bf0a8b145769p1), (-0x1p0, 0x1.78b56362cef38p-2),
        (0x1p-30, 0x1.00000004p0), (-0x1p-30, 0x1.fffffff8p-1),
        (0x1.62e42fefa39efp-7, 0x1.02c9a3e778061p0), (-0x1.62e42fefa39efp-7, 0x1.fa7c1819e90d8p-1),
        (0x1.5bcb24bcc4304p-2, 0x1.6789b30a5458fp0), (0x1.4p3, 0x1.5829dcf95056p14),
        (-0x1.076e44f9e93ffp8, 0x1.ee7bb52ef2e9dp-381), (0x1.2ap5, 0x1.abae41f425f94p53),
        (-0x1.608p6, 0x1.d1749d7b82a48p-128), (0x1.3aa0dad1be0ep3, 0x1.22faba990829bp14),
        (0x1.357cc2b95d9d4p4, 0x1.dfb36bd770f21p27), (0x1.2e4738d8608fep0, 0x1.a0e1eec31cb71p1),
        (0x1.c511afebb6a18p0, 0x1.77a8ef58a449bp2), (0x1.4fdba6311b05p8, 0x1.746450fefe458p484),
    ]

    static let logarithms: [(Double, Double)] = [
        (0x1p1, 0x1.62e42fefa39efp-1), (0x1p-1, -0x1.62e42fefa39efp-1),
        (0x1.0000000000001p0, 0x1.fffffffffffffp-53), (0x1.fffffffffffffp-1, -0x1p-53),
        (0x1.6a09e667f3bcdp0, 0x1.62e42fefa39fp-2), (0x1.6a09e667f3bccp0, 0x1.62e42fefa39eep-2),
        (0x1.4p3, 0x1.26bb1bbb55516p1), (0x1.12e0be826d695p-30, -0x1.4b927f32bffb8p4),
        (0x1.c6bf52634p49, 0x1.144f69ff9ffc4p5), (0x1p-1022, -0x1.6232bdd7abcd2p9),
        (0x1.fffffffffffffp1023, 0x1.62e42fefa39efp9), (0x1.68e9c040fdep-1, -0x1.661477218c9c3p-2),
        (0x1.d83afb61ec2c4p-1, -0x1.4b315ddc633f1p-4), (0x1.db38beb9086ep-6, -0x1.c527de3f8d8aap1),
        (0x1.ffffep-1, -0x1.0000080000555p-20), (0x1.00001p0, 0x1.fffff00000aabp-21),
        (0x1.ee6617b1a94e1p0, 0x1.50fb01d43e22dp-1), (0x1.93ccbaf6634bcp-1, -0x1.e634e755a876dp-3),
        (0x1.04fe71bd91159p6, 0x1.0b67ac8f527f5p2), (0x1.a383b5713925ap39, 0x1.b86d33b9bd39ep4),
    ]
}
