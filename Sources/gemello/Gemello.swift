import ArgumentParser
import Foundation
import Results
import Scenarios
import Twin
import VirtualTime

/// The command line: parses, calls, prints.
@main
struct Gemello: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gemello",
        abstract: "A deterministic digital twin of a payment flow.",
        discussion: """
            The real services run under virtual time against a simulated Kafka, network, intermediaries and citizens. One \
            scenario file gives a verdict and figures; the same scenario, seed and program give the same run.

            Exit codes: 0 every promise and gate held, 1 a gate was missed, 2 usage or a file that cannot be used, \
            3 stuck (something never settled), 4 wrong (a safety promise broke), 5 the run crashed, 130 Ctrl-C.
            """,
        version: CodeVersion.current(),
        subcommands: [RunCommand.self, ReportCommand.self, ScenarioCommand.self])

    static func main() {
        DeterministicProcess.reexecuteIfNeeded()
        // A limit on a file's size then is an error of the write, like a full disk, and not the end of the process.
        signal(SIGXFSZ, SIG_IGN)
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch let failure as Failure {
            end(failure.exitCode, failure.line)
        } catch let error as ScenarioError {
            end(Failure.refused, error.description)
        } catch let error as ResultStoreError {
            end(Failure.refused, error.description)
        } catch {
            end(parsing: error)
        }
    }

    /// Help and version go to standard output; a mistake in the arguments is one line and our own exit code.
    private static func end(parsing error: any Error) -> Never {
        if let code = error as? ExitCode { Foundation.exit(code.rawValue) }
        guard exitCode(for: error) != .success else { exit(withError: error) }
        let mistake = message(for: error)
        let sentence = mistake.last == "." ? mistake.dropLast() : mistake[...]
        end(Failure.refused, "\(sentence); `gemello --help` tells what there is")
    }

    private static func end(_ exitCode: Int32, _ line: String) -> Never {
        Failure.report(line)
        Foundation.exit(exitCode)
    }
}
