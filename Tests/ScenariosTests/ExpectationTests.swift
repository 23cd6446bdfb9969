import Observation
import Testing

@testable import Scenarios

@Suite("An entry of `expect:` is a line, or a mapping in k6's words")
struct ExpectationTests {
    private let threshold = "violations.I2 value == 0"

    private func gate(_ entry: String) throws -> Gate {
        try #require(try Scenario(text: "name: t\nexpect:\n  - \(entry)\n").gates.first)
    }

    @Test("A line alone is judged in every run, each of which goes to its end")
    func lineAlone() throws {
        let gate = try gate(threshold)
        #expect(gate.scope == .everySeed && gate.abortsFrom == nil && gate.text == threshold)
    }

    @Test(
        "Over which runs it is judged is said in words",
        arguments: [
            ("every seed", GateScope.everySeed), ("mean", .mean), ("share of seeds >= 99 %", .share(percent: 99)),
            ("share of seeds >=99.5%", .share(percent: 99.5)), ("share  of seeds  >= 1%", .share(percent: 1)),
        ])
    func scopes(words: String, scope: GateScope) throws {
        let gate = try gate("{threshold: \(threshold), over: \"\(words)\"}")
        #expect(gate.scope == scope)
        let other = scope == .everySeed ? threshold : "\(threshold) over \(scope.text)"
        #expect(gate.text == other && gate.expression == threshold)
    }

    @Test("A gate that ends a run says from when on")
    func aborts() throws {
        #expect(try gate("{threshold: \(threshold), abort_on_fail: true}").abortsFrom == .zero)
        #expect(try gate("{threshold: \(threshold), abort_on_fail: false}").abortsFrom == nil)
        let delayed = try gate("{threshold: \(threshold), abort_on_fail: true, delay_abort_eval: 10min}")
        #expect(delayed.abortsFrom == .seconds(600))
    }

    @Test("What says the same is the same scenario, and what says more reads back as itself")
    func text() throws {
        func scenario(_ entry: String) throws -> Scenario { try Scenario(text: "name: t\nexpect:\n  - \(entry)\n") }
        let plain = try scenario(threshold)
        #expect(plain.text.contains("expect: [\"violations.I2 value == 0\"]"))
        for entry in ["{threshold: \(threshold)}", "{threshold: \(threshold), over: every seed, abort_on_fail: false}"]
        {
            #expect(try scenario(entry).identity == plain.identity)
        }
        let entries = [
            "{threshold: \(threshold), over: mean}", "{threshold: \(threshold), over: share of seeds >= 99%}",
            "{threshold: \(threshold), abort_on_fail: true, delay_abort_eval: 90s}",
        ]
        for entry in entries {
            let full = try scenario(entry)
            #expect(full.identity != plain.identity)
            let again = try Scenario(text: full.text)
            #expect(again.gates == full.gates && again.text == full.text)
        }
    }

    @Test("Each gate says where it was written, whatever file that was")
    func places() throws {
        let text = "name: t\nexpect:\n  - \(threshold)\n  - over: mean\n    threshold: \(threshold)\n"
        let scenario = try Scenario(text: text, source: "s.yaml")
        #expect(scenario.gatePlaces.map(\.line) == [3, 5])
        #expect(scenario.gatePlaces.allSatisfy { $0.source == "s.yaml" })
        let set = try Scenario(text: text, source: "s.yaml", settings: ["expect=[\"\(threshold)\"]"])
        #expect(set.gatePlaces.map(\.line) == [nil])
    }

    struct Mistake: Sendable, CustomTestStringConvertible {
        var lines: [String]
        var kind: ScenarioError.Kind
        var line: Int
        var column: Int
        var says: String

        var testDescription: String { says }
    }

    static let mistakes: [Mistake] = [
        Mistake(
            lines: ["- treshold: a", "  over: mean"], kind: .unknownKey, line: 3, column: 5,
            says: "unknown key `treshold` of a gate; did you mean `threshold`?"),
        Mistake(lines: ["- over: mean"], kind: .wrongShape, line: 3, column: 5, says: "a gate without `threshold`"),
        Mistake(
            lines: ["- threshold: violations.I2 value = 0", "  over: mean"], kind: .badGate, line: 3, column: 16,
            says: "at column 21"),
        Mistake(
            lines: ["- threshold: violations.I2 value == 0", "  over: median"], kind: .wrongValue, line: 4, column: 11,
            says: "expect.0.over: `median` says of no runs what must hold; write every seed, mean, or share"),
        Mistake(
            lines: ["- threshold: violations.I2 value == 0", "  over: share of seeds >= 99"], kind: .wrongValue,
            line: 4,
            column: 11, says: "names no share in percent"),
        Mistake(
            lines: ["- threshold: violations.I2 value == 0", "  over: share of seeds >= 100%"], kind: .outOfRange,
            line: 4, column: 11, says: "a share above 0% and below 100%, or `every seed`"),
        Mistake(
            lines: ["- threshold: violations.I2 value == 0", "  delay_abort_eval: 10min"], kind: .contradiction,
            line: 4,
            column: 23,
            says: "expect.0.delay_abort_eval: `delay_abort_eval` has no effect without `abort_on_fail: true`"),
        Mistake(
            lines: ["- threshold: violations.I2 value == 0", "  abort_on_fail: true", "  over: mean"],
            kind: .contradiction, line: 5, column: 11, says: "over mean no single run does"),
        Mistake(
            lines: ["- threshold: violations.I2 value == 0", "  abort_on_fail: true", "  delay_abort_eval: 2d"],
            kind: .contradiction, line: 5, column: 23, says: "no run lasts as long as 2d"),
        Mistake(
            lines: ["- violations.I2 value == 0", "- [a, b]"], kind: .wrongShape, line: 4, column: 5,
            says: "a gate is one line or a mapping"),
    ]

    @Test("What is wrong, or would do nothing, is refused at its place", arguments: mistakes)
    func mistake(_ mistake: Mistake) throws {
        let text = "name: t\nexpect:\n" + mistake.lines.map { "  \($0)\n" }.joined()
        let error = try #require(throws: ScenarioError.self) { try Scenario(text: text, source: "s.yaml") }
        #expect(error.kind == mistake.kind, "\(error)")
        #expect(error.place == .init(source: "s.yaml", line: mistake.line, column: mistake.column), "\(error)")
        #expect(error.description.contains(mistake.says), "\(error)")
    }

    @Test(
        "A gate that is not decided before the end ends no run",
        arguments: [
            "convergence.application p(95) < 2min", "convergence.application avg < 2min", "poller.calls rate < 3/s",
            "convergence.disagreement max < 40", "convergence.unsettled value == 0", "faults.hits value < 3",
            "poller.overrun_share value < 5%", "poller.calls value > 3", "convergence.page max >= 3s",
        ])
    func notOnTheWay(line: String) throws {
        let text = "name: t\nexpect:\n  - threshold: \(line)\n    abort_on_fail: true\n"
        let error = try #require(throws: ScenarioError.self) { try Scenario(text: text, source: "s.yaml") }
        #expect(error.kind == .contradiction && error.place.line == 4 && error.place.column == 20, "\(error)")
        #expect(error.description.contains("`\(line)` is not decided before a run's end"))
    }

    @Test(
        "What only grows can be lost on the way",
        arguments: [
            "poller.calls value <= 3", "poller.calls count < 3", "convergence.page max < 3s",
            "convergence.page count < 3",
            "violations.safety value == 0", "violations.I2 value == 0",
        ])
    func onTheWay(line: String) throws {
        #expect(try gate("{threshold: \"\(line)\", abort_on_fail: true}").abortsFrom == .zero)
    }
}
