import ArgumentParser
import Scenarios
import Twin

/// `gemello scenario`: looks at a scenario without running it.
struct ScenarioCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scenario", abstract: "Check a scenario or show it with every default filled in.",
        subcommands: [Check.self, Show.self, Moments.self])

    struct Source: ParsableArguments {
        @Argument(help: "The scenario file (YAML).")
        var file: String

        @Option(help: ArgumentHelp("Set a value of the scenario; may be given several times.", valueName: "path=value"))
        var set: [String] = []

        func read() throws(ScenarioError) -> Scenario {
            try Scenario(file: file, settings: set)
        }
    }

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Read a scenario and say whether everything in it is known and fits.")

        @OptionGroup var source: Source

        func run() throws {
            let scenario = try source.read()
            try StandardOutput.write(
                "\(source.file): good; scenario \"\(scenario.name)\", hash \(scenario.identity.hash)\n")
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print the scenario as it would run, with every value.")

        @OptionGroup var source: Source

        func run() throws {
            try StandardOutput.write(raw: try source.read().text)
        }
    }
    struct Moments: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the named moments at which a fault can stop or end a service.")

        func run() throws {
            try StandardOutput.write(MomentList.lines.map { $0 + "\n" }.joined())
        }
    }
}
