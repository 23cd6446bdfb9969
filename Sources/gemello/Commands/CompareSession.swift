import Experiments
import Observation
import Results

/// Reads both sides of a comparison and compares them.
struct CompareSession {
    private let files: (base: ComparedFile, new: ComparedFile)
    private let sides: (base: ComparedSide, new: ComparedSide)
    private let tellsStories: Bool

    /// - Parameters:
    ///   - new: the same file as the base when nil.
    /// - Throws: `ResultStoreError`, `ComparisonRefusal`: a file cannot be read, or no runs of it are meant.
    init(
        base: String, new: String?, selectingBase: [String], selectingNew: [String], tellsStories: Bool
    ) throws {
        guard base != new ?? base || selectingBase != selectingNew else {
            throw ComparisonRefusal(
                "\(base): both sides are the same runs; name a second file, or say with --base and --new which runs of "
                    + "it are meant, such as --base unset --new services.poller.loop_time=30s")
        }
        let first = try ComparedFile(reading: base)
        let second = if let new, new != base { try ComparedFile(reading: new) } else { first }
        files = (first, second)
        sides = (
            try Self.side(first, selectingBase, option: "--base"), try Self.side(second, selectingNew, option: "--new")
        )
        self.tellsStories = tellsStories
        guard tellsStories, let lacking = [first, second].first(where: { $0.store == nil }) else { return }
        throw ComparisonRefusal(
            "\(lacking.path): a baseline has no life lines, and so no story; compare two databases, or leave out "
                + "--story"
        )
    }

    /// The runs of a file that are meant.
    /// - Parameter option: by which the conditions were given.
    static func side(
        _ file: ComparedFile, _ conditions: [String], option: String
    ) throws(ComparisonRefusal) -> ComparedSide {
        var selectors: [RunSelector] = []
        for text in conditions { selectors.append(try RunSelector(reading: text, option: option)) }
        return try ComparedSide(file.path, file.runs, selectors, option: option)
    }

    /// - Throws: `ComparisonRefusal`: the sides have nothing in common; `ResultStoreError`: life lines cannot be read.
    func run(_ rules: [ComparisonRule], _ undecided: UndecidedPolicy) throws -> CompareResult {
        let comparison = try Comparison(sides.base, sides.new)
        let isOneFile = files.base.path == files.new.path
        return CompareResult(
            comparison: comparison, rules: rules.flatMap { $0.results(of: comparison) }, undecided: undecided,
            stories: tellsStories ? try comparison.scenarios.flatMap(stories) : [],
            replays: files.base.replays + (isOneFile ? 0 : files.new.replays))
    }

    private func stories(of scenario: ScenarioComparison) throws -> [CompareResult.PairStory] {
        let paths = scenario.settings?.map(\.path)
        let hasSameFaults = paths.map { paths in !paths.contains { $0 == "faults" || $0 == "swarm" } }
        return try scenario.pairs.filter { !$0.isIdentical }.map { pair in
            .init(
                scenario: scenario.title, pair: pair, hasSameFaults: hasSameFaults,
                lines: LifeLineComparison(
                    base: try lines(of: pair.base, in: files.base), new: try lines(of: pair.new, in: files.new)))
        }
    }

    private func lines(of run: ComparedRun, in file: ComparedFile) throws -> [PaymentLifeLine] {
        guard let store = file.store, let id = run.id else { preconditionFailure("A database was asked for.") }
        return try store.lifeLines(of: id)
    }
}
