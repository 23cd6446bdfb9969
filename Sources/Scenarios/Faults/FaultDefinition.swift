/// What one kind of fault is: a row of the table in `Scenarios/README.md`.
package struct FaultDefinition: Sendable {
    /// The word of `kind:`.
    let kind: FaultKind
    /// What it is aimed at.
    package let target: FaultTargetKind
    /// What it does, for whom writes a scenario.
    let meaning: String
    /// Names of the intensities that must be given.
    let required: [String]
    /// Names of those that may be.
    let optional: [String]
    /// Whether it goes on for a while; what happens at one instant takes no `length`.
    package let lasts: Bool
    /// What its hits count.
    package let hitUnit: String
    /// What a `when:` does.
    package let moment: MomentUse
    /// What an entry of the kind does. All that the kind needs is there.
    let effect: @Sendable (FaultEntry) -> FaultEffectKind

    /// What a `when:` does.
    package enum MomentUse: Sendable {
        /// It begins as the moment is reached, at its target, whoever reaches the moment.
        case tells
        /// It befalls the very process that reaches the moment, there.
        case acts
        /// The same, and it cannot begin otherwise.
        case needed
    }

    private init(
        _ kind: FaultKind, on target: FaultTargetKind, _ meaning: String, needs required: [String] = [],
        takes optional: [String] = [], lasts: Bool = true, hits hitUnit: String, moment: MomentUse = .tells,
        _ effect: @escaping @Sendable (FaultEntry) -> FaultEffectKind
    ) {
        self.kind = kind
        self.target = target
        self.meaning = meaning
        self.required = required
        self.optional = optional
        self.lasts = lasts
        self.hitUnit = hitUnit
        self.moment = moment
        self.effect = effect
    }

    /// Every key that an entry of this kind may have besides `kind`.
    var keys: [String] {
        let begins =
            switch moment {
            case .tells, .acts: ["at", "every", "during", "rate", "when", "occurrence"]
            case .needed: ["when", "occurrence"]
            }
        return ["name", "target"] + begins + (lasts ? ["length"] : []) + required + optional
    }

    /// In the order of `FaultKind`.
    static let all: [FaultDefinition] = processes + clocks + links + hosts + gateway + stores + kafka

    static func of(_ kind: FaultKind) -> FaultDefinition {
        guard let definition = all.first(where: { $0.kind == kind }) else {
            preconditionFailure("The table of kinds has a row for \(kind).")
        }
        return definition
    }

    private static let processes: [FaultDefinition] = [
        .init(
            .crash, on: .process, "ends the process at once; it comes back after `restart` (10s), or `never`",
            takes: ["restart", "share"], lasts: false, hits: "processes", moment: .acts
        ) { .process(.crash(restart: $0[FaultKeys.restart])) },
        .init(
            .rollingRestart, on: .process,
            "shuts the processes down one after another: SIGTERM, an end by force after `grace_period` (30s), away for"
                + " `restart` (10s)",
            takes: ["restart", "between", "grace_period"], lasts: false, hits: "processes"
        ) {
            .process(
                .rollingRestart(
                    restart: $0[FaultKeys.restart]?.length, between: $0[FaultKeys.between],
                    gracePeriod: $0[FaultKeys.gracePeriod]))
        },
        .init(
            .rollingCrash, on: .process, "ends the processes at once, one after another, each away for `restart` (10s)",
            takes: ["restart", "between"], lasts: false, hits: "processes"
        ) { .process(.rollingCrash(restart: $0[FaultKeys.restart]?.length, between: $0[FaultKeys.between])) },
        .init(
            .outOfMemory, on: .process, "dies `lifetime` after each start and comes back after `restart` (10s)",
            needs: ["lifetime"], takes: ["restart"], hits: "processes"
        ) { .process(.outOfMemory(lifetime: $0.needed(FaultKeys.lifetime), restart: $0[FaultKeys.restart]?.length)) },
        .init(
            .pause, on: .process, "stops the process while time goes on, as a long garbage collection does",
            takes: ["share"], hits: "processes", moment: .acts
        ) { _ in .process(.pause) },
        .init(
            .slowCPU, on: .process, "each step of the process waits for a slow processor", needs: ["delay"],
            hits: "steps"
        ) { .process(.slowCPU(timePerStep: $0.needed(FaultKeys.delay).fixed ?? .zero)) },
        .init(
            .hold, on: .process, "stops a service's task at a moment until another service passes another one",
            needs: ["until"], takes: ["at_most", "share"], lasts: false, hits: "passages", moment: .needed
        ) { .passage(.hold(until: $0.moment(FaultKeys.until), atMost: $0[FaultKeys.atMost])) },
        .init(
            .delay, on: .process, "stops a service's task at a moment for a while", needs: ["delay"],
            takes: ["share"], lasts: false, hits: "passages", moment: .needed
        ) { .passage(.delay($0.needed(FaultKeys.delay))) },
    ]

    private static let clocks: [FaultDefinition] = [
        .init(
            .clockOffset, on: .process, "the host's clock is off by `offset`, and right again at the end",
            needs: ["offset"], hits: "clocks"
        ) { .clock(.offset($0.needed(FaultKeys.offset))) },
        .init(
            .clockDrift, on: .process, "the host's clock runs too fast or too slow, and is set right at the end",
            needs: ["drift"], hits: "clocks"
        ) { .clock(.drift($0.needed(FaultKeys.drift))) },
        .init(
            .clockStep, on: .process, "the host's clock is set off by `offset` and stays so until healing",
            needs: ["offset"], lasts: false, hits: "clocks"
        ) { .clock(.step($0.needed(FaultKeys.offset))) },
    ]

    private static let links: [FaultDefinition] = [
        .init(
            .linkDelay, on: .link, "messages take longer", needs: ["delay"], takes: ["direction"], hits: "messages"
        ) { .link(.delay($0.needed(FaultKeys.delay), direction: $0[FaultKeys.direction])) },
        .init(.linkLoss, on: .link, "messages get lost", takes: ["share", "direction"], hits: "messages") {
            .link(.loss(share: $0[FaultKeys.share], direction: $0[FaultKeys.direction]))
        },
        .init(
            .linkDuplicate, on: .link, "requests arrive twice and are handled twice", takes: ["share"],
            hits: "messages"
        ) { .link(.duplicate(share: $0[FaultKeys.share])) },
        .init(
            .linkReorder, on: .link, "some messages are overtaken by later ones", needs: ["delay"],
            takes: ["share", "direction"], hits: "messages"
        ) {
            .link(.reorder($0.needed(FaultKeys.delay), share: $0[FaultKeys.share], direction: $0[FaultKeys.direction]))
        },
        .init(
            .linkBandwidth, on: .link, "messages queue for a narrow link", needs: ["bandwidth"],
            takes: ["direction"], hits: "messages"
        ) { .link(.bandwidth($0.needed(FaultKeys.bandwidth), direction: $0[FaultKeys.direction])) },
        .init(.linkPartition, on: .link, "nothing comes through", takes: ["direction"], hits: "messages") {
            .link(.partition(direction: $0[FaultKeys.direction]))
        },
        .init(
            .linkClog, on: .link, "messages are held and come through in order at the end", takes: ["direction"],
            hits: "messages"
        ) { .link(.clog(direction: $0[FaultKeys.direction])) },
    ]

    private static let hosts: [FaultDefinition] = [
        .init(.hostRefuse, on: .host, "connections are refused", takes: filtered, hits: "calls") { $0.calls(.refused) },
        .init(
            .hostUnanswered, on: .host, "the call gets lost: nothing is done and no answer comes", takes: filtered,
            hits: "calls"
        ) { $0.calls(.unanswered) },
        .init(
            .hostResetBefore, on: .host, "the connection is reset before the work is done", takes: filtered,
            hits: "calls"
        ) { $0.calls(.resetBefore) },
        .init(
            .hostResetAfter, on: .host, "the connection is reset after the work was done", takes: filtered,
            hits: "calls"
        ) { $0.calls(.resetAfter) },
        .init(.hostAnswerLost, on: .host, "the work is done and no answer comes", takes: filtered, hits: "calls") {
            $0.calls(.answerLost)
        },
        .init(
            .hostDribble, on: .host, "the answer's body trickles in", needs: ["delay"], takes: filtered,
            hits: "calls"
        ) { $0.calls(.dribble($0.needed(FaultKeys.delay))) },
        .init(.hostEmptyAnswer, on: .host, "the answer has no body", takes: filtered, hits: "calls") {
            $0.calls(.emptyAnswer)
        },
        .init(.hostMalformedAnswer, on: .host, "the answer's body cannot be read", takes: filtered, hits: "calls") {
            $0.calls(.malformedAnswer)
        },
        .init(
            .hostError, on: .host, "the answer is `status` (500) and nothing is done",
            takes: ["status"] + filtered, hits: "calls"
        ) { $0.calls(.error(status: $0[FaultKeys.status])) },
        .init(
            .hostDown, on: .host, "nobody answers: callers time out", takes: ofCalls, hits: "calls"
        ) { .host(.down($0.callFilter)) },
        .init(
            .hostMaintenance, on: .host, "the answer is 503 with Retry-After", takes: ofCalls, hits: "calls"
        ) { .host(.maintenance($0.callFilter)) },
        .init(
            .hostRateLimit, on: .host, "calls beyond `limit` are answered 429 with Retry-After", needs: ["limit"],
            takes: ["window", "burst"] + ofCalls, hits: "calls"
        ) {
            .host(
                .rateLimit(
                    $0.needed(FaultKeys.limit), window: $0[FaultKeys.window], burst: $0[FaultKeys.burst],
                    calls: $0.callFilter))
        },
        .init(
            .hostSlow, on: .host, "the work takes `factor` times as long, at one replica or all", needs: ["factor"],
            takes: ofCalls, hits: "calls"
        ) { .host(.slow(factor: $0.needed(FaultKeys.factor), calls: $0.callFilter)) },
        .init(
            .hostSlowStart, on: .host,
            "the work takes `factor` times as long at first and less and less until the end", needs: ["factor"],
            takes: ofCalls, hits: "calls"
        ) { .host(.slowStart(factor: $0.needed(FaultKeys.factor), calls: $0.callFilter)) },
    ]

    private static let gateway: [FaultDefinition] = [
        .init(
            .gatewayCutOff, on: .gateway, "the gateway reaches no Kafka: it buffers what it takes and sends it later",
            hits: "events"
        ) { _ in .gateway(.cutOff) }
    ]

    /// What tells one call to a host from another.
    private static let ofCalls = ["method", "path", "replica"]
    private static let filtered = ["share"] + ofCalls

    private static let stores: [FaultDefinition] = [
        .init(
            .storePutFails, on: .bucket, "a put is refused and nothing is stored", takes: ["share"], hits: "puts"
        ) { .store(.putFails(share: $0[FaultKeys.share])) },
        .init(
            .storePutAnswerLost, on: .bucket, "a put is refused although it was stored", takes: ["share"],
            hits: "puts"
        ) { .store(.putAnswerLost(share: $0[FaultKeys.share])) },
        .init(
            .storeStaleRead, on: .bucket, "a get answers the version before, up to `age` (10s) after the put",
            takes: ["share", "age"], hits: "reads"
        ) { .store(.staleRead(share: $0[FaultKeys.share], age: $0[FaultKeys.age])) },
        .init(
            .storeListLag, on: .bucket, "a new key shows in listings only `age` later", needs: ["age"],
            hits: "listings"
        ) { .store(.listLag(age: $0.needed(FaultKeys.age))) },
        .init(.storeUnavailable, on: .bucket, "every answer is a refusal", takes: ["share"], hits: "requests") {
            .store(.unavailable(share: $0[FaultKeys.share]))
        },
        .init(.storeDelay, on: .bucket, "answers take longer", needs: ["delay"], hits: "requests") {
            .store(.delay($0.needed(FaultKeys.delay)))
        },
    ]

    private static let kafka: [FaultDefinition] = [
        .init(
            .kafkaBrokerDown, on: .broker, "the broker is down; its partitions fail over or are offline",
            hits: "brokers"
        ) { _ in .kafka(.brokerDown) },
        .init(
            .kafkaLeaderFailover, on: .topic, "the partitions' leadership moves to broker `to`", needs: ["to"],
            lasts: false, hits: "partitions"
        ) { .kafka(.leaderFailover(to: $0.needed(FaultKeys.to))) },
        .init(
            .kafkaReplicationLag, on: .broker, "the broker's copies lag behind their leaders", takes: ["delay"],
            hits: "fetches"
        ) { .kafka(.replicationLag($0[FaultKeys.delay])) },
        .init(
            .kafkaProduceLost, on: .topic, "a produce request gets lost: nothing is appended", takes: ["share"],
            hits: "requests"
        ) { .kafka(.produceLost(share: $0[FaultKeys.share])) },
        .init(
            .kafkaAcknowledgementLost, on: .topic, "the records are appended and the acknowledgement gets lost",
            takes: ["share"], hits: "requests"
        ) { .kafka(.acknowledgementLost(share: $0[FaultKeys.share])) },
        .init(.kafkaDelay, on: .client, "Kafka's answers take longer", needs: ["delay"], hits: "requests") {
            .kafka(.delay($0.needed(FaultKeys.delay)))
        },
        .init(
            .kafkaCoordinatorDown, on: .group, "the group's coordinator cannot be reached", hits: "requests"
        ) { _ in .kafka(.coordinatorDown) },
    ]
}
