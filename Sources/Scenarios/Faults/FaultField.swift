import VirtualTime
import Yams

/// One key that an entry of `faults:` may have besides `kind`.
package struct FaultField: Sendable {
    package let name: String
    /// What it says, for whom writes a scenario.
    package let meaning: String
    package let expected: String
    package let read: @Sendable (Node, inout FaultSpecification) throws(ValueRefusal) -> Void
    /// Nil where the fault does not say.
    package let text: @Sendable (FaultSpecification) -> String?

    private init<Value: ScenarioValue>(
        _ name: String, _ member: any WritableKeyPath<FaultSpecification, Value?> & Sendable, _ meaning: String,
        limit: Limit<Value>? = nil
    ) {
        self.name = name
        self.meaning = meaning
        expected = Value.expected
        read = { (node: Node, fault: inout FaultSpecification) throws(ValueRefusal) in
            let value = try Value(node: node)
            if let limit, !limit.allows(value) {
                throw ValueRefusal(
                    kind: .outOfRange, message: "`\(value.text)` \(limit.complaint)", wayOut: "write \(limit.wayOut)")
            }
            fault[keyPath: member] = value
        }
        text = { $0[keyPath: member]?.text }
    }

    /// In the order of the canonical text.
    package static let all: [FaultField] = [target] + schedule + intensity

    package static func named(_ name: String) -> FaultField? { all.first { $0.name == name } }

    private static let target = FaultField("target", \.target, "whom it befalls: a name, or a pattern with `*`")

    private static let schedule: [FaultField] = [
        FaultField("at", \.at, "when it begins, from the start of the run"),
        FaultField("every", \.every, "begins again after so long", limit: .atLeast(.milliseconds(1))),
        FaultField("during", \.during, "from when until when it acts, or may begin"),
        FaultField(
            "rate", \.rate, "begins at random, so often",
            limit: Limit(
                allows: { (1e-9...1e3).contains($0.perSecond) }, complaint: "begins never or all the time",
                wayOut: "more than 1 in 30 years and at most 1000/s")),
        FaultField("when", \.when, "begins as a service passes this moment"),
        FaultField(
            "occurrence", \.occurrence, "at which passage of the moment alone", limit: .atLeast(1)),
        FaultField("length", \.length, "how long it lasts each time", limit: .positive),
    ]

    private static let intensity: [FaultField] = [
        FaultField("share", \.share, "of calls, messages or passages that it hits"),
        FaultField("delay", \.delay, "time that it adds to each"),
        FaultField(
            "factor", \.factor, "how many times slower",
            limit: Limit(allows: { $0 > 1 && $0 <= 1e6 }, complaint: "is no slowing down", wayOut: "more than 1")),
        FaultField("restart", \.restart, "how long a process stays away"),
        FaultField("between", \.between, "from the return of one process to the stop of the next"),
        FaultField(
            "lifetime", \.lifetime, "from each start to the next crash", limit: .atLeast(.milliseconds(1))),
        FaultField("offset", \.offset, "how far the clock jumps"),
        FaultField("drift", \.drift, "how much too fast the clock runs"),
        FaultField("bandwidth", \.bandwidth, "what the link carries"),
        FaultField("direction", \.direction, "which way of the link"),
        FaultField("status", \.status, "the status of the answers", limit: .within(500...599)),
        FaultField(
            "limit", \.limit, "calls that are let through",
            limit: Limit(
                allows: { (0.001...1e9).contains($0.count) }, complaint: "lets nothing or everything through",
                wayOut: "0.001 to 1000000000 in a time")),
        FaultField("burst", \.burst, "calls let through at once", limit: .within(1...1_000_000)),
        FaultField("method", \.method, "only calls with this method"),
        FaultField("path", \.path, "only calls whose path begins so"),
        FaultField("replica", \.replica, "only calls that this process answers"),
        FaultField("age", \.age, "how old an answer may be", limit: .atLeast(.milliseconds(1))),
        FaultField("until", \.until, "goes on as a service passes this moment"),
        FaultField("at_most", \.atMost, "goes on at the latest after so long", limit: .atLeast(.milliseconds(1))),
        FaultField("to", \.to, "the broker that leads afterwards"),
    ]
}

extension Limit where Value == FaultTime {
    package static var positive: Limit {
        Limit(
            allows: { $0.fixed.map { $0 > .zero } ?? true }, complaint: "is no time at all", wayOut: "more than 0s")
    }
}
