/// Elementary functions from additions, multiplications, divisions and square roots alone. IEEE 754 fixes those to the bit, so
/// a seed gives the same run on every platform; a system's own `log` and `exp` differ in the last bit from one to the next.
///
/// Both stay within 2 units in the last place.
public enum PortableMath {
    // ln 2 in two parts: the first has its last bits free, so that a whole number times it is exact.
    private static let ln2High = 0x1.62e42feep-1
    private static let ln2Low = 0x1.a39ef35793c76p-33
    private static let reciprocalLn2 = 0x1.71547652b82fep0
    private static let squareRootOf2 = 0x1.6a09e667f3bcdp0

    /// The natural logarithm of a positive, finite, normal number.
    public static func log(_ x: Double) -> Double {
        precondition(x >= Double.leastNormalMagnitude && x <= Double.greatestFiniteMagnitude)
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
        precondition(abs(x) <= 700)
        let power = nearest(x * reciprocalLn2)
        let high = x - power * ln2High
        let low = power * ln2Low
        let r = high - low
        // The Taylor series to r^13; its next term is below half a unit for |r| <= ln(2) / 2.
        let end = 1.0 / 3_628_800 + r * (1.0 / 39_916_800 + r * (1.0 / 479_001_600 + r * (1.0 / 6_227_020_800)))
        let middle = 1.0 / 720 + r * (1.0 / 5040 + r * (1.0 / 40_320 + r * (1.0 / 362_880 + r * end)))
        let series = 1.0 / 2 + r * (1.0 / 6 + r * (1.0 / 24 + r * (1.0 / 120 + r * middle)))
        let lost = (high - r) - low
        let tail = r * r * series + lost
        let scale = Double(bitPattern: UInt64(Int(power) + 1023) << 52)
        return (1 + (r + tail)) * scale
    }

    /// The nearest whole number, halves away from zero, for |x| below 2^62: what `rounded` answers by a call of the system.
    @inline(__always)
    static func nearest(_ x: Double) -> Double {
        let whole = Double(Int(x))
        let rest = x - whole
        return rest >= 0.5 ? whole + 1 : rest <= -0.5 ? whole - 1 : whole
    }

    /// Standard normal, by the polar method: needs only `log` and a square root.
    static func normal(_ stream: inout RandomStream) -> Double {
        while true {
            let u = 2 * stream.unit() - 1
            let v = 2 * stream.unit() - 1
            let s = u * u + v * v
            if s < 1, s > 0 { return u * (-2 * log(s) / s).squareRoot() }
        }
    }
}
