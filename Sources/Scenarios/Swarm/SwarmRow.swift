import VirtualTime

/// A kind of fault that a swarm may draw, from mild to harsh.
package struct SwarmRow: Sendable {
    package let kind: FaultKind
    /// Whom it may befall; one of them is drawn.
    package let targets: @Sendable (FaultTargets) -> [String]
    /// How often in a run.
    package let times: ClosedRange<Double>
    /// Seconds, the mean of what is drawn each time.
    package let length: ClosedRange<Double>
    /// The moments it may happen at; nil for a fault that comes by a rate.
    package let moments: [String]?
    package let intensity: @Sendable (inout FaultSpecification, inout RandomStream) -> Void

    private init(
        _ kind: FaultKind, _ targets: @escaping @Sendable (FaultTargets) -> [String],
        times: ClosedRange<Double> = 1...20, length: ClosedRange<Double> = 1...600, at moments: [String]? = nil,
        _ intensity: @escaping @Sendable (inout FaultSpecification, inout RandomStream) -> Void = { _, _ in }
    ) {
        self.kind = kind
        self.targets = targets
        self.times = times
        self.length = length
        self.moments = moments
        self.intensity = intensity
    }

    package static let table: [SwarmRow] = processes + clocks + links + hosts + stores + kafka

    private static let processes: [SwarmRow] = [
        SwarmRow(.crash, everyProcess) { $0.restart = $1.duration(0.5...120) },
        SwarmRow(.rollingRestart, everyService, times: 1...3) {
            $0.restart = $1.duration(1...60)
            $0.between = $1.duration(0.1...60)
        },
        SwarmRow(.outOfMemory, everyProcess, times: 1...2, length: 60...1_800) {
            $0.lifetime = $1.duration(5...300)
            $0.restart = $1.duration(1...30)
        },
        SwarmRow(.pause, everyProcess, length: 0.1...120),
        SwarmRow(.slowCPU, everyProcess, times: 1...5, length: 10...600) {
            $0.delay = .fixed($1.duration(0.000_1...0.05))
        },
        SwarmRow(
            .crash, { _ in ["*"] },
            at: [
                "proxy.beforeCreate", "proxy.afterCreate", "proxy.afterPut", "proxy.afterProduce",
                "dispatcher.afterProduce", "updater.afterReport", "core.afterStateChange",
            ]
        ) {
            $0.restart = $1.duration(0.5...60)
            $0.share = $1.share(upTo: 0.2)
        },
        SwarmRow(
            .delay, { _ in ["*"] },
            at: [
                "proxy.beforeUpdateWrite", "proxy.beforeNotifyWrite", "proxy.beforeOpeningWrite",
                "updater.beforeReport",
            ]
        ) {
            $0.delay = FaultTime(distribution: .exponential(mean: $1.duration(0.1...60)))
            $0.share = $1.share(upTo: 0.5)
        },
    ]

    private static let clocks: [SwarmRow] = [
        SwarmRow(.clockOffset, everyProcess, times: 1...5, length: 60...7_200) {
            $0.offset = SignedDuration($1.happens(Ratio(1, in: 2)) ? .seconds(3_600) : .zero - $1.duration(0.1...7_200))
        },
        SwarmRow(.clockDrift, everyProcess, times: 1...3, length: 600...7_200) {
            $0.drift = ClockDrift(partsPerMillion: Int64($1.spread(over: 10...5_000)))
        },
        SwarmRow(.clockStep, everyProcess, times: 1...3) { $0.offset = SignedDuration($1.duration(0.1...3_600)) },
    ]

    private static let links: [SwarmRow] = [
        SwarmRow(.linkDelay, everyLink) {
            $0.delay = FaultTime(distribution: .exponential(mean: $1.duration(0.01...10)))
        },
        SwarmRow(.linkLoss, everyLink) { $0.share = $1.share(upTo: 1) },
        SwarmRow(.linkDuplicate, everyLink, times: 1...10) { $0.share = $1.share(upTo: 0.5) },
        SwarmRow(.linkReorder, everyLink, times: 1...10) {
            $0.share = $1.share(upTo: 0.5)
            $0.delay = FaultTime(distribution: .exponential(mean: $1.duration(0.01...5)))
        },
        SwarmRow(.linkBandwidth, everyLink, times: 1...5) {
            $0.bandwidth = ByteRate(bytesPerSecond: Int64($1.spread(over: 500...100_000)))
        },
        SwarmRow(.linkPartition, everyLink, times: 1...5) { fault, stream in
            let ways: [FaultDirection] = [.request, .answer, .both]
            fault.direction = ways[Int(stream.next(below: 3))]
        },
        SwarmRow(.linkClog, everyLink, times: 1...5),
    ]

    private static let hosts: [SwarmRow] = [
        SwarmRow(.hostRefuse, everyHost) { $0.share = $1.share(upTo: 1) },
        SwarmRow(.hostUnanswered, everyHost) { $0.share = $1.share(upTo: 1) },
        SwarmRow(.hostResetBefore, everyHost) { $0.share = $1.share(upTo: 1) },
        SwarmRow(.hostResetAfter, everyHost) { $0.share = $1.share(upTo: 1) },
        SwarmRow(.hostAnswerLost, everyHost) { $0.share = $1.share(upTo: 1) },
        SwarmRow(.hostDribble, everyHost) {
            $0.delay = FaultTime(distribution: .exponential(mean: $1.duration(0.1...30)))
            $0.share = $1.share(upTo: 1)
        },
        SwarmRow(.hostEmptyAnswer, everyHost) { $0.share = $1.share(upTo: 0.5) },
        SwarmRow(.hostMalformedAnswer, everyHost) { $0.share = $1.share(upTo: 0.5) },
        SwarmRow(.hostError, everyHost) {
            $0.status = 500 + $1.next(below: 5)
            $0.share = $1.share(upTo: 1)
        },
        SwarmRow(.hostDown, everyHost, times: 1...3),
        SwarmRow(.hostMaintenance, everyHost, times: 1...3),
        SwarmRow(.hostRateLimit, everyHost, times: 1...3) {
            $0.limit = Rate(Double(1 + $1.next(below: 20)), per: .s)
            $0.burst = 1 + $1.next(below: 20)
        },
        SwarmRow(.hostSlow, everyHost, times: 1...5) { $0.factor = $1.spread(over: 2...200).rounded() },
        SwarmRow(.gatewayCutOff, { $0.gateways }, times: 1...3, length: 1...600),
    ]

    private static let stores: [SwarmRow] = [
        SwarmRow(.storePutFails, everyBucket) { $0.share = $1.share(upTo: 0.5) },
        SwarmRow(.storePutAnswerLost, everyBucket) { $0.share = $1.share(upTo: 0.5) },
        SwarmRow(.storeStaleRead, everyBucket) {
            $0.share = $1.share(upTo: 0.5)
            $0.age = $1.duration(0.1...60)
        },
        SwarmRow(.storeListLag, everyBucket, times: 1...3) { $0.age = $1.duration(1...600) },
        SwarmRow(.storeUnavailable, everyBucket) { $0.share = $1.share(upTo: 1) },
        SwarmRow(.storeDelay, everyBucket) {
            $0.delay = FaultTime(distribution: .exponential(mean: $1.duration(0.01...5)))
        },
    ]

    private static let kafka: [SwarmRow] = [
        SwarmRow(.kafkaBrokerDown, everyBroker, times: 1...3, length: 1...120),
        SwarmRow(.kafkaProduceLost, everyTopic) { $0.share = $1.share(upTo: 0.5) },
        SwarmRow(.kafkaAcknowledgementLost, everyTopic) { $0.share = $1.share(upTo: 0.5) },
        SwarmRow(.kafkaDelay, { $0.clients }) {
            $0.delay = FaultTime(distribution: .exponential(mean: $1.duration(0.01...3)))
        },
        SwarmRow(.kafkaCoordinatorDown, everyGroup, times: 1...5, length: 1...120),
    ]

    // MARK: Targets

    @Sendable private static func everyProcess(_ targets: FaultTargets) -> [String] { targets.processes }

    /// All replicas of one service.
    @Sendable private static func everyService(_ targets: FaultTargets) -> [String] {
        targets.processes.filter { $0.hasSuffix("-1") }.map { $0.dropLast() + "*" }
    }

    /// What some process sends, and what some host gets.
    @Sendable private static func everyLink(_ targets: FaultTargets) -> [String] {
        targets.processes.map { "\($0) -> *" } + targets.hosts.map { "* -> \($0)" }
    }

    @Sendable private static func everyHost(_ targets: FaultTargets) -> [String] { targets.hosts }
    @Sendable private static func everyBucket(_ targets: FaultTargets) -> [String] { targets.buckets }
    @Sendable private static func everyBroker(_ targets: FaultTargets) -> [String] { targets.brokers }
    @Sendable private static func everyTopic(_ targets: FaultTargets) -> [String] { targets.topics }
    @Sendable private static func everyGroup(_ targets: FaultTargets) -> [String] { targets.groups }
}
