/// How often something happens, and how often in the busiest second and minute. Windows are aligned to the scenario's
/// start.
struct PeakRate: Sendable {
    private(set) var count = 0
    private var second = Window(length_s: 1)
    private var minute = Window(length_s: 60)

    private struct Window: Sendable {
        let length_s: Int64
        var current: Int64 = -1
        var count = 0
        var peak = 0

        init(length_s: Int64) { self.length_s = length_s }

        @inline(__always)
        mutating func happened(at nanoseconds: Int64) {
            let index = nanoseconds / (length_s * 1_000_000_000)
            if index != current { (current, count) = (index, 0) }
            count += 1
            if count > peak { peak = count }
        }
    }

    @inline(__always)
    mutating func happened(at nanoseconds: Int64) {
        count += 1
        second.happened(at: nanoseconds)
        minute.happened(at: nanoseconds)
    }

    var peakOver1s_per_s: Double { Double(second.peak) }
    var peakOver60s_per_s: Double { Double(minute.peak) / 60 }
}
