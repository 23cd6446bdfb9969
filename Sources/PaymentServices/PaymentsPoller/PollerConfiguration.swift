import ServicePorts

/// Settings of the payments poller (<doc:/PaymentModel/Poller>). Read from the environment, a setting's variable is its
/// name in scenarios in capital letters.
public struct PollerConfiguration: Sendable {
    /// `LOOP_TIME`
    public var loopTime = Duration.seconds(90)
    /// When the next loop begins.
    public var pacing = Pacing.everyLoopTime
    /// Of the adaptive pacing.
    public var shortestLoopTime = Duration.seconds(15)
    /// What chance does to the wait for the next loop.
    public var jitter = Jitter.none
    /// What becomes of a loop whose time comes too early.
    public var overlap = Overlap.queue

    /// Which payments a loop checks.
    public var selection = Selection.due
    /// Rows that the view is asked for; nil for all. A limit is a defect that is met in the field, which reads the
    /// first page and never another.
    public var rowsMax: Int?
    /// In which order they are called.
    public var order = Order.asAnswered
    /// Calls in flight at a time: 1 as deployed.
    public var concurrency = 1

    /// Time-out of one `update.url` call.
    public var callTimeout = Duration.seconds(10)
    /// What a failed call does to the rest of its loop.
    public var onError = OnError.goOn
    /// What becomes of a payment whose check fails.
    public var failedCall = FailedCall.everyLoop
    /// What becomes of a payment that its proxy refuses.
    public var notFound = NotFound.everyLoop
    /// How long a payment is left alone whose check failed, where a policy says so.
    public var backOff = BackOff(first: .seconds(120), longest: .seconds(3_600))
    /// As deployed, a proxy is not left alone when it asks for it.
    public var retryAfter = RetryAfterRule.ignore
    /// As deployed, no host is spared.
    public var circuitBreaking = CircuitBreaking.none
    /// When a breaker opens and how it closes.
    public var breaker = CircuitBreaker.Settings()

    /// How several replicas divide the payments.
    public var division = Division.none
    /// Which replica this is, from 1.
    public var replica = 1
    /// How many there are.
    public var replicas = 1
    /// How long a lease lasts that is not renewed. It is renewed three times as often, and no call is begun that could
    /// last beyond it.
    public var leaseTime = Duration.seconds(30)
    /// Where the lease lies in the object store.
    public var leaseKey = "payments-poller/lease"

    /// Host of `KSQLDB_SERVER`.
    public var ksqlAuthority = "ksqldb.test"
    /// Time-out of one query.
    public var ksqlTimeout = Duration.seconds(30)

    /// As deployed.
    public init() {}

    /// What keeps a failing proxy from being hammered and its payments from holding up the others: the variant that
    /// <doc:/PaymentModel/Poller> calls fixed, with the order and the back-off that go with it.
    public static var fixed: PollerConfiguration {
        var configuration = PollerConfiguration()
        configuration.concurrency = 8
        configuration.circuitBreaking = .perHost
        configuration.jitter = .equal
        configuration.order = .fairByTenant
        configuration.failedCall = .backOff
        configuration.notFound = .backOff
        configuration.retryAfter = .obey
        return configuration
    }
}

extension PollerConfiguration {
    /// As deployed, but for what the environment sets: `KSQLDB_SERVER`, `LOOP_TIME` in seconds, and the others, all
    /// times in seconds and all choices in the words of scenarios.
    /// - Throws: `EnvironmentError`: a variable that cannot be read, or that would do nothing beside the others.
    public init(environment: [String: String]) throws(EnvironmentError) {
        self.init()
        let reader = EnvironmentReader(environment)
        try reader.authority("KSQLDB_SERVER", into: &ksqlAuthority)
        try reader.seconds("LOOP_TIME", into: &loopTime)
        try reader.choice("PACING", into: &pacing)
        try reader.seconds("SHORTEST_LOOP_TIME", into: &shortestLoopTime)
        try reader.choice("JITTER", into: &jitter)
        try reader.choice("OVERLAP", into: &overlap)
        try reader.choice("SELECTION", into: &selection)
        var page = rowsMax ?? 0
        try reader.count("ROWS_MAX", into: &page, in: 1...Int.max)
        rowsMax = page == 0 ? nil : page
        try reader.choice("ORDER", into: &order)
        try reader.count("CONCURRENCY", into: &concurrency, in: 1...1_000)
        try reader.seconds("CALL_TIMEOUT", into: &callTimeout)
        try reader.seconds("QUERY_TIMEOUT", into: &ksqlTimeout)
        try readTrouble(reader)
        try readDivision(reader)
        try EnvironmentReader.check(self, Self.rules)
    }

    private mutating func readTrouble(_ reader: EnvironmentReader) throws(EnvironmentError) {
        try reader.choice("ON_ERROR", into: &onError)
        try reader.choice("FAILED_CALL", into: &failedCall)
        try reader.choice("NOT_FOUND", into: &notFound)
        try reader.seconds("BACK_OFF_FIRST", into: &backOff.first)
        try reader.seconds("BACK_OFF_LONGEST", into: &backOff.longest)
        try reader.choice("RETRY_AFTER", into: &retryAfter)
        try reader.choice("CIRCUIT_BREAKER", into: &circuitBreaking)
        try reader.count("BREAKER_FAILURES", into: &breaker.failures, in: 1...1_000)
        try reader.seconds("BREAKER_OPEN_TIME", into: &breaker.openTime)
        try reader.count("BREAKER_PROBES", into: &breaker.probes, in: 1...1_000)
    }

    private mutating func readDivision(_ reader: EnvironmentReader) throws(EnvironmentError) {
        try reader.choice("DIVISION", into: &division)
        try reader.count("REPLICAS", into: &replicas, in: 1...100)
        try reader.count("REPLICA", into: &replica, in: 1...replicas)
        try reader.seconds("LEASE_TIME", into: &leaseTime)
    }
}
