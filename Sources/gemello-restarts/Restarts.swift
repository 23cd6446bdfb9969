import ArgumentParser
import CMemoryHints
import Foundation
import Scenarios
import Synchronization
import Twin
import VirtualTime

/// Every process of the whole flow crashes each second and comes back half a second later: what does a restart cost,
/// and what does it leave behind? Prints one line of JSON.
///
/// Memory is what the allocator has handed out, and what of it is resident, read at instants of virtual time. The first
/// fifth of the run fills what grows only once; each further fifth is told by itself, with what a restart took of the
/// processor in it, so that growth which stops is told from growth that goes on. What stays by purpose grows with the
/// run and is small: the slot of a Kafka member and the entry of a fault, each of which is counted in the run's report.
@main
struct Restarts: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gemello-restarts",
        abstract: "What a restart of a process of the whole flow costs, and what it leaves behind: one line of JSON.",
        discussion: "Reads Scenarios/smoke.yaml below the folder where it is started.")

    @Option(help: "How many restarts, of all processes together.") var restarts = 10_000
    @Option(help: "The seed of the run.") var seed: UInt64 = 1

    private static let faults = "faults=[{kind: crash, target: \"*\", every: 1s, restart: 500ms}]"

    static func main() {
        // Long lists of free blocks, which make tasks cheap, also get what goes through `realloc`, SQLite's above all,
        // which never takes from them: 1.6 kB at each restart, which would be told as growth. So they stay short here.
        setenv("GLIBC_TUNABLES", "glibc.malloc.tcache_count=7", 0)
        DeterministicProcess.reexecuteIfNeeded()
        main(nil)
    }

    func validate() throws {
        guard restarts > 0 else { throw ValidationError("--restarts takes a positive number, not \(restarts)") }
    }

    func run() throws {
        let short = try Scenario(file: "Scenarios/smoke.yaml")
        let processes = short.deployment.processes.count
        let seconds = (restarts + processes - 1) / processes
        let scenario = try Scenario(
            file: "Scenarios/smoke.yaml",
            settings: [
                "duration=\(seconds)s", "healing=1s", "expect=[]", "citizens.payments=1/day", "measure.life_lines=0",
                Self.faults,
            ])
        let samples = Mutex<[RestartSample]>([])
        let progress: @Sendable (RunProgress) -> Void = { progress in
            let restarts = Int(progress.virtualTime / .seconds(1)) * processes
            let sample = RestartSample(restarts: restarts)
            samples.withLock { $0.append(sample) }
        }
        let ticket = RunTicket(scenario, seed: seed)
        let ending = try TwinRun(ticket, options: RunOptions(progress: progress)).run()
        let all = samples.withLock { $0 }.filter { $0.restarts <= seconds * processes }
        let fifths = (1...5).compactMap { fifth in all.first { $0.restarts * 5 >= (all.last?.restarts ?? 0) * fifth } }
        guard fifths.count == 5, fifths[0].restarts < fifths[4].restarts else {
            throw ValidationError("\(restarts) restarts are over before memory can be read twice; take more")
        }
        let report = RestartReport(checkpoints: fifths, virtualSeconds: seconds, trace: ending.findings.traceHash)
        print(try report.json())
    }
}
