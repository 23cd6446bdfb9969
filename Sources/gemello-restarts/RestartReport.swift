import Foundation

/// The one line of JSON.
struct RestartReport: Encodable {
    let restarts: Int
    let kbPerRestart: Double
    let residentKbPerRestart: Double
    let cpu: Double
    let usPerRestart: Double
    let virtualSPerS: Int
    let afterWarmUp: [Fifth]
    let trace: String

    /// A part of the run, told by itself.
    struct Fifth: Encodable {
        let restarts: Int
        let kbPerRestart: Double
        let usPerRestart: Double
        let residentMb: Double

        init(_ begin: RestartSample, _ end: RestartSample) {
            restarts = end.restarts
            kbPerRestart = perRestart(Double(end.bytes - begin.bytes) / 1024, begin, end)
            usPerRestart = perRestart(1e6 * (end.cpuSeconds - begin.cpuSeconds), begin, end)
            residentMb = rounded(Double(end.residentBytes) / 1_048_576)
        }
    }

    /// - Parameter checkpoints: at least two; the first after what grows only once, the last at the end.
    init(checkpoints: [RestartSample], virtualSeconds: Int, trace: UInt64) {
        let (first, last) = (checkpoints[0], checkpoints[checkpoints.count - 1])
        restarts = last.restarts
        kbPerRestart = perRestart(Double(last.bytes - first.bytes) / 1024, first, last)
        residentKbPerRestart = perRestart(Double(last.residentBytes - first.residentBytes) / 1024, first, last)
        cpu = rounded(last.cpuSeconds)
        usPerRestart = rounded(1e6 * last.cpuSeconds / Double(max(last.restarts, 1)))
        virtualSPerS = Int(Double(virtualSeconds) / last.cpuSeconds)
        afterWarmUp = zip(checkpoints, checkpoints.dropFirst()).map(Fifth.init)
        self.trace = String(trace, radix: 16)
    }

    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        encoder.keyEncodingStrategy = .convertToSnakeCase
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}

private func perRestart(_ total: Double, _ begin: RestartSample, _ end: RestartSample) -> Double {
    rounded(total / Double(max(end.restarts - begin.restarts, 1)))
}

private func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
