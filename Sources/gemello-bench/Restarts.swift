import CMemoryHints
import Foundation
import Scenarios
import Synchronization
import Twin
import VirtualTime

/// Every process of the whole flow crashes each second and comes back half a second later: what does a restart cost,
/// and what does it leave behind?
///
/// Memory is what the allocator has handed out, and what of it is resident, read at instants of virtual time. The first
/// fifth of the run fills what grows only once; each further fifth is told by itself, with what a restart took of the
/// processor in it, so that growth which stops is told from growth that goes on. What stays by purpose grows with the
/// run and is small: the slot of a Kafka member and the entry of a fault, each of which is counted in the run's report.
struct Restarts {
    private static let faults = "faults=[{kind: crash, target: \"*\", every: 1s, restart: 500ms}]"

    /// What has been used by an instant of virtual time.
    struct Sample {
        let restarts: Int
        let bytes: Int
        let residentBytes: Int
        let cpuSeconds: Double
    }

    private let options: Options
    private let report: Report

    /// Leaves the allocator's lists of free blocks as short as they are by default. With long ones, which make tasks
    /// cheap, what goes through `realloc`, SQLite's above all, is put into lists that `realloc` never takes from:
    /// 1.6 kB at each restart, which would be told as growth.
    static func keepAllocatorLists() { setenv("GLIBC_TUNABLES", "glibc.malloc.tcache_count=7", 0) }

    init(_ options: Options) {
        self.options = options
        report = Report(options)
    }

    func run() throws {
        let short = try Scenario(file: "Scenarios/smoke.yaml")
        let processes = short.deployment.processes.count
        let seconds = (options.restarts + processes - 1) / processes
        let scenario = try Scenario(
            file: "Scenarios/smoke.yaml",
            settings: [
                "duration=\(seconds)s", "healing=1s", "expect=[]", "citizens.payments=1/day", "measure.life_lines=0",
                Self.faults,
            ])
        let samples = Mutex<[Sample]>([])
        let progress: @Sendable (RunProgress) -> Void = { progress in
            let restarts = Int(progress.virtualTime / .seconds(1)) * processes
            let sample = Sample(
                restarts: restarts, bytes: Int(memory_in_use()), residentBytes: Self.residentBytes(),
                cpuSeconds: Report.cpuSeconds())
            samples.withLock { $0.append(sample) }
        }
        let ticket = RunTicket(scenario, seed: options.seed)
        let ending = try TwinRun(ticket, options: RunOptions(progress: progress)).run()
        let all = samples.withLock { $0 }.filter { $0.restarts <= seconds * processes }
        guard let last = all.last else { return }
        let fifths = (1...5).compactMap { fifth in all.first { $0.restarts * 5 >= last.restarts * fifth } }
        report.restarts(fifths, virtualSeconds: seconds, ending.findings.traceHash)
    }

    /// What of the process's memory lies in the machine's.
    private static func residentBytes() -> Int {
        let pages = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
        return (pages?.dropFirst().first.flatMap { Int($0) } ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE)))
    }
}
