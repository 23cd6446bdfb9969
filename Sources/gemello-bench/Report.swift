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
