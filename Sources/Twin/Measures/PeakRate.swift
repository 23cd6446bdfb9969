/// How often something happens, and how often in the busiest second and minute. Windows are aligned to the scenario's
/// start.
struct PeakRate: Sendable {
    private(set) var count = 0
    private var second = Window(lengthSeconds: 1)
    private var minute = Window(lengthSeconds: 60)

    private struct Window: Sendable {
        let lengthSeconds: Int64
        var current: Int64 = -1
        var count = 0
        var peak = 0

        init(lengthSeconds: Int64) { self.lengthSeconds = lengthSeconds }

        @inline(__always)
        mutating func happened(at nanoseconds: Int64) {
            let index = nanoseconds / (lengthSeconds * 1_000_000_000)
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

    var peakPerSecondOver1s: Double { Double(second.peak) }
    var peakPerSecondOver60s: Double { Double(minute.peak) / 60 }
}
