import Scenarios
import Testing

@testable import Experiments

@Suite("A variation names a path and its values")
struct VariationTests {
    @Test(
        "A range has so many values from end to end, in the unit of its key",
        arguments: [
            ("services.poller.loop_time=30s..3min/6", "30s 1min 90s 2min 150s 3min"),
            ("services.poller.loop_time=30s..1min/4", "30s 40s 50s 1min"),
            ("services.poller.loop_time=1s..2s/4", "1s 1.333s 1.667s 2s"),
            ("services.poller.loop_time=1ms..3ms/3", "1ms 2ms 3ms"),
            ("services.poller.concurrency=1..8/8", "1 2 3 4 5 6 7 8"),
            ("services.poller.concurrency=1..10/3", "1 6 10"), ("services.poller.concurrency=1..3/9", "1 2 3"),
            ("citizens.payments=500/day..2000/day/4", "500/day 1000/day 1500/day 2000/day"),
            ("intermediaries.rest.fail=0%..5%/3", "0% 2.5% 5%"),
            ("intermediaries.rest.fail=1%..2%/4", "1% 1.333% 1.667% 2%"),
            ("citizens.deadline.factor=1..2.5/4", "1 1.5 2 2.5"),
            ("citizens.deadline.factor=1..2/4", "1 1.333 1.667 2"),
            ("services.updater.attempts=1..3/3", "1 2 3"),
            ("kafka.retention_bytes=1MB..3MB/3", "1MB 2MB 3MB"),
            ("faults.0.length=1min..2min/3", "1min 90s 2min"),
        ])
    func ranges(_ argument: String, _ values: String) throws {
        #expect(try Variation(argument).listed == values.split(separator: " ").map(String.init))
    }

    /// What the scenario makes of the values is what it writes of them.
    @Test(
        "Each value of a range is one that the scenario reads",
        arguments: [
            "services.poller.loop_time=7s..3h/13", "citizens.payments=0.5/s..7/s/17",
            "intermediaries.rest.hang=0%..1%/7",
            "services.poller.replicas=1..20/7", "citizens.deadline.factor=0.1..3/11", "kafka.retention=1h..9d/5",
        ])
    func readable(_ argument: String) throws {
        let variation = try Variation(argument)
        var texts: [String] = []
        for value in variation.listed {
            texts.append(try Scenario(text: "name: x\n", settings: ["\(variation.path)=\(value)"]).text)
        }
        #expect(texts.count > 4)
        for (place, text) in texts.enumerated() { #expect(!texts[..<place].contains(text)) }
    }

    @Test(
        "A list is split at its commas, but for those in brackets and quotes",
        arguments: [
            ("wire=typed,bytes", ["typed", "bytes"]), ("expect=[a,b],[c]", ["[a,b]", "[c]"]),
            (
                "pagopa.cart_time={log_normal: {median: 1ms, p99: 1s}},{constant: 5ms}",
                ["{log_normal: {median: 1ms, p99: 1s}}", "{constant: 5ms}"]
            ),
            ("description=\"a, b\",'c,d'", ["\"a, b\"", "'c,d'"]), ("services.poller.loop_time=45s", ["45s"]),
        ])
    func lists(_ argument: String, _ values: [String]) throws {
        #expect(try Variation(argument).listed == values)
    }

    @Test(
        "What is no variation is refused with what is wrong and the way out",
        arguments: [
            ("services.poller.loop_time", "there is no `=`"), ("=3", "there is no `=`"),
            ("services.poller.loop_time=30s,", "one of the values is empty"),
            ("services.poller.loop_time=", "one of the values is empty"),
            ("services.poller.loop_time=30s,40s,30s", "30s is listed twice"),
            ("services.poller.loop_time=30s..3min", "a range says how many values it is"),
            ("services.poller.loop_time=30s..3min/1", "from 2 to 1000"),
            ("services.poller.loop_time=30s..3min/x", "from 2 to 1000"),
            ("services.poller.loop_time=..3min/4", "this is no range; write PATH=LOW..HIGH/STEPS"),
            ("services.poller.loop_time=30s..<3min/4", "this is no range"),
            ("services.poller.loop_time=3min..30s/4", "write the smaller one first"),
            ("services.poller.loop_time=30s..30s/4", "nothing lies between"),
            ("services.poller.loop_time=30s..3kg/4", "unknown unit `kg`"),
            ("services.poller.loop_time=30..60/4", "has no unit"),
            ("citizens.payments=1/s..2000/day/4", "both in one unit"),
            ("services.updater.attempts=1..unlimited/4", "nothing lies between"),
            ("services.poller.loop_tme=30s..3min/4", "did you mean `services.poller.loop_time`?"),
            (
                "services.poller.selection=a..b/4",
                "between two values of `services.poller.selection` there are no others"
            ),
            ("services.poller=1..2/4", "is a section"),
        ])
    func refusals(_ argument: String, _ says: String) {
        let error = #expect(throws: (any Error).self) { try Variation(argument) }
        let line = error.map { "\($0)" } ?? ""
        #expect(line.hasPrefix("--vary \(argument): "), "\(line)")
        #expect(line.contains(says) && line.contains("; "), "\(line)")
    }

    @Test("Of a sample a range has no steps")
    func sampled() throws {
        _ = try Variation("services.poller.loop_time=30s..3min", steps: .drawn)
        let error = #expect(throws: ScenarioError.self) {
            try Variation("services.poller.loop_time=30s..3min/6", steps: .drawn)
        }
        #expect(error?.description.contains("`3min/6` has the unknown unit `min/6`") == true)
    }
}
