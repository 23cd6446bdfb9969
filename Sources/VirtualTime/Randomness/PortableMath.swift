import Glibc

/// Elementary functions for sampling.
enum PortableMath {
    static func log(_ x: Double) -> Double { Glibc.log(x) }
    static func exp(_ x: Double) -> Double { Glibc.exp(x) }

    /// Standard normal, polar method: needs only `log` and a square root.
    static func normal(_ stream: inout RandomStream) -> Double {
        while true {
            let u = 2 * stream.unit() - 1
            let v = 2 * stream.unit() - 1
            let s = u * u + v * v
            if s < 1, s > 0 { return u * (-2 * log(s) / s).squareRoot() }
        }
    }
}
