import CMemoryHints
import Foundation
import Scenarios
import Synchronization
import Twin
import VirtualTime

/// Every process of the whole flow crashes each second and comes back half a second later: what does a restart cost,
/// and what does it leave behind?
///
/// Memory is what the allocator has handed out, read at instants of virtual time. The first fifth of the run fills
/// what grows only once. What stays by purpose grows with the run and is small: the slot of a Kafka member and the
/// entry of a fault, each of which is counted in the run's report.
struct Restarts {
    private static let faults = "faults=[{kind: crash, target: \"*\", every: 1s, restart: 500ms}]"

    private struct Sample {
        let restarts: Int
        let bytes: Int
    }

    private let options: Options
    private let report: Report

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
            samples.withLock { $0.append(Sample(restarts: restarts, bytes: Self.bytesInUse())) }
        }
        let ticket = RunTicket(scenario, seed: options.seed)
        let ending = try TwinRun(ticket, options: RunOptions(progress: progress)).run()
        let all = samples.withLock { $0 }.filter { $0.restarts <= seconds * processes }
        guard let last = all.last, let first = all.first(where: { $0.restarts * 5 >= last.restarts }) else { return }
        let grown = Double(last.bytes - first.bytes) / Double(max(last.restarts - first.restarts, 1))
        report.restarts(last.restarts, bytesPerRestart: grown, virtualSeconds: seconds, ending.findings.traceHash)
    }

    private static func bytesInUse() -> Int { Int(memory_in_use()) }
}
