/// Elementary functions from additions, multiplications, divisions and square roots alone. IEEE 754 fixes those to the
/// bit, so a seed gives the same run on every platform; a system's own `log` and `exp` differ in the last bit from one
/// to the next.
///
/// `log` and `exp` stay within 2 units in the last place, `atan` within 4.
public enum PortableMath {
    // ln 2 in two parts: the first has its last bits free, so that a whole number times it is exact.
    private static let ln2High = 0x1.62e42feep-1
    private static let ln2Low = 0x1.a39ef35793c76p-33
    private static let reciprocalLn2 = 0x1.71547652b82fep0
    private static let squareRootOf2 = 0x1.6a09e667f3bcdp0

    /// The natural logarithm of a positive, finite, normal number.
    public static func log(_ x: Double) -> Double {
        precondition(
            x >= Double.leastNormalMagnitude && x <= Double.greatestFiniteMagnitude,
            "A logarithm is that of a positive finite number.")
        var exponent = Double(Int(x.bitPattern >> 52) - 1023)
        var mantissa = Double(bitPattern: x.bitPattern & 0x000F_FFFF_FFFF_FFFF | 0x3FF0_0000_0000_0000)
        if mantissa > squareRootOf2 {
            mantissa *= 0.5
            exponent += 1
        }
        // log(1 + f) = 2 artanh(s) with s = f / (2 + f), arranged so that the large part f - f²/2 is nearly exact.
        let f = mantissa - 1
        let s = f / (2 + f)
        let z = s * s
        let series =
            z * (2.0 / 3 + z * (2.0 / 5 + z * (2.0 / 7 + z * (2.0 / 9 + z * (2.0 / 11 + z * tail(z))))))
        let half = 0.5 * f * f
        return exponent * ln2High - ((half - (s * (half + series) + exponent * ln2Low)) - f)
    }

    @inline(__always)
    private static func tail(_ z: Double) -> Double {
        2.0 / 13 + z * (2.0 / 15 + z * (2.0 / 17 + z * (2.0 / 19 + z * (2.0 / 21))))
    }

    /// e to the power of x, for |x| up to 700.
    public static func exp(_ x: Double) -> Double {
        precondition(abs(x) <= 700, "The exponential is computed from -700 to 700.")
        // A number of this size has no places behind the point: adding it rounds, and leaves the whole number in the
        // last bits.
        let rounder = 0x1.8p52
        let rounded = x * (32 * reciprocalLn2) + rounder
        let steps = Int64(bitPattern: rounded.bitPattern) &- Int64(bitPattern: rounder.bitPattern)
        let whole = rounded - rounder
        let r = (x - whole * (ln2High / 32)) - whole * (ln2Low / 32)
        // The Taylor series of e^r - 1 to r^6; its next term is below a thirtieth of a unit for |r| <= ln(2) / 64.
        let square = r * r
        let end = (1.0 / 24 + r * (1.0 / 120)) + square * (1.0 / 720)
        let growth = r + square * ((0.5 + r * (1.0 / 6)) + square * end)
        // Whole doublings go into the exponent.
        let root = rootsOf2[Int(steps & 31)].bitPattern &+ UInt64(bitPattern: steps >> 5) << 52
        let scale = Double(bitPattern: root)
        return scale + scale * growth
    }

    /// The arctangent, in radians, of any number but none.
    public static func atan(_ x: Double) -> Double {
        precondition(!x.isNaN, "An arctangent is that of a number.")
        let size = abs(x)
        if size > 1 { return (x < 0 ? -1 : 1) * (.pi / 2 - atan(1 / size)) }
        // Halving the angle twice leaves one below pi / 16, whose series is short.
        let half = size / (1 + (1 + size * size).squareRoot())
        let quarter = half / (1 + (1 + half * half).squareRoot())
        let z = quarter * quarter
        var series = 0.0
        for odd in stride(from: 23.0, through: 3, by: -2) { series = z * (1 / odd - series) }
        let angle = 4 * (quarter - quarter * series)
        return x < 0 ? -angle : angle
    }

    /// 2 to the power of n / 32, to the last bit.
    private static let rootsOf2: [Double] = [
        0x1.0000000000000p+0, 0x1.059b0d3158574p+0, 0x1.0b5586cf9890fp+0, 0x1.11301d0125b51p+0,
        0x1.172b83c7d517bp+0, 0x1.1d4873168b9aap+0, 0x1.2387a6e756238p+0, 0x1.29e9df51fdee1p+0,
        0x1.306fe0a31b715p+0, 0x1.371a7373aa9cbp+0, 0x1.3dea64c123422p+0, 0x1.44e086061892dp+0,
        0x1.4bfdad5362a27p+0, 0x1.5342b569d4f82p+0, 0x1.5ab07dd485429p+0, 0x1.6247eb03a5585p+0,
        0x1.6a09e667f3bcdp+0, 0x1.71f75e8ec5f74p+0, 0x1.7a11473eb0187p+0, 0x1.82589994cce13p+0,
        0x1.8ace5422aa0dbp+0, 0x1.93737b0cdc5e5p+0, 0x1.9c49182a3f090p+0, 0x1.a5503b23e255dp+0,
        0x1.ae89f995ad3adp+0, 0x1.b7f76f2fb5e47p+0, 0x1.c199bdd85529cp+0, 0x1.cb720dcef9069p+0,
        0x1.d5818dcfba487p+0, 0x1.dfc97337b9b5fp+0, 0x1.ea4afa2a490dap+0, 0x1.f50765b6e4540p+0,
    ]
}
