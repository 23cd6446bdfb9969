/// What faults that hold at one time add to a delay together.
package enum FaultDelay {
    /// 146 years. What comes on top, a latency and the instant that it is counted from, has room beside it in 64 bits.
    package static let longestNanoseconds = Int64.max / 2

    /// One delay after another; what would be longer than the longest is that.
    @inline(__always)
    package static func sum(_ nanoseconds: Int64, _ more: Int64) -> Int64 {
        let (sum, isBeyond) = nanoseconds.addingReportingOverflow(more)
        return isBeyond ? longestNanoseconds : min(sum, longestNanoseconds)
    }

    /// A time that takes so many per cent of itself; what would be longer than the longest is that.
    @inline(__always)
    package static func stretched(_ nanoseconds: Int64, toPercent percent: Int64) -> Int64 {
        let (hundredfold, isBeyond) = nanoseconds.multipliedReportingOverflow(by: percent)
        return isBeyond ? longestNanoseconds : hundredfold / 100
    }
}
