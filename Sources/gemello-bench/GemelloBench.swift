import Foundation
import VirtualTime

/// The peers' two workloads through the public interface of `VirtualTime`, one line of JSON each.
@main
struct GemelloBench {
    static func main() {
        do {
            DeterministicProcess.reexecuteIfNeeded()
            let options = try Options(Array(CommandLine.arguments.dropFirst()))
            switch (options.workload, options.variant) {
            case (.timers, .tasks): TimerTasks(options).run()
            case (.timers, .agenda): TimerEntries(options).run()
            case (.pollFlow, .tasks): PollFlowTasks(options).run()
            case (.pollFlow, .agenda): PollFlowEntries(options).run()
            }
        } catch {
            FileHandle.standardError.write(Data("gemello-bench: \(error)\n".utf8))
            exit(2)
        }
    }
}
