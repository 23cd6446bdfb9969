import Testing
import VirtualTime
import Yams

@testable import Scenarios

@Suite("Faults read, print and refuse")
struct FaultTextTests {
    static let lines = [
        "{kind: crash, target: core-1, at: 10min, restart: 30s}",
        "{kind: crash, when: proxy.afterCreate, occurrence: 3}",
        "{kind: hold, when: updater.beforeCommit, share: 12.5%, until: proxy.published, at_most: 30s}",
        "{kind: pause, target: \"payments-poller-*\", rate: 2.5/h, length: {exponential: 3s}}",
        "{kind: clock_offset, target: core-2, during: [10min, 40min], offset: -90s}",
        "{kind: clock_drift, target: core-2, drift: -200ppm}",
        "{kind: link_bandwidth, target: \"core-1 -> kafka-gateway.test\", bandwidth: 64kB/s, direction: answer}",
        "{kind: host_error, target: core.test, share: 10%, status: 503, method: post, "
            + "path: \"/applications\", replica: core-1}",
        "{kind: host_rate_limit, target: silfi.test, limit: 2.5/s, burst: 4}",
        "{kind: host_rate_limit, target: silfi.test, limit: 1000/day, window: fixed, method: get, path: \"/debt\"}",
        "{kind: host_error, target: silfi.test, status: 401, method: post}",
        "{kind: host_down, target: core.test, method: post}",
        "{kind: host_maintenance, target: core.test, path: \"/api\", replica: core-1}",
        "{kind: host_slow_start, target: core.test, length: 5min, factor: 9, method: get}",
        "{kind: store_stale_read, target: core, every: 20min, length: 1min, age: 30s}",
    ]

    @Test("A fault reads back from its own text", arguments: lines)
    func roundTrip(_ line: String) throws {
        let scenario = try Scenario(text: "name: a\nfaults:\n  - \(line)\n")
        let again = try Scenario(text: scenario.text)
        #expect(again.faults == scenario.faults)
        #expect(again.faultList.text == scenario.faultList.text)
        #expect(again.identity.hash != (try Scenario(text: "name: a")).identity.hash)
    }

    @Test("A method may be written in HTTP's own capitals")
    func methodInCapitals() throws {
        func faults(_ method: String) throws -> [FaultSpecification] {
            try Scenario(text: "name: a\nfaults: [{kind: host_down, target: core.test, method: \(method)}]").faults
        }
        #expect(try faults("POST") == faults("post"))
        #expect(throws: ScenarioError.self) { try faults("FETCH") }
    }

    @Test("A fault is written as it is read, every kind of it")
    func writing() throws {
        for (index, definition) in FaultDefinition.all.enumerated() {
            let entry = try #require(Self.everything(of: definition))
            let fault = try FaultSpecification(entry)
            #expect(fault.kind == definition.kind)
            #expect(fault.entry == entry, "\(index)")
            #expect(try FaultSpecification(fault.entry) == fault)
        }
    }

    /// An entry of a kind with every key that goes together.
    private static func everything(of definition: FaultDefinition) -> FaultEntry? {
        let values = [
            "name": "n", "target": "a", "when": "proxy.afterPut", "length": "30s", "share": "5%", "delay": "3ms",
            "factor": "3",
            "restart": "7s", "between": "2s", "lifetime": "8s", "offset": "-4s", "drift": "-5ppm",
            "bandwidth": "3kB/s", "direction": "answer", "status": "503", "limit": "3/s", "burst": "4",
            "method": "put", "path": "/a", "replica": "b-*", "age": "9s", "until": "proxy.afterCreate",
            "at_most": "6s", "to": "2",
        ]
        var entry = FaultEntry(definition.kind)
        for key in definition.keys where values[key] != nil {
            do throws(ValueRefusal) { try entry.set(key, to: Node(values[key] ?? "")) } catch { return nil }
        }
        return entry
    }

    @Test("--set reaches the keys of one fault, and the whole list")
    func settings() throws {
        let text = "name: a\nfaults:\n  - {kind: pause, target: core-1, at: 10min, length: 1min}\n"
        let longer = try Scenario(text: text, settings: ["faults.0.length=5min"])
        #expect(longer.faults[0].length?.fixed == .seconds(300))
        #expect(longer.faults[0].beginning == .once(at: .seconds(600)))
        let other = try Scenario(text: text, settings: ["faults=[{kind: crash, target: core-2, at: 1s}]"])
        #expect(other.faults.map(\.kind) == [.crash])
        #expect(try Scenario(text: text, settings: ["faults=[]"]).faults.isEmpty)
    }

    struct Mistake: Sendable, CustomTestStringConvertible {
        var fault: String
        var kind: ScenarioError.Kind
        /// The column of the line `  - FAULT`; nil for the fault itself, which begins in column 5.
        var blames: String?
        var says: String

        var testDescription: String { fault }

        init(_ fault: String, _ kind: ScenarioError.Kind, at blames: String? = nil, _ says: String) {
            self.fault = fault
            self.kind = kind
            self.blames = blames
            self.says = says
        }
    }

    static let mistakes: [Mistake] = [
        Mistake("{target: core-1}", .wrongShape, "without `kind`"),
        Mistake("{kind: crush, target: core-1, at: 1s}", .wrongValue, at: "crush", "did you mean `crash`?"),
        Mistake("{kind: crash, target: cor-1, at: 1s}", .wrongValue, at: "cor-1", "did you mean `core-1`?"),
        Mistake("{kind: crash, target: \"x-*\", at: 1s}", .wrongValue, at: "\"x-*\"", "take one of ksqldb-1"),
        Mistake("{kind: crash, at: 1s}", .wrongShape, "`target` is missing"),
        Mistake("{kind: crash, target: core-1}", .wrongShape, "nothing says when it happens"),
        Mistake("{kind: crash, target: core-1, att: 1s}", .unknownKey, at: "att", "did you mean `at`?"),
        Mistake("{kind: crash, target: core-1, at: 1s, factor: 3}", .unknownKey, at: "factor", "crash does not take"),
        Mistake("{kind: crash, target: core-1, at: 1s, length: 3s}", .unknownKey, at: "length", "does not take"),
        Mistake("{kind: crash, target: core-1, at: 10}", .wrongValue, at: "10}", "no unit"),
        Mistake("{kind: crash, target: core-1, at: 2d}", .contradiction, at: "2d", "when faults are over"),
        Mistake("{kind: crash, target: core-1, at: 1s, rate: 1/h}", .contradiction, at: "1/h", "both say when"),
        Mistake("{kind: crash, target: core-1, at: 1s, occurrence: 2}", .contradiction, at: "2}", "counts passages"),
        Mistake("{kind: crash, target: core-1, at: 1s, share: 2%}", .contradiction, at: "2%", "of the passages"),
        Mistake("{kind: crash, when: proxy.afterCreat}", .wrongValue, at: "proxy", "did you mean `proxy.afterCreate`?"),
        Mistake("{kind: link_reorder, target: core-1 -> *, delay: 2s}", .contradiction, at: "2s}", "overtaken"),
        Mistake("{kind: pause, target: core-1, rate: 1/h}", .wrongShape, "`length` is missing"),
        Mistake(
            "{kind: pause, target: core-1, every: 1min, length: 1min}", .contradiction, at: "1min}", "does not end"),
        Mistake(
            "{kind: pause, target: core-1, during: [2min, 1min]}", .contradiction, at: "[2min", "does not come after"),
        Mistake(
            "{kind: pause, target: core-1, during: [1min, 2min], length: 1s}", .contradiction, at: "1s}", "keep one"),
        Mistake("{kind: hold, when: updater.beforeCommit}", .wrongShape, "`until` is missing"),
        Mistake("{kind: delay, target: core-1, delay: 1s}", .wrongShape, "`when` is missing"),
        Mistake("{kind: link_loss, target: core-1}", .wrongValue, at: "core-1", "`caller -> host`"),
        Mistake(
            "{kind: link_loss, target: core-1 -> cor.test}", .wrongValue, at: "core-1", "did you mean `core.test`?"),
        Mistake("{kind: host_slow, target: core.test}", .wrongShape, "`factor` is missing"),
        Mistake(
            "{kind: host_slow, target: core.test, factor: 1}", .outOfRange, at: "1}", "more than 1 and at most"),
        Mistake("{kind: host_error, target: core.test, status: 302}", .outOfRange, at: "302", "from 400 to 599"),
        Mistake(
            "{kind: host_rate_limit, target: silfi.test, limit: 9/day, window: fixed, burst: 2}", .contradiction,
            at: "2}", "has no burst"),
        Mistake(
            "{kind: host_rate_limit, target: silfi.test, limit: 2.5/s, window: fixed}", .wrongValue, at: "2.5",
            "whole calls"),
        Mistake(
            "{kind: host_slow, target: core.test, factor: 2, replica: core-9}", .wrongValue, at: "core-9",
            "did you mean"),
        Mistake(
            "{kind: rolling_restart, target: core-1, at: 1min, grace_period: 0s}", .outOfRange, at: "0s",
            "rolling_crash ends processes without asking"),
        Mistake(
            "{kind: rolling_crash, target: core-1, at: 1min, grace_period: 5s}", .unknownKey, at: "grace_period",
            "grace_period"),
        Mistake(
            "{kind: crash, target: core-1, at: 1min, grace_period: 5s}", .unknownKey, at: "grace_period",
            "grace_period"),
        Mistake("{kind: host_slow_start, target: core.test, factor: 2}", .wrongValue, "fixed length"),
        Mistake(
            "{kind: rolling_restart, target: core-1, at: 1min, restart: never}", .wrongValue, at: "never",
            "`never` is for `crash`"),
        Mistake(
            "{kind: slow_cpu, target: core-1, delay: {exponential: 1ms}}", .wrongValue, at: "{expo",
            "fixed time per step"),
        Mistake("{kind: slow_cpu, target: core-1, delay: 0s}", .outOfRange, at: "0s}", "no time at all"),
        Mistake("{kind: kafka_delay, target: payment-updater-1, delay: 0s}", .outOfRange, at: "0s}", "no time at all"),
        Mistake("{kind: clock_offset, target: core-1, at: 1s, offset: 0s}", .outOfRange, at: "0s}", "as it is"),
        Mistake("{kind: clock_drift, target: core-1, drift: 0ppm}", .outOfRange, at: "0ppm", "as it is"),
        Mistake("{kind: link_loss, target: core-1 -> *, share: 0%}", .outOfRange, at: "0%", "hits none"),
        Mistake("{kind: clock_drift, target: core-1, drift: 5s}", .wrongValue, at: "5s", "200ppm"),
        Mistake("{kind: link_bandwidth, target: \"* -> *\", bandwidth: 5}", .wrongValue, at: "5}", "64kB/s"),
    ]

    @Test("Two faults of one kind may meet on one target, of whatever kind", arguments: FaultDefinition.all)
    func overlaps(_ definition: FaultDefinition) throws {
        let twice = ["at=1min", "at=90s"].map { at in
            "{kind: \(definition.kind.rawValue), \(Self.example(of: definition)), \(at.replacing("=", with: ": "))}"
        }
        guard definition.moment != .needed else { return }
        let scenario = try Scenario(
            text: "name: a\nkafka: {brokers: 2, replication_factor: 2}\nfaults:\n  - \(twice[0])\n  - \(twice[1])\n",
            source: "s.yaml")
        #expect(scenario.faults.count == 2)
    }

    /// A target of the kind, and what it needs.
    private static func example(of definition: FaultDefinition) -> String {
        let targets: [FaultTargetKind: String] = [
            .process: "core-1", .link: "core-1 -> *", .host: "core.test", .gateway: "kafka-gateway.test",
            .bucket: "core", .client: "payment-updater-1", .broker: "0", .topic: "payments", .group: "payment-updater",
        ]
        let values = [
            "delay": "1ms", "lifetime": "1min", "offset": "1s", "drift": "5ppm", "bandwidth": "1kB/s", "limit": "5/s",
            "factor": "2", "age": "1s", "to": "1",
        ]
        let needed = definition.required.map { "\($0): \(values[$0] ?? "")" }
        let length = definition.lasts ? ["length: 1min"] : []
        let share = definition.kind == .linkReorder ? ["share: 20%"] : []
        return (["target: '\(targets[definition.target] ?? "")'"] + needed + length + share).joined(separator: ", ")
    }

    @Test("A fault that cannot be is refused at its place, with the way out", arguments: mistakes)
    func refused(_ mistake: Mistake) throws {
        let line = "  - " + mistake.fault
        let error = try #require(throws: ScenarioError.self) {
            try Scenario(text: "name: a\nfaults:\n\(line)\n", source: "s.yaml")
        }
        #expect(error.kind == mistake.kind, "\(error)")
        #expect(error.description.contains(mistake.says), "\(error)")
        let column = mistake.blames.flatMap { line.range(of: $0) }.map {
            line.distance(from: line.startIndex, to: $0.lowerBound) + 1
        }
        #expect(error.place == .init(source: "s.yaml", line: 3, column: column ?? 5), "\(error)")
    }

    @Test(
        "A --set of a fault that cannot be is refused with the setting itself",
        arguments: [
            ("faults.1.length=5min", "there is no fault 1"), ("faults.0.lenght=5min", "did you mean `length`?"),
            ("faults.0.length=5", "no unit"), ("faults.0.kind=crash", "faults=[...]"),
            ("faults.x.at=1s", "faults.N.KEY"),
        ])
    func badSetting(_ setting: String, _ words: String) throws {
        let text = "name: a\nfaults:\n  - {kind: pause, target: core-1, at: 10min, length: 1min}\n"
        let error = try #require(throws: ScenarioError.self) { try Scenario(text: text, settings: [setting]) }
        #expect(error.place.source == "--set \(setting)")
        #expect(error.description.contains(words), "\(error)")
    }

    @Test("Every kind has one row in the table, with keys that exist")
    func tableIsComplete() {
        #expect(FaultDefinition.all.map(\.kind) == FaultKind.allCases)
        for definition in FaultDefinition.all {
            for key in definition.keys { #expect(FaultField.named(key) != nil, "\(definition.kind) \(key)") }
            #expect(Set(definition.keys).count == definition.keys.count, "\(definition.kind)")
        }
        let used = Set(FaultDefinition.all.flatMap(\.keys))
        #expect(FaultField.all.allSatisfy { used.contains($0.name) })
    }
}
