import CMemoryHints
import Foundation

/// What the process has used by the instant of virtual time at which it is made.
struct RestartSample {
    let restarts: Int
    /// What the allocator has handed out.
    let bytes: Int
    let residentBytes: Int
    let cpuSeconds: Double

    init(restarts: Int) {
        self.restarts = restarts
        bytes = Int(memory_in_use())
        let pages = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
        residentBytes = (pages?.dropFirst().first.flatMap { Int($0) } ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE)))
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        cpuSeconds =
            Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
            + 1e-6 * Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec)
    }
}
