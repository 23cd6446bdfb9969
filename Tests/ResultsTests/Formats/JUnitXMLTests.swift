import Foundation
import FoundationXML
import Testing

@testable import Results

@Suite("JUnit XML reads back with another parser")
struct JUnitXMLTests {
    private let report = JUnitXML([
        .init(
            "a \"day\" & <night>", properties: [("set", "a=[\"b\"]")],
            [
                .init("calls < 300", in: "a.gates", .passed()),
                .init("calls > 3", in: "a.gates", .passed(note: "held: it was 5 > 3")),
                .init(
                    "mean", in: "a.gates", .failure(type: "gate_missed", message: "1 < 2 & 3", text: "line\n]]> two")),
                .init("share", in: "a.gates", .skipped(message: "undecided\nstill")),
                .init("seed 4 ends", in: "a.runs", .error(type: "crashed", message: "bell \u{7} \u{FFFE}")),
            ]),
        .init("empty", []),
    ])

    /// Every element with its attributes, and the text of those that have some.
    private final class Reader: NSObject, XMLParserDelegate {
        var elements: [(name: String, attributes: [String: String])] = []
        var texts: [String: String] = [:]

        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
            attributes: [String: String]
        ) { elements.append((name, attributes)) }

        func parser(_ parser: XMLParser, foundCharacters string: String) {
            guard let last = elements.last else { return }
            texts[last.name, default: ""] += string
        }
    }

    private func read() -> Reader? {
        let reader = Reader()
        let parser = XMLParser(data: Data(report.text.utf8))
        parser.delegate = reader
        return parser.parse() ? reader : nil
    }

    @Test("Counts of suites are those of their cases, and stand where the published schema wants them")
    func counts() throws {
        let reader = try #require(read())
        let suites = reader.elements.filter { $0.name.hasPrefix("testsuite") }.map(\.attributes)
        #expect(suites[0] == ["name": "gemello", "tests": "5", "failures": "1", "errors": "1"])
        #expect(
            suites[1] == [
                "name": "a \"day\" & <night>", "tests": "5", "failures": "1", "errors": "1", "skipped": "1",
            ])
        #expect(suites[2] == ["name": "empty", "tests": "0", "failures": "0", "errors": "0", "skipped": "0"])
        let known = [
            "testsuites", "testsuite", "properties", "property", "testcase", "failure", "error", "skipped",
            "system-out",
        ]
        #expect(reader.elements.allSatisfy { known.contains($0.name) })
    }

    @Test("What XML cannot hold is told, and all else comes back as it was")
    func escaping() throws {
        let reader = try #require(read())
        func attributes(_ name: String) -> [String: String]? { reader.elements.first { $0.name == name }?.attributes }
        #expect(attributes("failure") == ["type": "gate_missed", "message": "1 < 2 & 3"])
        #expect(attributes("skipped") == ["message": "undecided still"])
        #expect(attributes("error") == ["type": "crashed", "message": "bell \\u{7} \\u{FFFE}"])
        #expect(attributes("property") == ["name": "set", "value": "a=[\"b\"]"])
        #expect(reader.texts["failure"]?.hasPrefix("line\n]]> two") == true)
        #expect(reader.texts["system-out"]?.hasPrefix("held: it was 5 > 3") == true)
        #expect(reader.elements.count { $0.name == "testcase" } == 5)
        #expect(
            reader.elements.first { $0.name == "testcase" }?.attributes == [
                "classname": "a.gates", "name": "calls < 300",
            ])
    }
}
