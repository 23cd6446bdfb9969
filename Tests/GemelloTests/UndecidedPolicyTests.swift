import Experiments
import Observation
import Scenarios
import Testing

@testable import gemello

@Suite struct UndecidedPolicyTests {
    private func result(_ values: [Double]) throws -> SeriesGateResult {
        let gate = SeriesGate(try Gate(reading: "poller.calls value < 100"), over: .mean)
        return gate.judge(values.map { .value($0) })
    }

    @Test("An undecided gate counts only where nothing worse does", arguments: [("pass", 0), ("fail", 1), ("6", 6)])
    func codes(word: String, code: Int32) throws {
        let policy = try #require(UndecidedPolicy(argument: word))
        let (held, missed, undecided) = (try result([1, 1]), try result([200, 200]), try result([50]))
        #expect(policy.exitCode(worst: .held, []) == 0)
        #expect(policy.exitCode(worst: .held, [held]) == 0)
        #expect(policy.exitCode(worst: .held, [held, undecided]) == code)
        #expect(policy.exitCode(worst: .held, [undecided, missed]) == 1)
        for worst in [Verdict.gateMissed, .stuck, .wrong, .crashed] {
            #expect(policy.exitCode(worst: worst, [undecided, missed]) == worst.rawValue)
        }
    }

    @Test("No other word is taken", arguments: ["", "5", "7", "held", "0"])
    func otherWords(word: String) { #expect(UndecidedPolicy(argument: word) == nil) }
}
