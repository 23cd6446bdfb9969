import Testing
import VirtualTime

@testable import Scenarios

@Suite("A value whose arithmetic could overflow is refused")
struct ScenarioRangeTests {
    private func refusal(_ setting: String) throws -> ScenarioError {
        try #require(throws: ScenarioError.self, "\(setting)") { try Scenario(text: "name: a", settings: [setting]) }
    }

    @Test(
        "a start beyond 64 bits of nanoseconds is refused with its place and the range",
        arguments: ["2300-01-01", "9999-12-31", "2150-01-01", "1969-12-31", "1677-01-01", "0001-01-01"])
    func start(_ day: String) throws {
        let error = try refusal("start=\(day)T00:00:00Z")
        #expect(error.kind == .outOfRange)
        #expect(error.place.source == "--set start=\(day)T00:00:00Z")
        #expect(error.wayOut == "write an instant from 1970 to 2149")
        let inFile = try #require(throws: ScenarioError.self) {
            try Scenario(text: "name: a\nstart: \(day)T00:00:00Z\n", source: "s.yaml")
        }
        #expect(inFile.place == .init(source: "s.yaml", line: 2, column: 8))
    }

    @Test("the first and the last start are taken", arguments: ["1970-01-01T00:00:00Z", "2149-12-31T23:59:59Z"])
    func firstAndLast(_ start: String) throws {
        #expect(try Scenario(text: "name: a", settings: ["start=\(start)"]).start.text == start)
    }

    @Test("no key takes a duration, a distribution or a number that is beyond reason")
    func everyKey() throws {
        for key in ScenarioSchema.keys {
            for value in [
                "36501d", "{constant: 36501d}", "{exponential: 9000d}", "{log_normal: {median: 1s, p99: 36500d}}",
                "{log_normal: {mean: 1s, sigma: 1e300}}", "{gamma: {shape: 1e-300, mean: 1s}}",
                "{weibull: {shape: 0.0001, scale: 1s}}", "{uniform: [0s, 36501d]}",
                "{mixture: [{weight: 1, of: {exponential: 9000d}}]}",
                "{truncated: {of: {exponential: 9000d}, from: 0s, to: 1s}}", "0.00000000000000000000000000001s",
                "1e300", "99999999999999999999", "-1",
            ] where !["name", "description"].contains(key.path) {
                let isText = key.expected == String.expected
                let setting = "\(key.path)=\(value)"
                guard let scenario = try? Scenario(text: "name: a", settings: [setting]) else { continue }
                #expect(isText || !value.contains("d"), "\(setting)")
                #expect(try Scenario(text: scenario.text).text == scenario.text)
            }
        }
    }

    @Test(
        "a fault that hardly ever or all the time begins is refused",
        arguments: [
            ("rate: 0.0000001/day, length: 1s", "begins never"), ("rate: 1001/s, length: 1s", "all the time"),
            ("at: 36501d, length: 1s", "from 0s to 36500d"), ("length: {exponential: 9000d}", "more than 36500d"),
        ])
    func faults(_ words: String, _ says: String) throws {
        let error = try refusal("faults=[{kind: pause, target: core-1, \(words)}]")
        #expect(error.description.contains(says), "\(error)")
    }

    @Test(
        "a value beyond its range is told the one range that it has, however far beyond it is",
        arguments: [
            ("duration=401d", "1s to 400d"), ("duration=36501d", "1s to 400d"), ("duration=-1s", "1s to 400d"),
            ("duration=99999999999999999999s", "1s to 400d"), ("healing=9223372036854775807d", "0s to 400d"),
            ("kafka.failover_time={constant: 36501d}", "0s to 36500d"),
            ("services.poller.loop_time=0s", "1s to 36500d"), ("services.poller.loop_time=36501d", "1s to 36500d"),
            ("seed=18446744073709551616", "0 to 18446744073709551615"), ("seed=-1", "0 to 18446744073709551615"),
            ("tenants.count=10001", "1 to 10000"), ("tenants.count=99999999999999999999", "1 to 10000"),
            ("tenants.count=-1", "1 to 10000"), ("measure.life_lines=-1", "0 to 9223372036854775807"),
            ("services.core.workers=0", "1 to 9223372036854775807, or `unlimited`"),
            ("services.core.workers=9223372036854775808", "1 to 9223372036854775807, or `unlimited`"),
            ("citizens.payments=1000000000/s", "0/day to 100000000/day"),
            ("citizens.payments=99999999999999999999/day", "0/day to 100000000/day"),
            ("citizens.deadline.factor=1e999", "0 to 1000"), ("citizens.online=101%", "0% to 100%"),
            ("citizens.online=2/1", "0% to 100%"), ("citizens.online=99999999999999999999%", "0% to 100%"),
            ("faults=[{kind: clock_offset, target: core-1, offset: -36501d}]", "-36500d to 36500d"),
            ("faults=[{kind: clock_drift, target: core-1, drift: 1000000ppm}]", "-999999ppm to 999999ppm"),
            ("faults=[{kind: pause, target: core-1, at: 1s, length: 36501d}]", "more than 0s and at most 36500d"),
        ])
    func oneRange(_ setting: String, _ range: String) throws {
        let error = try refusal(setting)
        #expect(error.kind == .outOfRange, "\(error)")
        #expect(error.wayOut.contains(range), "\(error)")
    }

    @Test(
        "a number with a unit that cannot be read for another reason is told that reason",
        arguments: [
            ("citizens.payments=1e9/s", "`1e9/s` has an exponent"), ("duration=1E3s", "`1E3s` has an exponent"),
            ("duration=0.1ns", "parts of a nanosecond"), ("citizens.online=0.00001%", "finer than"),
            ("duration=3e", "unknown unit `e`"), ("seed=1e3", "not a whole number"), ("seed=3.5", "not a whole number"),
        ])
    func otherReasons(_ setting: String, _ says: String) throws {
        let error = try refusal(setting)
        #expect(error.kind == .wrongValue, "\(error)")
        #expect(error.message.contains(says), "\(error)")
    }

    @Test("a number is what its digits say, up to the last one that counts")
    func digits() throws {
        let noughts = String(repeating: "0", count: 40)
        #expect(try Duration(scalar: "1.5\(noughts)s") == .milliseconds(1_500))
        #expect(try Duration(scalar: "\(noughts)2.000000001s") == .nanoseconds(2_000_000_001))
        #expect(try Ratio(scalar: "0.0001%") == Ratio(1, in: 1_000_000))
        #expect(throws: ValueRefusal.self) { try Duration(scalar: "0.\(noughts)1s") }
    }

    @Test("slowing work down beyond a hundred years is refused at the fault that does it")
    func slowWork() throws {
        let settings = ["services.core.service_time={constant: 30d}"]
        let slow = "{kind: host_slow, target: core.test, factor: 1000}"
        #expect(try Scenario(text: "name: a", settings: settings + ["faults=[\(slow)]"]).faults.count == 1)
        let error = try #require(throws: ScenarioError.self) {
            try Scenario(text: "name: a", settings: settings + ["faults=[\(slow), \(slow)]"])
        }
        #expect(error.description.contains("faults.1 (host_slow)"), "\(error)")
    }

    @Test(
        "a rate is written without an exponent, so that it reads back", arguments: [1e-7, 1.5e-9, 2.5, 1e15, 1.25e17])
    func rates(_ count: Double) throws {
        let rate = Rate(count, per: .s)
        #expect(!rate.text.contains("e"))
        #expect(try Rate(scalar: rate.text) == rate)
    }
}
