import NetworkSimulation
import PaymentServices
import ServicePorts
import VirtualTime

/// A kind of fault that a swarm may draw, from mild to harsh.
struct SwarmRow: Sendable {
    let kind: FaultKind
    /// Whom it may befall; one of them is drawn.
    let targets: @Sendable (FaultTargets) -> [String]
    /// How often in a run.
    let times: ClosedRange<Double>
    /// Seconds, the mean of what is drawn each time.
    let length: ClosedRange<Double>
    /// The moments it may happen at, and the most of their passages; nil for a fault that comes by a rate.
    let moments: (of: [Moment], share: Double)?
    let effect: @Sendable (inout RandomStream) -> FaultEffectKind

    private init(
        _ kind: FaultKind, _ targets: @escaping @Sendable (FaultTargets) -> [String],
        times: ClosedRange<Double> = 1...20, length: ClosedRange<Double> = 1...600,
        at moments: (of: [Moment], share: Double)? = nil,
        _ effect: @escaping @Sendable (inout RandomStream) -> FaultEffectKind
    ) {
        self.kind = kind
        self.targets = targets
        self.times = times
        self.length = length
        self.moments = moments
        self.effect = effect
    }

    /// What comes later stands at the end: a row draws after those before it.
    static let table: [SwarmRow] = processes + clocks + links + hosts + stores + kafka + later

    private static let processes: [SwarmRow] = [
        SwarmRow(.crash, everyProcess) { .process(.crash(restart: .lasting($0.duration(0.5...120)))) },
        SwarmRow(.rollingRestart, everyService, times: 1...3) {
            let (restart, between) = ($0.duration(1...60), $0.duration(0.1...60))
            return .process(.rollingRestart(restart: restart, between: between, gracePeriod: $0.duration(1...60)))
        },
        SwarmRow(.outOfMemory, everyProcess, times: 1...2, length: 60...1_800) {
            .process(.outOfMemory(lifetime: $0.duration(5...300), restart: $0.duration(1...30)))
        },
        SwarmRow(.pause, everyProcess, length: 0.1...120) { _ in .process(.pause) },
        SwarmRow(.slowCPU, everyProcess, times: 1...5, length: 10...600) {
            .process(.slowCPU(timePerStep: $0.duration(0.000_1...0.05)))
        },
        SwarmRow(
            .crash, { _ in ["*"] },
            at: (
                [
                    .proxyBeforeCreate, .proxyAfterCreate, .proxyAfterPut, .proxyAfterProduce,
                    .dispatcherAfterProduce, .updaterAfterReport, .coreAfterStateChange,
                ], share: 0.2
            )
        ) { .process(.crash(restart: .lasting($0.duration(0.5...60)))) },
        SwarmRow(
            .delay, { _ in ["*"] },
            at: (
                [
                    .proxyBeforeUpdateWrite, .proxyBeforeNotifyWrite, .proxyBeforeOpeningWrite, .updaterBeforeReport,
                ], share: 0.5
            )
        ) { .passage(.delay($0.time(mean: 0.1...60))) },
    ]

    private static let clocks: [SwarmRow] = [
        SwarmRow(.clockOffset, everyClock, times: 1...5, length: 60...7_200) {
            .clock(.offset($0.happens(Ratio(1, in: 2)) ? SignedDuration(.seconds(3_600)) : $0.behind(0.1...7_200)))
        },
        SwarmRow(.clockDrift, everyClock, times: 1...3, length: 600...7_200) {
            .clock(.drift(ClockDrift(partsPerMillion: Int64($0.spread(over: 10...5_000)))))
        },
        SwarmRow(.clockStep, everyClock, times: 1...3) { .clock(.step(SignedDuration($0.duration(0.1...3_600)))) },
    ]

    private static let links: [SwarmRow] = [
        SwarmRow(.linkDelay, everyLink) { .link(.delay($0.time(mean: 0.01...10), direction: nil)) },
        SwarmRow(.linkLoss, everyLink) { .link(.loss(share: $0.share(upTo: 1), direction: nil)) },
        SwarmRow(.linkDuplicate, everyLink, times: 1...10) { .link(.duplicate(share: $0.share(upTo: 0.5))) },
        SwarmRow(.linkReorder, everyLink, times: 1...10) {
            let share = $0.share(upTo: 0.5)
            return .link(.reorder($0.time(mean: 0.01...5), share: share, direction: nil))
        },
        SwarmRow(.linkBandwidth, everyLink, times: 1...5) {
            let bandwidth = ByteRate(bytesPerSecond: Int64($0.spread(over: 500...100_000)))
            return .link(.bandwidth(bandwidth, direction: nil))
        },
        SwarmRow(.linkPartition, everyLink, times: 1...5) {
            let ways: [LinkDirections] = [.requests, .answers, .both]
            return .link(.partition(direction: ways[Int($0.next(below: 3))]))
        },
        SwarmRow(.linkClog, everyLink, times: 1...5) { _ in .link(.clog(direction: nil)) },
    ]

    private static let hosts: [SwarmRow] = [
        SwarmRow(.hostRefuse, everyHost) { calls(.refused, share: $0.share(upTo: 1)) },
        SwarmRow(.hostUnanswered, everyHost) { calls(.unanswered, share: $0.share(upTo: 1)) },
        SwarmRow(.hostResetBefore, everyHost) { calls(.resetBefore, share: $0.share(upTo: 1)) },
        SwarmRow(.hostResetAfter, everyHost) { calls(.resetAfter, share: $0.share(upTo: 1)) },
        SwarmRow(.hostAnswerLost, everyHost) { calls(.answerLost, share: $0.share(upTo: 1)) },
        SwarmRow(.hostDribble, everyHost) {
            let delay = $0.time(mean: 0.1...30)
            return calls(.dribble(delay), share: $0.share(upTo: 1))
        },
        SwarmRow(.hostEmptyAnswer, everyHost) { calls(.emptyAnswer, share: $0.share(upTo: 0.5)) },
        SwarmRow(.hostMalformedAnswer, everyReadHost) { calls(.malformedAnswer, share: $0.share(upTo: 0.5)) },
        SwarmRow(.hostError, everyHost) {
            let status = 500 + $0.next(below: 5)
            return calls(.error(status: status), share: $0.share(upTo: 1))
        },
        SwarmRow(.hostDown, everyHost, times: 1...3) { _ in .host(.down(CallFilter())) },
        SwarmRow(.hostMaintenance, everyHost, times: 1...3) { _ in .host(.maintenance(CallFilter())) },
        SwarmRow(.hostRateLimit, everyHost, times: 1...3) {
            let limit = Rate(Double(1 + $0.next(below: 20)), per: .s)
            return .host(.rateLimit(limit, window: nil, burst: 1 + $0.next(below: 20), calls: CallFilter()))
        },
        SwarmRow(.hostSlow, { $0.workingHosts }, times: 1...5) {
            .host(.slow(factor: $0.spread(over: 2...200).rounded(), calls: CallFilter()))
        },
        SwarmRow(.gatewayCutOff, { $0.gateways }, times: 1...3, length: 1...600) { _ in .gateway(.cutOff) },
    ]

    private static func calls(_ trouble: CallTrouble, share: Ratio) -> FaultEffectKind {
        .host(.calls(trouble, share: share, of: CallFilter()))
    }

    private static let stores: [SwarmRow] = [
        SwarmRow(.storePutFails, everyBucket) { .store(.putFails(share: $0.share(upTo: 0.5))) },
        SwarmRow(.storePutAnswerLost, everyBucket) { .store(.putAnswerLost(share: $0.share(upTo: 0.5))) },
        SwarmRow(.storeStaleRead, everyBucket) {
            .store(.staleRead(share: $0.share(upTo: 0.5), age: $0.duration(0.1...60)))
        },
        SwarmRow(.storeListLag, { $0.listedBuckets }, times: 1...3) { .store(.listLag(age: $0.duration(1...600))) },
        SwarmRow(.storeUnavailable, everyBucket) { .store(.unavailable(share: $0.share(upTo: 1))) },
        SwarmRow(.storeDelay, everyBucket) { .store(.delay($0.time(mean: 0.01...5))) },
    ]

    private static let kafka: [SwarmRow] = [
        SwarmRow(.kafkaBrokerDown, everyBroker, times: 1...3, length: 1...120) { _ in .kafka(.brokerDown) },
        SwarmRow(.kafkaProduceLost, everyTopic) { .kafka(.produceLost(share: $0.share(upTo: 0.5))) },
        SwarmRow(.kafkaAcknowledgementLost, everyTopic) {
            .kafka(.acknowledgementLost(share: $0.share(upTo: 0.5)))
        },
        SwarmRow(.kafkaDelay, { $0.clients }) { .kafka(.delay($0.time(mean: 0.01...3))) },
        SwarmRow(.kafkaCoordinatorDown, everyGroup, times: 1...5, length: 1...120) { _ in .kafka(.coordinatorDown) },
    ]

    private static let later: [SwarmRow] = [
        SwarmRow(.rollingCrash, everyService, times: 1...3) {
            .process(.rollingCrash(restart: $0.duration(1...60), between: $0.duration(0.1...60)))
        }
    ]

    // MARK: Targets

    @Sendable private static func everyProcess(_ targets: FaultTargets) -> [String] { targets.busyProcesses }

    /// All replicas of one service.
    @Sendable private static func everyService(_ targets: FaultTargets) -> [String] {
        targets.busyProcesses.filter { $0.hasSuffix("-1") }.map { $0.dropLast() + "*" }
    }

    /// What some process sends, and what some host gets.
    @Sendable private static func everyLink(_ targets: FaultTargets) -> [String] {
        let callers = Set(targets.calls.map(\.caller))
        return targets.processes.filter { callers.contains($0) }.map { "\($0) -> *" }
            + targets.calledHosts.map { "* -> \($0)" }
    }

    @Sendable private static func everyClock(_ targets: FaultTargets) -> [String] { targets.clockReaders }
    @Sendable private static func everyReadHost(_ targets: FaultTargets) -> [String] { targets.readHosts }
    @Sendable private static func everyHost(_ targets: FaultTargets) -> [String] { targets.calledHosts }
    @Sendable private static func everyBucket(_ targets: FaultTargets) -> [String] { targets.usedBuckets }
    @Sendable private static func everyBroker(_ targets: FaultTargets) -> [String] { targets.brokers }
    @Sendable private static func everyTopic(_ targets: FaultTargets) -> [String] { targets.topics }
    @Sendable private static func everyGroup(_ targets: FaultTargets) -> [String] { targets.groups }
}
