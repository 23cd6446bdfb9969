import ArgumentParser
import Foundation

/// The files that a CI system reads.
struct ReportFiles: ParsableArguments {
    @Option(help: ArgumentHelp("Write gates and promises as JUnit XML.", valueName: "file"))
    var junit: String?

    @Option(
        help: ArgumentHelp("Write figures and gates as OpenMetrics text: GitLab's metrics report.", valueName: "file"))
    var openmetrics: String?

    @Option(
        help: ArgumentHelp(
            "Write gates and findings as Markdown; appended where the file is that of GITHUB_STEP_SUMMARY.",
            valueName: "file"))
    var githubSummary: String?

    @Option(
        help: ArgumentHelp(
            "Write missed gates and broken promises as GitLab's code quality report.", valueName: "file"))
    var gitlabCodequality: String?

    /// Those that are wanted.
    var paths: [String] { [junit, openmetrics, githubSummary, gitlabCodequality].compactMap(\.self) }

    /// - Throws: what would keep a file from being written after long runs.
    func check() throws(Failure) {
        for (place, path) in paths.enumerated() {
            try OutputFile.check(path)
            guard !paths[..<place].contains(path) else {
                throw Failure("\(path): two reports cannot be one file; give each its own")
            }
        }
    }
}
