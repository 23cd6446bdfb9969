import Foundation
import Yams

/// From 1, the column in characters.
private typealias Position = (line: Int, column: Int)

/// Why a text is no YAML, in the words of whoever writes a scenario: where, what, and the way out.
struct YAMLTrouble {
    private let text: String
    private let source: String

    init(text: String, source: String) {
        self.text = text
        self.source = source
    }

    func refusal(of error: any Error) -> ScenarioError {
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            let (message, wayOut) = words(for: problem, at: mark)
            return malformed((mark.line, mark.column), message, wayOut)
        case .reader(_, let offset, let value, _):
            let code = String(value, radix: 16, uppercase: true)
            return malformed(
                offset.map(position),
                "a text has no character U+\(String(repeating: "0", count: 4 - min(4, code.count)))"
                    + code, "remove it, or write it as \"\\x..\" in quotes")
        case .duplicatedKeysInMapping(let names, let context):
            let first: Position = (context.mark.line, context.mark.column)
            let key = DuplicateKey(name: names.first ?? "", first: first)
            let second = key.second(in: text) ?? first
            return ScenarioError(
                .contradiction, at: .init(source: source, line: second.line, column: second.column),
                "a key stands twice: \(names.joined(separator: ", "))", wayOut: "keep one of the two")
        case .memory: return malformed(nil, Self.tooDeep, Self.lessDeep)
        default:
            return malformed(nil, "the file as a whole cannot be read", Self.wayOut)
        }
    }

    func tooLarge(_ nodesMax: Int) -> ScenarioError {
        ScenarioError(
            .malformed, at: .init(source: source),
            "it has more than \(nodesMax) values when what `*` repeats is written out",
            wayOut: "repeat less with `*`")
    }

    private func malformed(_ position: Position?, _ message: String, _ wayOut: String) -> ScenarioError {
        ScenarioError(
            .malformed, at: .init(source: source, line: position?.line, column: position?.column),
            "this is not YAML: \(message)", wayOut: wayOut)
    }

    private static let wayOut = "write `key: value`, with two spaces for each level"

    // MARK: Words

    private struct Words: Sendable {
        /// A part of what the library says.
        var part: String
        var message: String
        var wayOut: String
    }

    private func words(for problem: String, at mark: Mark) -> (message: String, wayOut: String) {
        if character(at: mark) == "\t" || problem.contains("tab character") {
            return ("a tab stands where spaces belong", "indent with two spaces for each level")
        }
        guard let words = Self.words.first(where: { problem.contains($0.part) }) else {
            return ("it cannot be read from here on", Self.wayOut)
        }
        return (words.message, words.wayOut)
    }

    private static let tooDeep = "sections stand in each other, a thousand deep"
    private static let lessDeep = "close those before, or give them fewer levels"
    private static let quotes = "put quotes around the value"
    private static let backslash = "write \\\\ for a backslash, or single quotes around the text"
    private static let words: [Words] = [
        Words(
            part: "cannot start any token", message: "no value begins with this character", wayOut: quotes),
        Words(
            part: "mapping values are not allowed", message: "a `:` ends no key here",
            wayOut: "write one `key: value` a line, and quotes around a text with `: ` in it"),
        Words(part: "mapping keys are not allowed", message: "no key can stand here", wayOut: wayOut),
        Words(
            part: "block sequence entries", message: "no list can begin here",
            wayOut: "begin each item with `- ` on a line of its own"),
        Words(part: "could not find expected ':'", message: "a key has no `:` behind it", wayOut: wayOut),
        Words(
            part: "did not find expected key", message: "the line is not indented like the keys before it",
            wayOut: "give all keys of a section the same number of spaces"),
        Words(
            part: "'-' indicator", message: "the line is no item like those before it",
            wayOut: "begin each item with `- `, all with the same number of spaces"),
        Words(
            part: "',' or ']'", message: "the list that `[` opens does not go on like one",
            wayOut: "put commas between its items and close it with `]`"),
        Words(
            part: "',' or '}'", message: "the section that `{` opens does not go on like one",
            wayOut: "put commas between its keys and close it with `}`"),
        Words(part: "expected node content", message: "a value is missing", wayOut: wayOut),
        Words(
            part: "unexpected end of stream", message: "a text in quotes has no end",
            wayOut: "close it with the quote that it begins with"),
        Words(
            part: "unexpected document indicator", message: "a text in quotes has no end",
            wayOut: "close it with the quote that it begins with"),
        Words(part: "escape", message: "no character is written with this backslash", wayOut: backslash),
        Words(part: "hexdecimal", message: "no character is written with this backslash", wayOut: backslash),
        Words(
            part: "undefined alias", message: "`*` refers to something that has no `&` before it", wayOut: quotes),
        Words(
            part: "alphabetic or numeric", message: "`*` and `&` have a meaning of their own at the begin of a value",
            wayOut: quotes),
        Words(part: "tag", message: "`!` has a meaning of its own at the begin of a value", wayOut: quotes),
        Words(
            part: "'!'", message: "`!` has a meaning of its own at the begin of a value", wayOut: quotes),
        Words(
            part: "another document", message: "a second document begins here", wayOut: "write one scenario a file"),
        Words(
            part: "<document start>", message: "a second document begins here", wayOut: "write one scenario a file"),
        Words(
            part: "comment or line break", message: "behind `|` or `>` a text begins on the next line",
            wayOut: quotes),
        Words(part: "nesting level", message: tooDeep, wayOut: lessDeep),
        Words(part: "directive", message: "a line that begins with `%` is no key", wayOut: wayOut),
    ]

    // MARK: Places

    private func character(at mark: Mark) -> Character? {
        let lines = text.split(separator: "\n", maxSplits: mark.line, omittingEmptySubsequences: false)
        guard mark.line >= 1, mark.line <= lines.count, mark.column >= 1 else { return nil }
        return lines[mark.line - 1].dropFirst(mark.column - 1).first
    }

    /// - Parameter offset: in characters from the text's begin.
    private func position(at offset: Int) -> Position {
        let before = text.prefix(offset).split(separator: "\n", omittingEmptySubsequences: false)
        return (max(1, before.count), (before.last?.count ?? 0) + 1)
    }
}

extension Node {
    /// Whether it has more values in it than so many: `*` lets a short text have any number.
    func hasMore(than limit: Int) -> Bool {
        var left = limit
        return !counts(down: &left)
    }

    private func counts(down left: inout Int) -> Bool {
        left -= 1
        guard left >= 0 else { return false }
        switch self {
        case .scalar, .alias: return true
        case .sequence(let items): return items.allSatisfy { $0.counts(down: &left) }
        case .mapping(let pairs): return pairs.allSatisfy { $0.key.counts(down: &left) && $0.value.counts(down: &left) }
        }
    }
}

/// A key that stands twice in one mapping.
private struct DuplicateKey {
    var name: String
    /// Where it stands first.
    var first: Position

    /// Where it stands again: in a block at the same column, else behind a comma.
    func second(in text: String) -> Position? {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(Array.init)
        guard lines.indices.contains(first.line - 1) else { return nil }
        let indent = lines[first.line - 1].prefix(first.column - 1)
        let isBlock = indent.allSatisfy { $0 == " " || $0 == "-" }
        for number in (first.line - 1)..<lines.count {
            let line = lines[number]
            let from = number == first.line - 1 ? first.column : 0
            for column in line.indices.dropFirst(from) where isKey(line[column...]) {
                let before = line[..<column]
                let stands =
                    isBlock
                    ? column == first.column - 1 && before.allSatisfy { $0 == " " }
                    : before.last { $0 != " " }.map { "{,".contains($0) } ?? true
                if stands { return (number + 1, column + 1) }
            }
        }
        return nil
    }

    private func isKey(_ rest: ArraySlice<Character>) -> Bool {
        for form in [name, "\"\(name)\"", "'\(name)'"] where rest.starts(with: form) {
            return rest.dropFirst(form.count).first { $0 != " " } == ":"
        }
        return false
    }
}
