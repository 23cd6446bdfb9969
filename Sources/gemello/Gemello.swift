import ArgumentParser
import Experiments
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
            The real services run under virtual time against a simulated Kafka, network, intermediaries and citizens. \
            One scenario file gives a verdict and figures; the same scenario, seed and program give the same run.

            Exit codes: 0 every promise and gate held, 1 a gate was missed or a --fail-on came about, 2 usage or a \
            file that cannot be used, 3 stuck (something never settled), 4 wrong (a safety promise broke), 5 the run \
            crashed, 6 a gate is undecided (with --on-undecided 6), 130 Ctrl-C, 141 nobody reads standard output any \
            more, 143 SIGTERM.
            """,
        version: CodeVersion.current(),
        subcommands: [
            RunCommand.self, SweepCommand.self, SizeCommand.self, MergeCommand.self, ReplayCommand.self,
            StoryCommand.self, CompareCommand.self, ReportCommand.self, ScenarioCommand.self, PromisesCommand.self,
        ])

    static func main() {
        StandardStreams.secure()
        DeterministicProcess.reexecuteIfNeeded()
        // A limit on a file's size then is an error of the write, like a full disk, and not the end of the process.
        signal(SIGXFSZ, SIG_IGN)
        do {
            try checkHelp()
            var command = try parseAsRoot()
            try command.run()
        } catch let failure as Failure {
            end(failure)
        } catch let error as any KnownRefusal {
            end(Failure("\(error)"))
        } catch {
            end(parsing: error)
        }
    }

    /// Help and version are an answer like others; a mistake in the arguments is one line and our own exit code.
    private static func end(parsing error: any Error) -> Never {
        if let code = error as? ExitCode { Foundation.exit(code.rawValue) }
        guard exitCode(for: error) != .success else {
            do throws(Failure) { try StandardOutput.write(fullMessage(for: error) + "\n") } catch { end(error) }
            Foundation.exit(0)
        }
        let mistake = message(for: error)
        let sentence = mistake.last == "." ? mistake.dropLast() : mistake[...]
        let advice = mistake.contains(" is invalid for ") ? "" : dashAdvice
        end(Failure("\(sentence)\(advice)\(sentence.last == "?" ? "" : ";") `\(helpCommand)` tells what there is"))
    }

    /// The parser takes what begins with a dash for options, of which this program has none of one dash but `-h`.
    private static var dashAdvice: String {
        let words = CommandLine.arguments.dropFirst().prefix { $0 != "--" }
        let word = words.first { $0.hasPrefix("-") && !$0.hasPrefix("--") && !["-", "-h"].contains($0) }
        return word.map { "; a path that begins with `-` is written `./\($0)`" } ?? ""
    }

    /// The parser tells the overview to who asks for help about a command that there is not.
    private static func checkHelp() throws(Failure) {
        let words = CommandLine.arguments.dropFirst()
        guard words.first == "help", let word = words.dropFirst().first, !word.hasPrefix("-"),
            !commandNames.contains(word)
        else { return }
        throw Failure("there is no command `\(word)` to help with; there are \(commandNames.joined(separator: ", "))")
    }

    private static var commandNames: [String] { configuration.subcommands.compactMap { $0.configuration.commandName } }

    /// Of the command that was meant.
    private static var helpCommand: String {
        let meant = CommandLine.arguments.dropFirst().first.flatMap { commandNames.contains($0) ? $0 : nil }
        return CommandLineText.text(of: ["gemello"] + (meant.map { [$0] } ?? []) + ["--help"])
    }

    private static func end(_ failure: Failure) -> Never {
        StandardError.report(failure.line)
        Foundation.exit(failure.exitCode)
    }
}

/// An error whose description says what, where and the way out: exit code 2.
private protocol KnownRefusal: Error {}
extension ScenarioError: KnownRefusal {}
extension ResultStoreError: KnownRefusal {}
extension RunTicketError: KnownRefusal {}
extension SweepRefusal: KnownRefusal {}
extension MergeRefusal: KnownRefusal {}
extension ComparisonRefusal: KnownRefusal {}
extension Shard.Refusal: KnownRefusal {}
