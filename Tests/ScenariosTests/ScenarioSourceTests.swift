import Foundation
import Testing

@testable import Scenarios

@Suite("A scenario's source is what it is called")
struct ScenarioSourceTests {
    /// A folder of its own that goes away with it.
    private final class Folder {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("scenarios-\(UUID().uuidString)")

        init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }
        deinit { try? FileManager.default.removeItem(at: url) }

        func write(_ bytes: [UInt8], to name: String) throws -> String {
            let file = url.appendingPathComponent(name)
            try Data(bytes).write(to: file)
            return file.path
        }

        func write(_ text: String, to name: String) throws -> String { try write(Array(text.utf8), to: name) }
    }

    private func refusal(of path: String) throws -> ScenarioError {
        try #require(throws: ScenarioError.self) { try Scenario(file: path) }
    }

    @Test("a folder is called a folder")
    func folder() throws {
        let folder = try Folder()
        let error = try refusal(of: folder.url.path)
        #expect(error.kind == .unreadable)
        #expect(error.description.hasPrefix("\(folder.url.path): this is a folder; give the path"))
    }

    @Test("a file that is not UTF-8, and one that never ends, are called so")
    func content() throws {
        let folder = try Folder()
        let binary = try folder.write([0x6E, 0xFF, 0xFE], to: "binary.yaml")
        #expect(try refusal(of: binary).message == "this is not UTF-8 text")
        #expect(try refusal(of: "/dev/zero").message.contains("more than 4000000 bytes"))
    }

    @Test("a byte order mark is no part of a file, and moves no place")
    func byteOrderMark() throws {
        let folder = try Folder()
        #expect(try Scenario(file: try folder.write("\u{FEFF}name: marked\n", to: "marked.yaml")).name == "marked")
        let bad = try folder.write("\u{FEFF}nam: a\n", to: "bad.yaml")
        #expect(try refusal(of: bad).place == .init(source: bad, line: 1, column: 1))
    }

    @Test("a file that may not be read says why", .enabled(if: getuid() != 0))
    func unreadable() throws {
        let folder = try Folder()
        let file = try folder.write("name: a\n", to: "secret.yaml")
        chmod(file, 0)
        #expect(try refusal(of: file).message == "this cannot be opened: permission denied")
    }

    @Test("a file that cannot be opened says why, and is not called missing")
    func unopenable() throws {
        let folder = try Folder()
        let file = try folder.write("name: a\n", to: "file.yaml")
        #expect(try refusal(of: file + "/inside.yaml").message == "this cannot be opened: not a directory")
        #expect(try refusal(of: "a\0b.yaml").message == "this has a NUL in its path")
    }

    @Test("a missing file is named once")
    func missing() throws {
        let error = try refusal(of: "nowhere/absent.yaml")
        #expect(error.description.hasPrefix("nowhere/absent.yaml: there is no such file; give the path"))
        #expect(try refusal(of: "").description.hasPrefix("'': there is no such file"))
    }

    @Test("a pipe is read like a file")
    func pipe() throws {
        let pipe = Pipe()
        try pipe.fileHandleForWriting.write(contentsOf: Data("name: piped\n".utf8))
        try pipe.fileHandleForWriting.close()
        #expect(try Scenario(file: "/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)").name == "piped")
    }

    @Test("a file that extends a folder is refused at its `extends`, and a circle is found however its path is spelt")
    func extending() throws {
        let folder = try Folder()
        let top = try folder.write("name: a\nextends: .\n", to: "top.yaml")
        let error = try refusal(of: top)
        #expect(error.place == .init(source: top, line: 2, column: 10))
        #expect(error.message.hasSuffix("is a folder"))
        let circle = try folder.write("extends: ../\(folder.url.lastPathComponent)/circle.yaml\n", to: "circle.yaml")
        #expect(try refusal(of: circle).message.contains("leads back"))
    }
}

@Suite("A name from outside cannot control a terminal")
struct TerminalTextTests {
    @Test(
        "controls, line ends and turns of direction are written as Swift writes them",
        arguments: [
            ("plain è 日本 👩‍👩‍👧", "plain è 日本 👩‍👩‍👧"), ("a\u{1B}[31mb", "a\\u{1B}[31mb"), ("a\0b", "a\\u{0}b"),
            ("a\nb\tc\r", "a\\nb\\tc\\u{D}"), ("a\u{9B}b\u{7F}", "a\\u{9B}b\\u{7F}"), ("\u{202E}a", "\\u{202E}a"),
            ("\u{2028}", "\\u{2028}"), ("\u{200B}", "\\u{200B}"),
        ])
    func escaping(_ text: String, _ escaped: String) { #expect(TerminalText.escaped(text) == escaped) }

    @Test(
        "no message about a scenario has a raw control, wherever it came from",
        arguments: [
            "\"a\\eb\": 1\n", "name: a\ndescription: {\"\\e\": 1}\n", "seed: \"\\e[31m\"\n", "start: \"\\0\"\n",
            "faults: [{kind: \"\\e\"}]\n", "faults: [{kind: crash, \"\\e\": 1}]\n",
            "faults: [{kind: crash, target: \"\\e\", at: 1s}]\n", "expect: [\"\\e a\"]\n", "extends: \"\\e\\n\"\n",
            "network: {inside: {\"\\e\": 3s}}\n", "intermediaries: {rest: {name: \"\\e\"}}\n", "schedule: \"\\e\"\n",
            "wire: \"\\u202Ea\"\n",
        ])
    func messages(_ text: String) throws {
        for source in ["s.yaml", "s\u{1B}[31m.yaml"] {
            let error = try #require(throws: ScenarioError.self) { try Scenario(text: text, source: source) }
            #expect(!error.description.unicodeScalars.contains { TerminalText.isUnsafe($0) }, "\(error)")
        }
    }

    @Test("a scenario's text says every character so that a terminal shows it and YAML reads it back")
    func canonicalText() throws {
        let name = "a\u{1B}[31m\0\u{7F}\u{85}\u{2028}\u{FEFF}\u{202E}\"\\\n\té👩‍👧\u{E000}"
        var scenario = try Scenario(text: "name: a")
        scenario.description = name
        #expect(!scenario.text.unicodeScalars.contains { TerminalText.isUnsafe($0) && $0 != "\n" })
        let again = try Scenario(text: scenario.text)
        #expect(Array(again.description.unicodeScalars) == Array(name.unicodeScalars))
        #expect(again.text == scenario.text)
    }
}
