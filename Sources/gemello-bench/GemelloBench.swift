import Foundation
import VirtualTime

/// The peers' two workloads through the public interface of `VirtualTime`, one of Kafka through the ports, and one of
/// restarts of the whole flow: one line of JSON each.
@main
struct GemelloBench {
    static func main() {
        do {
            let options = try Options(Array(CommandLine.arguments.dropFirst()))
            if options.workload == .restarts { Restarts.keepAllocatorLists() }
            DeterministicProcess.reexecuteIfNeeded()
            switch (options.workload, options.variant) {
            case (.timers, .tasks): TimerTasks(options).run()
            case (.timers, .agenda): TimerEntries(options).run()
            case (.pollFlow, .tasks): PollFlowTasks(options).run()
            case (.pollFlow, .agenda): PollFlowEntries(options).run()
            case (.broker, .tasks): try BrokerFlow(options).run()
            case (.restarts, .tasks): try Restarts(options).run()
            case (.restarts, .agenda): throw Options.UsageError(complaint: "restarts has no variant agenda")
            case (.broker, .agenda): throw Options.UsageError(complaint: "broker has no variant agenda")
            }
        } catch {
            FileHandle.standardError.write(Data("gemello-bench: \(error)\n".utf8))
            exit(2)
        }
    }
}
