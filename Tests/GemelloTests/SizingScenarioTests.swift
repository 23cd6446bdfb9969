import Foundation
import ShippedScenarios
import Testing

/// Each question of Scenarios/sizing, asked as its file says but of fewer citizens, and held against a sweep.
@Suite struct SizingScenarioTests {
    static let names = ScenarioFolder.namesOfSizings

    /// The options behind `gemello size FILE` in the file's comment.
    private func options(of name: String) throws -> [String] {
        let text = try String(contentsOfFile: ScenarioFolder.path(of: "sizing/\(name)"), encoding: .utf8)
        let lines = text.split(separator: "\n").drop { !$0.hasPrefix("#     gemello size ") }
            .prefix { $0.hasPrefix("#     ") }
        let words = lines.map { $0.dropFirst(6).replacingOccurrences(of: "\\", with: "") }.joined(separator: " ")
        let command = "gemello size Scenarios/sizing/\(name).yaml "
        try #require(words.hasPrefix(command), "\(name) opens with another command: \(words)")
        // Quotes hold words together, as a shell has it.
        var options: [String] = []
        for (place, part) in words.dropFirst(command.count).components(separatedBy: "'").enumerated() {
            options += place.isMultiple(of: 2) ? part.split(separator: " ").map(String.init) : [part]
        }
        return options
    }

    private func objects(_ output: String) throws -> [[String: Any]] {
        try output.split(separator: "\n").map {
            try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }
    }

    @Test("Its file gives the command, and its answer is what a sweep of all choices shows", arguments: names)
    func agrees(_ name: String) throws {
        let program = try BuiltProgram()
        let file = ScenarioFolder.path(of: "sizing/\(name)")
        let small = ["--set", "tenants.count=5", "--set", "duration=2min", "--set", "healing=20min"]
        let options = try options(of: name)
        let size = try program.run(
            command: [BuiltProgram.path, "size", file, "--json", "--quiet", "--runs", "2", "--runs-at-most", "2"]
                + options + small)
        #expect([0, 1, 6].contains(size.exitCode), "\(size.errors)")
        let answer = try #require(try objects(size.output).first)
        let choices = try #require(answer["choices"] as? [[String: Any]])
        var sweep = [BuiltProgram.path, "sweep", file, "--json", "--quiet", "--seeds", "0..<2"] + small
        for path in try #require(choices.first?["settings"] as? [String: String]).keys.sorted() {
            let values = choices.compactMap { ($0["settings"] as? [String: String])?[path] }
            sweep += [
                "--vary",
                "\(path)=\(values.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }.joined(separator: ","))",
            ]
        }
        let gates = try #require(choices.first?["gates"] as? [[String: Any]]).compactMap { $0["expression"] as? String }
        for gate in gates {
            sweep += ["--measure", gate.components(separatedBy: " <")[0].components(separatedBy: " =")[0]]
        }
        let points = try objects(try program.run(command: sweep).output)
        for choice in choices {
            let settings = choice["settings"] as? [String: String]
            let point = try #require(points.first { $0["settings"] as? [String: String] == settings })
            let figures = try #require(point["figures"] as? [String: [String: Any]])
            for gate in try #require(choice["gates"] as? [[String: Any]]) where gate["half_width"] is Double {
                let expression = try #require(gate["expression"] as? String)
                let figure = try #require(figures.first { expression.hasPrefix($0.key) }?.value)
                let (one, other) = (gate["actual"] as? Double, figure["mean"] as? Double)
                #expect(one.map { abs($0 - (other ?? .nan)) <= 1e-9 * abs($0) } ?? (other == nil), "\(expression)")
            }
        }
    }
}
