import NetworkSimulation
import VirtualTime
import Yams

/// A key of an entry of `faults:` besides `kind`, with the type of its value.
struct FaultKey<Value: ScenarioValue>: Sendable {
    /// As a scenario writes it.
    let name: String
    /// What it says, for whom writes a scenario.
    let meaning: String
    let limit: Limit<Value>?

    fileprivate init(_ name: String, _ meaning: String, limit: Limit<Value>? = nil) {
        self.name = name
        self.meaning = meaning
        self.limit = limit
    }
}

/// The same without the type: a row of the table of keys.
struct FaultField: Sendable {
    let name: String
    let meaning: String
    let expected: String
    let read: @Sendable (Node) throws(ValueRefusal) -> any ScenarioValue
    /// What lies between two values; nil where nothing does.
    let span: QuantitySpan.Reading?

    fileprivate init<Value>(_ key: FaultKey<Value>) {
        name = key.name
        meaning = key.meaning
        expected = Value.expected
        span = QuantitySpan.reading(of: Value.self)
        let limit = key.limit
        read = { (node: Node) throws(ValueRefusal) in
            try Limit.value(of: node, within: limit)
        }
    }

    static func named(_ name: String) -> FaultField? { all.first { $0.name == name } }
}

/// Every key that some fault takes.
enum FaultKeys {
    static let name = FaultKey<String>(
        "name", "what its randomness is found by, instead of all that it says", limit: .name)
    static let target = FaultKey<String>("target", "whom it befalls: a name, or a pattern with `*`")

    static let at = FaultKey<Duration>("at", "when it begins, from the start of the run")
    static let every = FaultKey<Duration>("every", "begins again after so long", limit: .atLeast(.milliseconds(1)))
    static let during = FaultKey<FaultWindow>("during", "from when until when it acts, or may begin")
    static let rate = FaultKey<Rate>(
        "rate", "begins at random, so often",
        limit: Limit(
            allows: { (1e-9...1e3).contains($0.perSecond) }, complaint: "begins never or all the time",
            wayOut: "more than 1 in 30 years and at most 1000/s"))
    static let when = FaultKey<String>("when", "begins as a service passes this moment")
    static let occurrence = FaultKey<UInt64>(
        "occurrence", "at which passage of the moment alone", limit: .atLeast(1))
    static let length = FaultKey<FaultTime>("length", "how long it lasts each time", limit: .positive)

    static let share = FaultKey<Ratio>(
        "share", "of calls, messages or passages that it hits",
        limit: Limit(allows: { $0.numerator > 0 }, complaint: "hits none", wayOut: "more than 0% and at most 100%"))
    static let delay = FaultKey<FaultTime>("delay", "time that it adds to each", limit: .positive)
    static let factor = FaultKey<Double>(
        "factor", "how many times slower",
        limit: Limit(
            allows: { $0 > 1 && $0 <= 1e6 }, complaint: "is out of range", wayOut: "more than 1 and at most 1000000"))
    static let restart = FaultKey<Downtime>(
        "restart", "how long a process stays away; with `never` a crash is for good, and healing leaves it so")
    static let between = FaultKey<Duration>("between", "from the return of one process to the stop of the next")
    static let gracePeriod = FaultKey<Duration>(
        "grace_period", "how long a process may take to end after SIGTERM",
        limit: Limit(
            allows: { $0 > .zero }, complaint: "leaves no time to end",
            wayOut: "more than 0s; rolling_crash ends processes without asking"))
    static let lifetime = FaultKey<Duration>(
        "lifetime", "from each start to the next crash", limit: .atLeast(.milliseconds(1)))
    static let offset = FaultKey<SignedDuration>(
        "offset", "how far the clock jumps",
        limit: Limit(
            allows: { $0.duration != .zero }, complaint: "leaves the clock as it is",
            wayOut: "a value from -\(Duration.longest.text) to \(Duration.longest.text) that is not 0s"))
    static let drift = FaultKey<ClockDrift>(
        "drift", "how much too fast the clock runs",
        limit: Limit(
            allows: { $0.partsPerMillion != 0 }, complaint: "leaves the clock as it is",
            wayOut: "a value from -999999ppm to 999999ppm that is not 0ppm"))
    static let bandwidth = FaultKey<ByteRate>("bandwidth", "what the link carries")
    static let direction = FaultKey<LinkDirections>("direction", "which way of the link")
    static let status = FaultKey<UInt64>("status", "the status of the answers", limit: .within(400...599))
    static let limit = FaultKey<Rate>(
        "limit", "calls that are let through",
        limit: Limit(
            allows: { (0.001...1e9).contains($0.count) }, complaint: "lets nothing or everything through",
            wayOut: "0.001 to 1000000000 in a time"))
    static let burst = FaultKey<UInt64>("burst", "calls let through at once", limit: .within(1...1_000_000))
    static let window = FaultKey<RateWindow>(
        "window", "when the count of calls begins anew; `sliding` unless it is said")
    static let method = FaultKey<CallMethod>("method", "only calls with this method")
    static let path = FaultKey<String>("path", "only calls whose path begins so")
    static let replica = FaultKey<String>("replica", "only calls that this process answers")
    static let age = FaultKey<Duration>("age", "how old an answer may be", limit: .atLeast(.milliseconds(1)))
    static let until = FaultKey<String>("until", "goes on as a service passes this moment")
    static let atMost = FaultKey<Duration>(
        "at_most", "goes on at the latest after so long", limit: .atLeast(.milliseconds(1)))
    static let to = FaultKey<UInt64>("to", "the broker that leads afterwards")
}

extension FaultField {
    /// In the order of the canonical text.
    static let all: [FaultField] = [
        FaultField(FaultKeys.name), FaultField(FaultKeys.target), FaultField(FaultKeys.at), FaultField(FaultKeys.every),
        FaultField(FaultKeys.during), FaultField(FaultKeys.rate), FaultField(FaultKeys.when),
        FaultField(FaultKeys.occurrence), FaultField(FaultKeys.length),
        FaultField(FaultKeys.share), FaultField(FaultKeys.delay), FaultField(FaultKeys.factor),
        FaultField(FaultKeys.restart), FaultField(FaultKeys.between), FaultField(FaultKeys.gracePeriod),
        FaultField(FaultKeys.lifetime),
        FaultField(FaultKeys.offset), FaultField(FaultKeys.drift), FaultField(FaultKeys.bandwidth),
        FaultField(FaultKeys.direction), FaultField(FaultKeys.status), FaultField(FaultKeys.limit),
        FaultField(FaultKeys.window), FaultField(FaultKeys.burst), FaultField(FaultKeys.method),
        FaultField(FaultKeys.path), FaultField(FaultKeys.replica), FaultField(FaultKeys.age),
        FaultField(FaultKeys.until), FaultField(FaultKeys.atMost), FaultField(FaultKeys.to),
    ]
}

extension Limit where Value == FaultTime {
    static var positive: Limit {
        Limit(
            allows: { $0.fixed.map { $0 > .zero } ?? true }, complaint: "is no time at all",
            wayOut: "more than 0s and at most \(Duration.longest.text)")
    }
}
