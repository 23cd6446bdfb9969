import Foundation

/// xoshiro256++ with the draws of the peers' C++ drivers, in seconds: with one stream per purpose every driver draws
/// the same numbers, and their figures can be compared to the last digit.
struct PeerStream {
    private var a, b, c, d: UInt64

    init(seed: UInt64) {
        var state = seed
        func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
        (a, b, c, d) = (next(), next(), next(), next())
    }

    private static func rotate(_ x: UInt64, _ k: UInt64) -> UInt64 { (x << k) | (x >> (64 - k)) }

    private mutating func unit() -> Double {
        let result = Self.rotate(a &+ d, 23) &+ a
        let shifted = b << 17
        c ^= a
        d ^= b
        b ^= c
        a ^= d
        c ^= shifted
        d = Self.rotate(d, 45)
        return (Double(result >> 11) + 0.5) * 0x1p-53
    }

    mutating func exponential(mean: Double) -> Double { -mean * log(unit()) }

    mutating func logNormal(mean: Double, sigma: Double) -> Double {
        let normal = (-2 * log(unit())).squareRoot() * cos(6.283185307179586 * unit())
        return exp(log(mean) - 0.5 * sigma * sigma + sigma * normal)
    }
}

/// Seconds as the simulation counts them.
func nanoseconds(_ seconds: Double) -> Int64 { Int64((seconds * 1e9).rounded()) }

/// The constants of W2, and its streams.
struct PollFlow {
    static let hopNanoseconds = nanoseconds(0.005)
    static let serviceMeanSeconds = 0.050
    static let serviceSigma = 0.5
    static let payMeanSeconds = 120.0
    static let periodNanoseconds = nanoseconds(30)
    static let callMeanSeconds = 0.020

    var arrivals: PeerStream
    var services: PeerStream
    var pays: PeerStream
    var calls: PeerStream
    let gapMeanSeconds: Double

    init(_ options: Options) {
        arrivals = PeerStream(seed: options.seed &* 10 &+ 1)
        services = PeerStream(seed: options.seed &* 10 &+ 2)
        pays = PeerStream(seed: options.seed &* 10 &+ 3)
        calls = PeerStream(seed: options.seed &* 10 &+ 4)
        gapMeanSeconds = 1 / options.ratePerSecond
    }

    mutating func gapNanoseconds() -> Int64 { nanoseconds(arrivals.exponential(mean: gapMeanSeconds)) }
    mutating func serviceNanoseconds() -> Int64 {
        nanoseconds(services.logNormal(mean: Self.serviceMeanSeconds, sigma: Self.serviceSigma))
    }
    mutating func payNanoseconds() -> Int64 { nanoseconds(pays.exponential(mean: Self.payMeanSeconds)) }
    mutating func callNanoseconds() -> Int64 { nanoseconds(calls.exponential(mean: Self.callMeanSeconds)) }

    static func untilNextTick(_ nowNanoseconds: Int64) -> Int64 {
        (nowNanoseconds / periodNanoseconds + 1) * periodNanoseconds - nowNanoseconds
    }
}

/// What W2 counts.
struct PollFlowFigures {
    var closed = 0, marked = 0, calls = 0, ticks = 0, maxOpen = 0
    var totalNanoseconds: Int64 = 0
}
