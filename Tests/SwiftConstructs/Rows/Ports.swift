import Foundation
import VirtualTime

extension Construct {
    /// What a port says to those that it does not serve.
    static let ports: [Construct] = [
        Construct("A clock of another simulation's process", .refused("which another simulation runs")) { stage in
            let other = Simulation(.init(seed: 0))
            let process = other.makeProcess(named: "other")
            do { try await process.clock.sleep(for: .seconds(1)) } catch { stage.say("\(error)") }
        },
        Construct("A port that is called by another thread", .refused("from another thread")) { stage in
            let answer = Answer()
            stage.outside.enter()
            Thread.detachNewThread {
                answer.ask(stage.process)
                stage.outside.leave()
            }
            stage.outside.wait()
            stage.say(answer.text)
        },
        Construct("A port of a process that has crashed", .refused("CancellationError")) { stage in
            let other = stage.simulation.makeProcess(named: "dead")
            other.crash()
            do { try await other.clock.sleep(for: .seconds(1)) } catch { stage.say("\(error)") }
        },
        Construct("A port that a cancelled task calls", .refused("CancellationError")) { stage in
            let cancelled = Task {
                do { try await stage.clock.sleep(for: .seconds(1)) } catch { stage.say("\(error)") }
            }
            cancelled.cancel()
            await cancelled.value
        },
    ]

    // Written before whoever reads it has waited.
    private final class Answer: @unchecked Sendable {
        var text = ""

        func ask(_ process: SimulatedProcess) {
            do { try process.checkIn() } catch { text = "\(error)".components(separatedBy: " (")[0] }
        }
    }
}
