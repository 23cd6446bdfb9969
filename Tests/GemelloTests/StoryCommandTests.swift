import Foundation
import Observation
import Results
import Scenarios
import Testing
import Twin

/// `gemello story`: from a run, a scenario or a ticket to what happened to one payment.
@Suite struct StoryCommandTests {
    let program: BuiltProgram

    init() throws {
        program = try BuiltProgram()
        try program.write(smallScenario, to: "small.yaml")
    }

    /// The rows of `--list` without the head, each as its cells.
    private func list(_ arguments: String...) throws -> [[Substring]] {
        let ending = try program.run(command: [BuiltProgram.path, "story"] + arguments + ["--list"])
        #expect(ending.exitCode == 0, "\(ending.errors)")
        return ending.output.split(separator: "\n").dropFirst().map { $0.split(separator: " ") }
    }

    @Test("A payment that the list names has its story, by a stored run, its scenario and its ticket alike")
    func storiesOfEverySource() throws {
        let run = try program.run("run", "small.yaml", "--seed", "7", "--json")
        try program.write(run.output, to: "ticket.json")
        let hash = try #require(try program.runs().first).traceHash
        let payment = String(try #require(try list("1").first { $0[0] != "-" })[0])
        let story = try program.run("story", "1", payment)
        #expect(story.exitCode == 0)
        #expect(story.errorLines == [])
        #expect(story.output.hasPrefix("small, seed 7, trace hash \(traceHashText(hash))\n"))
        #expect(story.output.contains("payment \(payment)"))
        #expect(try program.run("story", "small.yaml", payment, "--seed", "7").output == story.output)
        #expect(try program.run("story", "ticket.json", payment).output == story.output)
        #expect(try program.run("story", "1", String(payment.prefix(13))).output == story.output)
    }

    @Test("An application and a notice name the same story as their payment")
    func namesOfAStory() throws {
        let row = try #require(try list("small.yaml").first { $0[0] != "-" && $0[4] != "-" })
        let story = try program.run("story", "small.yaml", String(row[0])).output
        for name in [row[2], row[4], row[4].dropFirst()] {
            #expect(try program.run("story", "small.yaml", String(name)).output == story)
        }
    }

    @Test("A drawing goes through a link and into what is no file, and two forms into two files")
    func placesOfADrawing() throws {
        let payment = String(try #require(try list("small.yaml").first { $0[0] != "-" })[0])
        try program.write("old", to: "real.svg")
        try FileManager.default.createSymbolicLink(
            atPath: program.folder + "/link.svg", withDestinationPath: program.folder + "/real.svg")
        #expect(try program.run("story", "small.yaml", payment, "--svg", "link.svg").exitCode == 0)
        #expect(try program.read("real.svg").contains(payment))
        let full = try program.run("story", "small.yaml", payment, "--svg", "/dev/full")
        #expect(full.exitCode == 2)
        #expect(full.errors.contains("/dev/full: cannot be written (No space left on device)"))
        let type = try FileManager.default.attributesOfItem(atPath: "/dev/full")[.type] as? FileAttributeType
        #expect(type == .typeCharacterSpecial)
        let both = try program.run("story", "small.yaml", payment, "--svg", "q", "--trace", "q")
        #expect(both.exitCode == 2)
        #expect(both.errors.contains("name the same file"))
        #expect(try program.run("story", "small.yaml", payment, "--svg", "no/q").errors.contains("there is no folder"))
    }

    @Test("Markdown, Mermaid, a drawing and a trace are of the same story")
    func formsOfAStory() throws {
        let payment = String(try #require(try list("small.yaml").first { $0[0] != "-" })[0])
        let markdown = try program.run(
            "story", "small.yaml", payment, "--markdown", "--svg", "s.svg", "--trace", "s.json")
        #expect(markdown.output.hasPrefix("# The story of payment \(payment)\n"))
        let diagram = try program.run("story", "small.yaml", payment, "--mermaid").output
        #expect(diagram.hasPrefix("sequenceDiagram\n"))
        #expect(markdown.output.contains("```mermaid\n\(diagram)```\n"))
        #expect(try program.read("s.svg").contains("The story of payment \(payment)"))
        #expect(try JSONSerialization.jsonObject(with: Data(try program.read("s.json").utf8)) is [String: Any])
        let bodies = try program.run("story", "small.yaml", payment, "--bodies").output
        #expect(bodies.contains("\"status\":\"CREATION_PENDING\""))
    }

    @Test("The list is filtered by status, tenant and anomaly, and says when nothing fits")
    func filters() throws {
        let all = try list("small.yaml")
        #expect(try list("small.yaml", "--status", "complete") == all.filter { $0[1] == "COMPLETE" })
        let tenant = String(try #require(all.first)[3])
        #expect(try list("small.yaml", "--tenant", tenant) == all.filter { $0[3] == tenant })
        #expect(
            try list("small.yaml", "--anomaly", "unfinished")
                == all.filter { $0[5].split(separator: ",").contains("unfinished") })
        let none = try program.run("story", "small.yaml", "--list", "--tenant", "nowhere")
        #expect(none.exitCode == 2)
        #expect(none.output.isEmpty)
        #expect(none.errors.contains("none of its") && none.errors.contains("tenants are \(tenant)"))
    }

    @Test("What cannot be told is refused in one line with the way out")
    func refusals() throws {
        func refused(_ arguments: String..., saying words: String) throws {
            let ending = try program.run(command: [BuiltProgram.path, "story"] + arguments)
            #expect(ending.exitCode == 2, "\(arguments)")
            #expect(ending.output.isEmpty)
            #expect(ending.errorLines.count == 1 && ending.errors.contains(words), "\(ending.errors)")
        }
        let payment = String(try #require(try list("small.yaml").first { $0[0] != "-" })[0])
        let wrong = String(payment.dropLast()) + (payment.hasSuffix("0") ? "1" : "0")
        try refused("small.yaml", wrong, saying: "near are \(payment)")
        try refused("small.yaml", "0a", saying: "is too short")
        try refused("small.yaml", saying: "--list")
        try refused("small.yaml", payment, "--status", "COMPLETE", saying: "--status is of use with --list only")
        try refused("small.yaml", "--list", "--svg", "x.svg", saying: "--svg shows one story")
        try refused("small.yaml", "--list", "--status", "DONE", saying: "CREATION_PENDING")
        try refused("small.yaml", "--list", "--finding", "I99", saying: "gemello promises")
        try refused("1", payment, "--seed", "3", saying: "--seed is not for a stored run")
        try refused("small.yaml", payment, "--db", "x.sqlite", saying: "--db is for a run by its number")
        try refused(
            "small.yaml", payment, "--svg", "no/such/folder.svg", saying: "no/such/folder.svg: cannot be written")
        try refused("nothing.yaml", payment, saying: "nothing.yaml")
    }
}
