import Testing

@testable import Scenarios

/// Each class of mistake, and what its one message must name: where it stands and the way out.
@Suite("Mistakes in a scenario are refused with their place and the way out")
struct ScenarioErrorTests {
    struct Mistake: Sendable, CustomTestStringConvertible {
        var text: String
        var kind: ScenarioError.Kind
        var line: Int?
        var column: Int?
        var says: [String]

        var testDescription: String { "\(kind): \(text.split(separator: "\n").last ?? "")" }
    }

    static let mistakes: [Mistake] = [
        Mistake(
            text: "name: a\nservices:\n  poller:\n    lop_time: 45s\n", kind: .unknownKey, line: 4, column: 5,
            says: ["`services.poller.lop_time`", "did you mean `services.poller.loop_time`?"]),
        Mistake(
            text: "durations: 1d\n", kind: .unknownKey, line: 1, column: 1, says: ["did you mean `duration`?"]),
        Mistake(
            text: "poller:\n  loop_time: 45s\n", kind: .unknownKey, line: 1, column: 1, says: ["unknown key `poller`"]),
        Mistake(
            text: "loop_time: 45s\n", kind: .unknownKey, line: 1, column: 1,
            says: ["did you mean `services.poller.loop_time`?"]),
        Mistake(
            text: "services:\n  poller:\n    loop_time: 45\n", kind: .wrongValue, line: 3, column: 16,
            says: ["`45` has no unit", "45s"]),
        Mistake(
            text: "services:\n  poller:\n    loop_time: 45%\n", kind: .wrongValue, line: 3, column: 16,
            says: ["unknown unit `%`"]),
        Mistake(
            text: "services: {poller: {loop_time: -45s}}\n", kind: .outOfRange, line: 1, column: 32,
            says: ["negative"]),
        Mistake(
            text: "citizens:\n  payments: -3/s\n", kind: .outOfRange, line: 2, column: 13, says: ["negative rate"]),
        Mistake(
            text: "citizens:\n  payments: 1000000/s\n", kind: .outOfRange, line: 2, column: 13,
            says: ["from 0/day to 100000000/day"]),
        Mistake(
            text: "duration: 400d\nmeasure:\n  resolution: 10s\n", kind: .contradiction, line: 3, column: 15,
            says: ["at most 1000000 steps"]),
        Mistake(
            text: "citizens:\n  payments: 1500\n", kind: .wrongValue, line: 2, column: 13,
            says: ["no unit", "1500/day"]),
        Mistake(
            text: "citizens:\n  payments: 1500/year\n", kind: .wrongValue, line: 2, column: 13, says: ["`/year`"]),
        Mistake(
            text: "citizens:\n  online: 0.55\n", kind: .wrongValue, line: 2, column: 11, says: ["no unit", "55%"]),
        Mistake(
            text: "citizens:\n  online: 155%\n", kind: .outOfRange, line: 2, column: 11, says: ["from 0% to 100%"]),
        Mistake(
            text: "tenants: {count: 0}\n", kind: .outOfRange, line: 1, column: 18, says: ["tenants.count", "from 1"]),
        Mistake(
            text: "tenants: 3\n", kind: .wrongShape, line: 1, column: 10, says: ["`tenants` is a section", "count"]),
        Mistake(
            text: "duration: {days: 1}\n", kind: .wrongShape, line: 1, column: 11, says: ["duration", "single value"]),
        Mistake(
            text: "network:\n  inside: {gauss: 3ms}\n", kind: .wrongValue, line: 2, column: 11,
            says: ["`gauss` is not a known distribution"]),
        Mistake(
            text: "network:\n  inside: {uniform: [30ms, 10ms]}\n", kind: .contradiction, line: 2, column: 11,
            says: ["30ms", "10ms"]),
        Mistake(
            text: "network:\n  inside: {log_normal: {median: 3s, p99: 1s}}\n", kind: .contradiction, line: 2,
            column: 11,
            says: ["median 3s"]),
        Mistake(
            text: "citizens:\n  abandon: 60%\n  fail_at_psp: 50%\n", kind: .contradiction, line: 3, column: 16,
            says: ["more than 100%"]),
        Mistake(
            text: "duration: 30s\nmeasure:\n  resolution: 60s\n", kind: .contradiction, line: 3, column: 15,
            says: ["longer than the duration"]),
        Mistake(
            text: "citizens: {deadline: {date: 2024-01-01}}\n", kind: .contradiction, line: 1, column: 29,
            says: ["outside the run"]),
        Mistake(
            text: "faults:\n  - crash: core\n", kind: .wrongShape, line: 2, column: 5,
            says: ["faults", "without `kind`"]),
        Mistake(
            text: "sometimes: [a rebalance]\n", kind: .notModelled, line: 1, column: 12,
            says: ["sometimes", "not modelled"]),
        Mistake(
            text: "intermediaries:\n  efil:\n    fail: 1%\n", kind: .notModelled, line: 2, column: 3,
            says: ["the Efil dialect"]),
        Mistake(
            text: "schedule: lifo\n", kind: .wrongValue, line: 1, column: 11, says: ["fifo, shuffle"]),
        Mistake(
            text: "expect:\n  - poller.calls value > 3\n  - convergence.aplication p(95) < 2min\n", kind: .badGate,
            line: 3,
            column: 5, says: ["`convergence.application`"]),
        Mistake(text: "name: a\n\tduration: 1d\n", kind: .malformed, line: 2, column: 1, says: ["not YAML"]),
        Mistake(text: "name: a\nname: b\n", kind: .contradiction, line: 2, column: 1, says: ["stands twice: name"]),
        Mistake(text: "- name\n", kind: .wrongShape, line: 1, column: 1, says: ["mapping"]),
        Mistake(text: "", kind: .malformed, line: nil, column: nil, says: ["empty"]),
        Mistake(
            text: "name: a\nextends: absent.yaml\n", kind: .unreadable, line: 2, column: 10,
            says: ["no file absent.yaml"]),
    ]

    @Test("A mistake names its line, its column and what to write instead", arguments: mistakes)
    func mistakeIsNamed(_ mistake: Mistake) throws {
        let error = try #require(throws: ScenarioError.self) { try Scenario(text: mistake.text, source: "s.yaml") }
        #expect(error.kind == mistake.kind, "\(error)")
        #expect(error.place == .init(source: "s.yaml", line: mistake.line, column: mistake.column), "\(error)")
        for words in mistake.says { #expect(error.description.contains(words), "\(error)") }
        #expect(!error.description.contains("\n"), "One message is one line.")
    }

    @Test("A missing file is named with what to give instead")
    func missingFile() throws {
        let error = try #require(throws: ScenarioError.self) { try Scenario(file: "nowhere/absent.yaml") }
        #expect(error.description.hasPrefix("nowhere/absent.yaml: there is no such file; give the path"))
    }

    @Test(
        "A --set that cannot be is refused with the setting itself",
        arguments: [
            ("services.poller.loop_time", "no `=`"), ("=45s", "no path before the `=`"),
            ("services.poller=45s", "is a section"),
            ("services.poller.lop_time=45s", "did you mean `services.poller.loop_time`?"),
            ("services.poller.loop_time=45", "has no unit"), ("services.poller.loop_time=-1s", "negative"),
            (
                "services.poller.loop_time=[",
                "loop_time: this is not YAML: a value is missing; write a duration with its unit"
            ),
            ("faults=[{kind: crash, kind: crash}]", "faults: a key stands twice: kind; keep one of the two"),
            ("expect=[poller.calls vlue > 3]", "at column 14"),
            ("extends=a.yaml", "`extends` cannot be set"),
        ])
    func badSetting(_ setting: String, _ words: String) throws {
        let error = try #require(throws: ScenarioError.self) { try Scenario(text: "name: a", settings: [setting]) }
        #expect(error.place.source == "--set \(setting)")
        #expect(error.description.contains(words), "\(error)")
    }
}
