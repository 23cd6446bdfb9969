import Testing

@testable import Scenarios

/// What a text that is no YAML is told: in the words of whoever wrote it, at the very place.
@Suite("A text that is no YAML is told where and why")
struct YAMLTroubleTests {
    struct Mistake: Sendable, CustomTestStringConvertible {
        var text: String
        var line: Int?
        var column: Int?
        var says: String
        var testDescription: String { String(text.split(separator: "\n").joined(separator: "|").prefix(40)) }

        init(_ text: String, _ line: Int?, _ column: Int?, _ says: String) {
            (self.text, self.line, self.column, self.says) = (text, line, column, says)
        }
    }

    static let mistakes = [
        Mistake("name: a\n\tduration: 1d\n", 2, 1, "a tab stands where spaces belong"),
        Mistake("name: a\ntenants:\n\t count: 1\n", 3, 1, "a tab stands where spaces belong"),
        Mistake("name: a\n---\nname: b\n", 2, 1, "a second document begins here"),
        Mistake("name: a\n...\nname: b\n", 3, 1, "a second document begins here"),
        Mistake("name: a: b\n", 1, 8, "a `:` ends no key here"),
        Mistake("name: [a\n", 2, 1, "the list that `[` opens"),
        Mistake("name: {a\n", 2, 1, "the section that `{` opens"),
        Mistake("name: \"a\n", 2, 1, "a text in quotes has no end"),
        Mistake("name: \"\\q\"\n", 1, 8, "no character is written with this backslash"),
        Mistake("name: *a\n", 1, 7, "`*` refers to something"),
        Mistake("name: * b\n", 1, 8, "`*` and `&` have a meaning of their own"),
        Mistake("name: !foo!bar a\n", 1, 7, "`!` has a meaning of its own"),
        Mistake("name: @a\n", 1, 7, "no value begins with this character"),
        Mistake("%foo\nname: a\n", 1, 5, "a line that begins with `%` is no key"),
        Mistake("name: | a\n", 1, 9, "behind `|` or `>` a text begins on the next line"),
        Mistake("name: a\n- b\n", 2, 1, "the line is not indented like the keys before it"),
        Mistake("name: a\u{7}b\n", 1, 8, "a text has no character U+0007"),
        Mistake("a: 1\nname: a\0b\n", 2, 8, "a text has no character U+0000"),
        Mistake("name: " + String(repeating: "[", count: 1_500), 1, 8, "sections stand in each other, a thousand deep"),
        Mistake(nested(1_100), 1_000, 1_999, "sections stand in each other, a thousand deep"),
    ]

    private static func nested(_ depth: Int) -> String {
        (0..<depth).map { String(repeating: "  ", count: $0) + "a:\n" }.joined()
    }

    private func refusal(of text: String) throws -> ScenarioError {
        try #require(throws: ScenarioError.self) { try Scenario(text: text, source: "s.yaml") }
    }

    @Test("Each mistake has its place and our words", arguments: mistakes)
    func mistake(_ mistake: Mistake) throws {
        let error = try refusal(of: mistake.text)
        #expect(error.kind == .malformed)
        #expect(error.place == .init(source: "s.yaml", line: mistake.line, column: mistake.column), "\(error)")
        #expect(error.message.hasPrefix("this is not YAML: \(mistake.says)"), "\(error)")
        #expect(!error.wayOut.isEmpty)
    }

    @Test("A short text that repeats itself without end is refused, and not written out")
    func repetition() throws {
        var list = "&a0 [1]"
        for depth in 1...30 { list = "&a\(depth) [\(list), *a\(depth - 1), *a\(depth - 1)]" }
        let error = try refusal(of: "name: a\nexpect: \(list)\n")
        #expect(error.message.contains("more than 1000000 values when what `*` repeats is written out"), "\(error)")
    }

    /// Every way to cut or spoil a small file: none of them may bring out what the library says.
    @Test("No spoilt text brings out the library's words")
    func noLibraryWords() throws {
        let good = Array("name: \"a\"\ntenants: {count: 1}\nfaults:\n  - kind: [x, 'y']\n  - *b\nexpect: |\n  c\n")
        for place in good.indices {
            for spoiler in ["", "\t", ":", "\"", "[", "}", "- ", "%", "&", "*", "!", "\n", "@", "|", "? ", "\\"] {
                let text = String(good[..<place]) + spoiler + String(good[(place + 1)...])
                do { _ = try Scenario(text: text, source: "s.yaml") } catch {
                    for word in ["expected", "found", "scanning", "parsing", "token", "mapping values", "stream"]
                    where error.kind == .malformed {
                        #expect(!error.description.contains(word), "\(error) in \(text)")
                    }
                }
            }
        }
    }

    @Test(
        "A key that stands twice is placed where it stands again",
        arguments: [
            ("name: a\nduration: 1h\nhealing: 1h\nduration: 2h\n", 4, 1), ("name: a\n\"name\": b\n", 2, 1),
            ("tenants: {count: 1, services: 2, count: 3}\n", 1, 34), ("tenants: {count: 1,\n  'count': 3}\n", 2, 3),
            ("faults:\n  - kind: crash\n    at: 1s\n    at: 2s\n", 4, 5),
            ("tenants:\n  count: 1\nname: a\ntenants:\n  services: 2\n", 4, 1),
            ("name: a\ncitizens:\n  name: b\n# name: c\nname: d\n", 5, 1),
        ])
    func twice(_ text: String, line: Int, column: Int) throws {
        let error = try refusal(of: text)
        #expect(error.kind == .contradiction)
        #expect(error.place == .init(source: "s.yaml", line: line, column: column), "\(error)")
        #expect(error.message.hasPrefix("a key stands twice: "))
    }

    @Test(
        "What is wrong inside a list is told by its number and its key",
        arguments: [
            ("faults=[{kind: x}]", "faults.0.kind: `x` is not known here"),
            (
                "faults=[{kind: crash, target: core-1, at: 1s}, {kind: crash, target: core-1, at: x}]",
                "faults.1.at: `x`"
            ),
            ("faults=[3]", "faults.0: a fault is a mapping"), ("faults=[{at: 1s}]", "faults.0: a fault without `kind`"),
            ("citizens.weekdays=[1, 1, x, 1, 1, 1, 1]", "citizens.weekdays.2: `x` is not a number"),
            ("expect=[a, [b]]", "expect.1: a gate is one line or a mapping"),
        ])
    func insideALIst(_ setting: String, _ says: String) throws {
        let error = try #require(throws: ScenarioError.self) { try Scenario(text: "name: a", settings: [setting]) }
        #expect(error.message.hasPrefix(says), "\(error)")
    }
}

@Suite("A scenario's name is one that a list can show")
struct ScenarioNameTests {
    @Test(
        "A name that no list could show is refused with the limit",
        arguments: [
            "\"\"", "\"  \"", "\"a\\nb\"", "\"a\\0b\"", "\"a\\e[31mb\"", "\"\\u202Ea\"", "~long~",
        ])
    func refused(_ name: String) throws {
        let name = name == "~long~" ? String(repeating: "x", count: 101) : name
        for text in ["name: \(name)\n", "name: a\nfaults: [{kind: crash, target: core-1, at: 1s, name: \(name)}]\n"] {
            let error = try #require(throws: ScenarioError.self) { try Scenario(text: text) }
            #expect(error.kind == .outOfRange)
            #expect(error.wayOut == "write 1 to 100 characters that a line can show", "\(error)")
        }
    }

    @Test("A name of a hundred characters of any script is taken")
    func taken() throws {
        let name = String(repeating: "è日", count: 50)
        #expect(try Scenario(text: "name: \(name)\n").name == name)
    }

    @Test("A long value is shown by its begin")
    func longValue() throws {
        let text = "name: \(String(repeating: "x", count: 1_000_000))\n"
        let error = try #require(throws: ScenarioError.self) { try Scenario(text: text) }
        #expect(error.description.utf8.count < 300)
    }
}
