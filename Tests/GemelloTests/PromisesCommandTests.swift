import Observation
import Testing
import Twin

@testable import gemello

@Suite struct PromisesCommandTests {
    @Test("`gemello promises` lists each promise in a line: id, name, grade, page and meaning")
    func listsAll() throws {
        let ended = try BuiltProgram().run("promises")
        #expect(ended.exitCode == 0)
        let lines = ended.output.split(separator: "\n")
        #expect(lines.count == Invariant.allCases.count)
        for (line, promise) in zip(lines, Invariant.allCases) {
            #expect(line.hasPrefix(promise.rawValue + " "))
            for part in [promise.name, promise.grade.rawValue, "Promises#\(promise.rawValue)", promise.promise] {
                #expect(line.contains(part), "\(line)")
            }
        }
    }

    private func lines(_ promises: [PromiseOutcome]) -> [String] {
        var findings = fullEnding().findings
        findings.promises = promises
        return PromiseLines(findings: findings).lines()
    }

    @Test("The summary counts what held, broke and was not exercised, and names the last")
    func countsOutcomes() {
        let told = lines([
            PromiseOutcome(invariant: .paidOnce, broken: 0, missing: []),
            PromiseOutcome(invariant: .finalStateKept, broken: 2, missing: []),
            PromiseOutcome(invariant: .dataConserved, broken: 0, missing: ["a split"]),
            PromiseOutcome(invariant: .dispatchAfterAnswer, broken: 0, missing: ["a dispatch"]),
        ])
        #expect(told.first == "promises    2 held, 1 broken, 1 not exercised")
        #expect(told.last == "            not exercised: I12: a split; I26")
    }

    @Test("Harm to people is shown beside the verdict")
    func showsService() {
        let told = lines([PromiseOutcome(invariant: .failedCreationSeen, broken: 1_234, missing: [])])
        #expect(told.joined(separator: " ").contains("service: I18 x1,234, not kept: an application"))
    }
}
