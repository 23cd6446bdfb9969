import Foundation
import VirtualTime

/// The one line of JSON that every driver prints.
struct Report {
    let options: Options
    private let start = ContinuousClock.now

    init(_ options: Options) { self.options = options }

    func timers(wakeUps: Int, simulation: Simulation) {
        let wallSeconds = wall()
        print(
            """
            {"peer":"\(options.peer)","w":1,"n":\(options.processes),"events":\(wakeUps),"wall":\(six(wallSeconds)),\
            "cpu":\(six(Self.cpuSeconds())),"per_s":\(Int(Double(wakeUps) / wallSeconds)),\
            "native":\(simulation.events),\
            "end":\(six(end(simulation))),"rss_mb":\(fixed(peakMegabytes(), 1)),\
            "trace":"\(String(simulation.trace.value, radix: 16))"}
            """)
    }

    func pollFlow(_ figures: PollFlowFigures, simulation: Simulation) {
        let wallSeconds = wall()
        let payments = options.payments
        let events = 5 * payments + figures.calls + figures.ticks
        let meanSeconds = Double(figures.totalNanoseconds) * 1e-9 / Double(payments)
        print(
            """
            {"peer":"\(options.peer)","w":2,"payments":\(payments),\
            "wall":\(six(wallSeconds)),"cpu":\(six(Self.cpuSeconds())),\
            "pay_per_s":\(Int(Double(payments) / wallSeconds)),"events":\(events),\
            "per_s":\(Int(Double(events) / wallSeconds)),\
            "native":\(simulation.events),"calls":\(figures.calls),"ticks":\(figures.ticks),"closed":\(figures.closed),\
            "marked":\(figures.marked),"max_open":\(figures.maxOpen),"mean_total":\(fixed(meanSeconds, 4)),\
            "end":\(six(end(simulation))),"rss_mb":\(fixed(peakMegabytes(), 1)),\
            "trace":"\(String(simulation.trace.value, radix: 16))"}
            """)
    }

    func broker(consumed: Int, batches: UInt64, simulation: Simulation) {
        let wallSeconds = wall()
        let cpu = Self.cpuSeconds()
        print(
            """
            {"peer":"\(options.peer)","w":"broker","records":\(options.records),"groups":3,"consumed":\(consumed),\
            "polls":\(batches),"wall":\(six(wallSeconds)),"cpu":\(six(cpu)),\
            "per_s":\(Int(Double(options.records) / cpu)),"native":\(simulation.events),\
            "end":\(six(end(simulation))),"rss_mb":\(fixed(peakMegabytes(), 1)),\
            "trace":"\(String(simulation.trace.value, radix: 16))"}
            """)
    }

    /// - Parameter checkpoints: the first after what grows only once, the last at the end.
    func restarts(_ checkpoints: [Restarts.Sample], virtualSeconds: Int, _ trace: UInt64) {
        guard let first = checkpoints.first, let last = checkpoints.last else { return }
        func perRestart(_ total: Double, _ begin: Restarts.Sample, _ end: Restarts.Sample) -> Double {
            total / Double(max(end.restarts - begin.restarts, 1))
        }
        func kilobytes(_ begin: Restarts.Sample, _ end: Restarts.Sample) -> String {
            fixed(perRestart(Double(end.bytes - begin.bytes) / 1024, begin, end), 3)
        }
        let parts = zip(checkpoints, checkpoints.dropFirst()).map { begin, end in
            let cost = perRestart(1e6 * (end.cpuSeconds - begin.cpuSeconds), begin, end)
            let resident = fixed(Double(end.residentBytes) / 1_048_576, 1)
            return "{\"restarts\":\(end.restarts),\"kb_per_restart\":\(kilobytes(begin, end)),"
                + "\"us_per_restart\":\(fixed(cost, 1)),\"resident_mb\":\(resident)}"
        }
        let resident = perRestart(Double(last.residentBytes - first.residentBytes) / 1024, first, last)
        print(
            """
            {"peer":"\(options.peer)","w":"restarts","restarts":\(last.restarts),\
            "kb_per_restart":\(kilobytes(first, last)),"resident_kb_per_restart":\(fixed(resident, 3)),\
            "wall":\(six(wall())),"cpu":\(six(last.cpuSeconds)),\
            "us_per_restart":\(fixed(1e6 * last.cpuSeconds / Double(max(last.restarts, 1)), 1)),\
            "virtual_s_per_s":\(Int(Double(virtualSeconds) / last.cpuSeconds)),"rss_mb":\(fixed(peakMegabytes(), 1)),\
            "after_warm_up":[\(parts.joined(separator: ","))],"trace":"\(String(trace, radix: 16))"}
            """)
    }

    private func wall() -> Double { (ContinuousClock.now - start) / .seconds(1) }
    private func end(_ simulation: Simulation) -> Double { Double(simulation.now.nanoseconds) * 1e-9 }
    private func six(_ value: Double) -> String { fixed(value, 6) }
    private func fixed(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }

    static func cpuSeconds() -> Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
            + 1e-6 * Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec)
    }

    /// The peak, from `VmHWM`: what `getrusage` gives would keep the launcher's peak.
    private func peakMegabytes() -> Double {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        let kilobytes = line?.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap {
            Double($0)
        }
        return (kilobytes ?? 0) / 1024
    }
}
