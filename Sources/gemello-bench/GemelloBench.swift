import Foundation
import VirtualTime

/// The peers' two workloads through the public interface of `VirtualTime`, and one of Kafka through the ports: one
/// line of JSON each.
@main
struct GemelloBench {
    static func main() {
        do {
            let options = try Options(Array(CommandLine.arguments.dropFirst()))
            DeterministicProcess.reexecuteIfNeeded()
            switch (options.workload, options.variant) {
            case (.timers, .tasks): TimerTasks(options).run()
            case (.timers, .agenda): TimerEntries(options).run()
            case (.pollFlow, .tasks): PollFlowTasks(options).run()
            case (.pollFlow, .agenda): PollFlowEntries(options).run()
            case (.broker, .tasks): try BrokerFlow(options).run()
            case (.broker, .agenda): throw Options.UsageError(complaint: "broker has no variant agenda")
            }
        } catch {
            FileHandle.standardError.write(Data("gemello-bench: \(error)\n".utf8))
            exit(2)
        }
    }
}
