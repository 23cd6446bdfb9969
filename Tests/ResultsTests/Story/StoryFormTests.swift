import Foundation
import FoundationXML
import Observation
import Results
import Testing

@Suite("A story in each of its forms")
struct StoryFormTests {
    private let story = sampleStory()

    @Test("On a terminal an event is a line with a column for each place, and what changed below it")
    func terminalForm() {
        let text = StoryText(story, isColoured: false, showsBodies: false).text()
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        #expect(lines[0] == "smoke, seed 7, trace hash 00000000000000ab")
        #expect(lines[1] == "no application of comune-1")
        #expect(lines[3...6] == ["   1 core-1", "   2 view-1", "   3 topic", "   4 promises"])
        #expect(
            lines[8...] == [
                "   00:00:00.001500  o-> . .   call         core-1 -> view-1: POST /query",
                "   00:00:00.003000  <-o . .   answer       view-1 -> core-1: 200 after 1.5 ms",
                "   00:00:00.004000  o---> .   record       core-1 -> topic: topic/0@1: A",
                "                               * status: A",
                "   00:00:00.005000  . <-o .   read         topic -> view-1: reads topic/0@1",
                "   00:00:00.006000  o---> .   record       core-1 -> topic: topic/0@2: B",
                "                               * status: A -> B",
                "                               * n: 1 -> 2",
                "   00:00:00.006000  . . . o   finding      promises: I4 broken, payment 1: A, then B",
                "1d 00:00:00.000000  o . . .   fault        core-1: loses #1; \"a\" <b> & `c` | %% \\u{1B}[31m",
                "",
            ])
    }

    @Test("With colours the words are the same, and nothing of a text is obeyed")
    func colours() {
        let plain = StoryText(story, isColoured: false, showsBodies: true).text()
        let coloured = StoryText(story, isColoured: true, showsBodies: true).text()
        #expect(coloured != plain)
        #expect(coloured.replacing(/\u{1B}\[[0-9;]+m/, with: "") == plain)
        #expect(plain.contains("{\"ksql\":\"a < b\"}"))
    }

    @Test("A Mermaid diagram has a statement a line, and no text ends one or begins another")
    func mermaidForm() {
        let lines = StoryMermaid(story).text().split(separator: "\n").map(String.init)
        #expect(lines[0] == "sequenceDiagram")
        #expect(lines[1] == "    participant p0 as core-1")
        #expect(lines.contains("    p0->>p1: 00:00:00.001500 POST /query"))
        #expect(lines.contains("    p1-->>p0: 00:00:00.003000 200 after 1.5 ms"))
        #expect(lines.contains("    p2-->>p1: 00:00:00.005000 reads topic/0@1"))
        #expect(lines.contains("    Note over p0: status: A -#62; B<br/>n: 1 -#62; 2"))
        #expect(
            lines.last
                == "    Note over p0: 1d 00:00:00.000000 loses "
                + "#35;1#59; #34;a#34; #60;b#62; #38; #96;c#96; | #37;#37;  [31m"
        )
    }

    @Test("Markdown has the diagram, every event, what changed, and each body in a fence")
    func markdownForm() {
        let text = StoryMarkdown(story).text()
        #expect(text.contains("```mermaid\nsequenceDiagram\n"))
        #expect(text.contains("- **I4 broken, payment 1: A, then B**\n"))
        #expect(text.contains("- `00:00:00.006000` *record* core-1 -\\> topic: topic/0@2: B\n  - status: A -\\> B\n"))
        #expect(text.contains("\n  ```json\n  {\"ksql\":\"a < b\"}\n  ```\n"))
        #expect(text.contains("loses \\#1; \"a\" \\<b\\> & \\`c\\` \\| %%"))
    }

    /// Hears what an XML parser finds.
    private final class Reading: NSObject, XMLParserDelegate {
        var elements: [String: Int] = [:]
        var text = ""

        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
            attributes: [String: String]
        ) { elements[name, default: 0] += 1 }

        func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }
    }

    @Test("The drawing is well-formed, needs nothing else, and has an arrow or a dot for each event")
    func drawing() throws {
        let svg = StorySVG(story).text()
        let reading = Reading()
        let parser = XMLParser(data: Data(svg.utf8))
        parser.delegate = reading
        #expect(parser.parse(), "\(String(describing: parser.parserError))")
        // One line for the life of each place, one arrow for each event that goes from one to another.
        #expect(reading.elements["line"] == story.places.count + 5)
        #expect(reading.elements["circle"] == 2)
        #expect(reading.text.contains("loses #1; \"a\" <b> & `c`"))
        #expect(reading.text.contains("{\"ksql\":\"a < b\"}"))
        #expect(!svg.contains("href") && !svg.contains("url(http"))
    }

    private struct Trace: Decodable {
        struct Entry: Decodable {
            var name: String
            var ph: String
            var pid: Int
            var ts: Double?
            var id: String?
            var args: [String: String]?
        }
        var traceEvents: [Entry]
    }

    @Test("Perfetto gets a process for each place, a slice for each event and call, an arrow for each read")
    func perfettoForm() throws {
        let trace = try JSONDecoder().decode(Trace.self, from: Data(try StoryTrace(story).text().utf8)).traceEvents
        func phase(_ phase: String) -> [Trace.Entry] { trace.filter { $0.ph == phase } }
        #expect(phase("M").map { $0.args?["name"] } == story.places)
        #expect(phase("X").count == story.events.count)
        #expect(phase("X").first?.args?["body"] == "{\"ksql\":\"a < b\"}")
        #expect(phase("b").map(\.ts) == [1_500] && phase("e").map(\.ts) == [3_000])
        #expect(phase("b").map(\.id) == phase("e").map(\.id))
        #expect(phase("s").map(\.ts) == [4_000] && phase("f").map(\.ts) == [5_000])
        #expect(phase("s").map(\.id) == phase("f").map(\.id))
        #expect(phase("f").first?.pid == 2)
    }
}
