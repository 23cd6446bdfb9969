import Foundation

/// Which runs of a side are meant: one condition that they must meet.
package enum RunSelector: Sendable, Equatable {
    /// Of the program whose version begins so.
    case code(String)
    /// With these numbers in the database.
    case runs(ClosedRange<Int64>)
    /// With this setting, as `PATH=VALUE`.
    case setting(String)
    /// With nothing set against the scenario's file.
    case unset

    /// Reads `unset`, `code=VERSION`, `runs=A..<B`, `runs=A` or `PATH=VALUE`.
    /// - Parameter option: by which it was given, such as `--base`.
    /// - Throws: `ComparisonRefusal`, which says what can be written.
    package init(reading text: String, option: String) throws(ComparisonRefusal) {
        let words = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        if text == "unset" {
            self = .unset
        } else if words.count == 2, !words[0].isEmpty, !words[1].isEmpty {
            switch words[0] {
            case "code": self = .code(words[1])
            case "runs":
                guard let range = Self.range(words[1]) else {
                    throw ComparisonRefusal(
                        "\(option) '\(text)': `\(words[1])` is no range of runs; write one such as runs=1..<21, or "
                            + "runs=7")
                }
                self = .runs(range)
            default: self = .setting(text)
            }
        } else {
            throw ComparisonRefusal(
                "\(option) '\(text)' says of no runs which are meant; write code=VERSION, runs=A..<B, PATH=VALUE as it "
                    + "was set, or unset")
        }
    }

    private static func range(_ text: String) -> ClosedRange<Int64>? {
        let ends = text.components(separatedBy: "..<")
        guard let first = Int64(ends[0]), first > 0 else { return nil }
        guard ends.count > 1 else { return first...first }
        guard ends.count == 2, let end = Int64(ends[1]), end > first else { return nil }
        return first...end - 1
    }

    /// As it is written.
    package var text: String {
        switch self {
        case .code(let version): "code=\(version)"
        case .runs(let range) where range.count == 1: "runs=\(range.lowerBound)"
        case .runs(let range): "runs=\(range.lowerBound)..<\(range.upperBound + 1)"
        case .setting(let setting): setting
        case .unset: "unset"
        }
    }

    /// Whether a run meets the condition.
    package func takes(_ run: ComparedRun) -> Bool {
        switch self {
        case .code(let version): run.codeVersion?.hasPrefix(version) ?? false
        case .runs(let range): run.id.map(range.contains) ?? false
        case .setting(let setting): run.variant.settings.contains(setting)
        case .unset: run.variant.settings.isEmpty
        }
    }
}
