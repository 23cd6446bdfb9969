import Foundation
import VirtualTime

/// The peers' two workloads through the public interface of `VirtualTime`, one of Kafka through the ports, and the cost
/// of a cell beside its run: one line of JSON each.
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
            case (.cells, .tasks): try StoredCells(options).run()
            case (.broker, .agenda), (.cells, .agenda):
                throw Options.UsageError(complaint: "this workload has no variant agenda")
            }
        } catch {
            FileHandle.standardError.write(Data("gemello-bench: \(error)\n".utf8))
            exit(2)
        }
    }
}
