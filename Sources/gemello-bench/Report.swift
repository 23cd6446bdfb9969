import Foundation
import VirtualTime

/// The one line of JSON that every driver prints.
struct Report {
    let options: Options
    private let start = ContinuousClock.now

    init(_ options: Options) { self.options = options }

    func timers(wakeUps: Int, simulation: Simulation) {
        let wall_s = wall()
        print(
            """
            {"peer":"\(options.peer)","w":1,"n":\(options.processes),"events":\(wakeUps),"wall":\(six(wall_s)),\
            "cpu":\(six(cpu_s())),"per_s":\(Int(Double(wakeUps) / wall_s)),"native":\(simulation.events),\
            "end":\(six(end(simulation))),"rss_mb":\(fixed(rss_mb(), 1)),\
            "trace":"\(String(simulation.trace.value, radix: 16))"}
            """)
    }

    func pollFlow(_ figures: PollFlowFigures, simulation: Simulation) {
        let wall_s = wall()
        let payments = options.payments
        let events = 5 * payments + figures.calls + figures.ticks
        let mean_s = Double(figures.total_ns) * 1e-9 / Double(payments)
        print(
            """
            {"peer":"\(options.peer)","w":2,"payments":\(payments),"wall":\(six(wall_s)),"cpu":\(six(cpu_s())),\
            "pay_per_s":\(Int(Double(payments) / wall_s)),"events":\(events),"per_s":\(Int(Double(events) / wall_s)),\
            "native":\(simulation.events),"calls":\(figures.calls),"ticks":\(figures.ticks),"closed":\(figures.closed),\
            "marked":\(figures.marked),"max_open":\(figures.maxOpen),"mean_total":\(fixed(mean_s, 4)),\
            "end":\(six(end(simulation))),"rss_mb":\(fixed(rss_mb(), 1)),\
            "trace":"\(String(simulation.trace.value, radix: 16))"}
            """)
    }

    private func wall() -> Double { (ContinuousClock.now - start) / .seconds(1) }
    private func end(_ simulation: Simulation) -> Double { Double(simulation.now.nanoseconds) * 1e-9 }
    private func six(_ value: Double) -> String { fixed(value, 6) }
    private func fixed(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }

    private func cpu_s() -> Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
            + 1e-6 * Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec)
    }

    /// The peak, from `VmHWM`: what `getrusage` gives would keep the launcher's peak.
    private func rss_mb() -> Double {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        let kilobytes = line?.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap { Double($0) }
        return (kilobytes ?? 0) / 1024
    }
}
