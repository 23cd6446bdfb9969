import HTTPTypes
import SimulationSamples
import SimulationTestKit
import Testing

/// What a test may write that would do nothing, or cannot be, and what it is told.
@Suite("What does nothing is refused")
struct RefusalTests {
    struct Call: Sendable, CustomTestStringConvertible {
        var words: String
        var body: @Sendable (SimulatedWorld) throws -> Void

        init(_ words: String, _ body: @escaping @Sendable (SimulatedWorld) throws -> Void) {
            (self.words, self.body) = (words, body)
        }

        var testDescription: String { words }
    }

    static let calls = [
        Call("`run(for: -5 s)`: time does not go back") { try $0.run(for: .seconds(-5)) },
        Call("`run(until: 3 s) at 5 s`: time does not go back") { world in
            try world.run(for: .seconds(5))
            try world.run(until: .seconds(3))
        },
        Call("`run(atMost: -1 s)`: time does not go back") { try $0.run(atMost: .seconds(-1)) { _ in } },
        Call("`wait(atMost: -1 s)`: time does not go back") { try $0.wait(atMost: .seconds(-1)) { true } },
        Call("`wait(lookingEach: 0 s)`: time does not go back") { world in
            try world.wait(atMost: .seconds(1), lookingEach: .zero) { true }
        },
        Call("`at(-1 s) at 0 s`: that was before now") { $0.at(.seconds(-1)) {} },
        Call("`at(3 s) at 5 s`: that was before now") { world in
            try world.run(for: .seconds(5))
            world.at(.seconds(3)) { Issue.record("it is past") }
        },
        Call("`after(-1 s)`: that was before now") { $0.after(.seconds(-1)) {} },
        Call("`named: \"\"`: it has no name") { _ = $0.start(named: "") { _ in } },
        Call("`named: \"\"`: it has no name") { try $0.run(named: "") { _ in } },
        Call("`Replica(named: \"\")`: it has no name") { world in replica("", in: world).start() },
        Call("`host(\"\")`: it has no name") { _ = $0.host("") { _, _ in .ok } },
        Call("`store(\"\")`: it has no name") { _ = $0.store("") },
        Call("in caller#0: `makeServer(at: \"\")`: it has no name") { try $0.run { _ = $0.makeServer(at: "") } },
        Call("in caller#0: `makeStore(bucket: \"\")`: it has no name") { try $0.run { _ = $0.makeStore(bucket: "") } },
        Call("`host(\"bank.test\", _)`: without a number of workers nobody queues") { world in
            _ = world.host("bank.test", HostModel(queueLimit: 3)) { _, _ in .ok }
        },
        Call("in caller#0: `makeServer(at: \"bank.test\", _)`: without a number of workers nobody queues") { world in
            try world.run { _ = $0.makeServer(at: "bank.test", HostModel(queueLimit: 3)) }
        },
        Call("`Replica(named: \"web-1\")`: another one has this name") { world in
            replica("web-1", in: world).start()
            replica("web-1", in: world).start()
        },
        Call("`Replica(named: \"web-1\")`: another one has this name") { world in
            world.start(named: "web-1") { _ in }
            replica("web-1", in: world).start()
        },
        Call("`named: \"web-1\"`: a replica has this name") { world in
            replica("web-1", in: world).start()
            world.start(named: "web-1") { _ in }
        },
        Call("`Replica(longestShutdown: -1 s)`: no time is that short") { world in
            Replica(named: "web-1", in: world, longestShutdown: .seconds(-1)) { process in
                Listener(notes: Notes(), clock: process.clock)
            }.start()
        },
        Call("`store(\"archive\", _)`: the store is there and stays as it is") { world in
            _ = world.store("archive")
            _ = world.store("archive", ObjectStoreModel(getLatency: .constant(.seconds(1))))
        },
    ]

    private static func replica(_ name: String, in world: SimulatedWorld) -> Replica {
        Replica(named: name, in: world) { Listener(notes: Notes(), clock: $0.clock) }
    }

    @Test("A call that would do nothing fails the seed at once, with its place and the way out", arguments: calls)
    func callsThatDoNothing(_ call: Call) async throws {
        let wentOn = Notes()
        let found = try await issues {
            try await simulate(seeds: [7], .planted) { world in
                try call.body(world)
                try world.run(for: .seconds(1))
                wentOn.add("to \(world.elapsed)")
            }
        }
        let text = found.first?.comments.first?.rawValue ?? ""
        #expect(found.count == 1 && text.contains(call.words), "\(text)")
        #expect(text.contains(";") && wentOn.all == [])
        let isProcess = call.words.hasPrefix("in ")
        #expect(isProcess || text.contains("RefusalTests.swift:"), "\(text)")
    }

    private static let delay = Distribution.constant(.zero)
    private static let mixed = Distribution.mixture([.init(weight: 1, .uniform(.zero, .zero)), .init(weight: 2, delay)])

    static let idle: [InfrastructureFault] = [
        .linkDelay(to: "bank.test", by: delay), .linkDelay(to: "bank.test", by: .exponential(mean: .zero)),
        .linkDelay(to: "bank.test", by: mixed), .linkDelay(to: "bank.test", by: .empirical([.init(0, .zero)])),
        .linkLoss(to: "bank.test", share: .never), .linkDuplicate(to: "bank.test", share: Ratio(0, in: 7)),
        .linkReorder(to: "bank.test", by: .constant(.seconds(1)), share: .never),
        .linkReorder(to: "bank.test", by: delay), .linkBandwidth(to: "bank.test", bytesPerSecond: 0),
        .hostRefuse("bank.test", share: .never), .hostUnanswered("bank.test", share: .never),
        .hostResetBefore("bank.test", share: .never), .hostResetAfter("bank.test", share: .never),
        .hostAnswerLost("bank.test", share: .never), .hostEmptyAnswer("bank.test", share: .never),
        .hostMalformedAnswer("bank.test", share: .never), .hostError("bank.test", share: .never),
        .hostError("bank.test", status: .ok), .hostDribble("bank.test", by: delay),
        .hostDribble("bank.test", by: .constant(.seconds(1)), share: .never),
        .hostSlow("bank.test", factorPercent: 100), .hostSlowStart("bank.test", factorPercent: 100),
        .hostDown("bank.test", of: RequestScope(pathPrefix: "accounts")),
        .hostMaintenance("bank.test", of: RequestScope(replica: "")),
        .storePutFails(bucket: "*", share: .never), .storePutAnswerLost(bucket: "*", share: .never),
        .storeUnavailable(bucket: "*", share: .never), .storeStaleRead(bucket: "*", share: .never),
        .storeStaleRead(bucket: "*", age: .zero), .storeListLag(bucket: "*", age: .seconds(-1)),
        .storeDelay(bucket: "*", by: delay), .kafkaProduceLost("notes", share: .never),
        .kafkaAcknowledgementLost("notes", share: .never), .kafkaDelay(by: delay),
        .kafkaReplicationLag(0, by: delay), .crash("web-1", restart: .seconds(-1)),
        .rollingRestart("web-1", gracePeriod: .zero), .rollingRestart("web-1", between: .seconds(-1)),
        .rollingCrash("web-1", restart: .seconds(-1)), .outOfMemory("web-1", lifetime: .zero),
        .outOfMemory("web-1", lifetime: .seconds(1), restart: .seconds(-1)), .slowCPU("web-1", timePerStep: .zero),
        .clockOffset("web-1", by: .zero), .clockStep("web-1", by: .zero), .clockDrift("web-1", partsPerMillion: 0),
        .clockDrift("web-1", partsPerMillion: -1_000_000), .clockDrift("web-1", partsPerMillion: .max),
        .clockOffset("web-1", by: .seconds(Int64.max)), .clockStep("web-1", by: .seconds(-Int64.max)),
        .linkDelay(to: "bank.test", by: .constant(.seconds(-1))),
        .linkReorder(to: "bank.test", by: .uniform(.seconds(2), .seconds(1))),
        .linkLoss(to: "bank.test", share: Ratio(3, in: 2)), .hostRefuse("bank.test", share: Ratio(1, in: 0)),
        .hostSlow("bank.test", factorPercent: 50), .hostSlow("bank.test", factorPercent: .max),
        .hostRateLimit("bank.test", .init(0)), .hostRateLimit("bank.test", .init(1, per: .zero)),
        .hostRateLimit("bank.test", .fixedWindow(1, per: .seconds(1), began: .seconds(1))),
        .storeDelay(bucket: "*", by: .exponential(mean: .seconds(-1))),
        .kafkaDelay(by: .mixture([.init(weight: 0, delay)])),
    ]

    @Test("A fault with a value that changes nothing is refused by name, with the way out", arguments: idle.indices)
    func faultsThatChangeNothing(_ index: Int) async throws {
        let fault = Self.idle[index]
        try await simulate(seeds: [1]) { world in
            let length: Duration? = fault.kind.lasts ? .seconds(1) : nil
            let refusal = #expect(throws: FaultRefusal.self) { try world.inject(fault, for: length) }
            guard case .changesNothing(fault, let reason) = refusal else {
                Issue.record("\(fault) is refused otherwise: \(String(describing: refusal))")
                return
            }
            #expect(!" \(reason)".contains(" a a"), "\(reason)")
            #expect(reason.contains(";") && refusal.map { "\($0)" } == "\(fault): \(reason)")
        }
    }

    @Test("A fault that lasts no time is refused, and so is the end of what happened at one instant")
    func lengths() async throws {
        try await simulate(seeds: [1]) { world in
            world.host("bank.test") { _, _ in .ok }
            Self.replica("web-1", in: world).start()
            let down = InfrastructureFault.hostDown("bank.test")
            for length in [Duration.zero, .seconds(-1)] {
                #expect(throws: FaultRefusal.noTime(down, length: length)) { try world.inject(down, for: length) }
            }
            let crash = try world.inject(.crash("web-1", restart: .zero))
            #expect(throws: FaultRefusal.noEnd(.crash("web-1", restart: .zero))) { try crash.end() }
            try world.run(for: .seconds(1))
        }
    }

    @Test("A time of a consumer that is too long, or below zero, is refused by the name of its setting")
    func consumerTimes() async throws {
        typealias Setting = WritableKeyPath<ConsumerSettings, Duration> & Sendable
        let all: [(String, Setting)] = [
            ("session.timeout.ms", \.sessionTimeout), ("max.poll.interval.ms", \.maxPollInterval),
            ("auto.commit.interval.ms", \.autoCommitInterval), ("fetch.max.wait.ms", \.fetchMaxWait),
            ("retry.backoff.max.ms", \.retryBackoffMax), ("default.api.timeout.ms", \.defaultAPITimeout),
        ]
        try await simulate(seeds: [1], .planted) { world in
            try world.addTopic("notes")
            try world.run { process in
                for (name, setting) in all {
                    for time in [Duration.seconds(Int64.max), .seconds(Int64.min)] {
                        var settings = ConsumerSettings(groupID: "readers")
                        settings[keyPath: setting] = time
                        let error = #expect(throws: KafkaError.self) {
                            _ = try process.makeConsumer(settings, of: Note.self)
                        }
                        guard case .invalidSetting(name, _) = error else {
                            Issue.record("\(name) is refused otherwise: \(error as Any)")
                            continue
                        }
                    }
                }
            }
        }
    }

    @Test("A topic that Kafka would not start with is refused where it is added")
    func topics() async throws {
        var copied = TopicModel("notes")
        copied.replicationFactor = 3
        let unnamed = TopicModel("")
        try await simulate(seeds: [1]) { world in
            for topic in [copied, unnamed] {
                let refusal = #expect(throws: TopicRefusal.self) { try world.addTopic(topic) }
                guard case .cannotBe(topic.name, _) = refusal else {
                    Issue.record("\(topic.name) is refused otherwise")
                    continue
                }
            }
            #expect(throws: TopicRefusal.self) { try world.addTopic("notes", partitions: 0) }
        }
    }

    @Test("An option that does nothing is refused by name before any seed is run")
    func options() async throws {
        let nap = LeakTolerance(.realClockSleep, in: "napper")
        let all: [(name: String, options: SimulationOptions)] = [
            ("verification", SimulationOptions(verification: .oneIn(0))),
            ("verification", SimulationOptions(verification: .oneIn(-3))),
            ("stepsAtOneInstant", SimulationOptions(stepsAtOneInstant: 0)),
            ("toleratedLeaks", SimulationOptions(toleratedLeaks: [nap, nap])),
            ("toleratedLeaks", SimulationOptions(toleratedLeaks: [LeakTolerance(.realClockSleep, in: "")])),
            ("kafka", SimulationOptions(kafka: KafkaModel(topics: [TopicModel("a"), TopicModel("a")]))),
        ]
        for (name, options) in all {
            let refusal = await #expect(throws: SimulationRefusal.self) {
                try await simulate(options) { _ in Issue.record("no seed is run") }
            }
            #expect(refusal.map { "\($0)".hasPrefix("the option `\(name)` is ") } == true)
        }
        await #expect(throws: SimulationRefusal.seedTwice(3)) {
            try await simulate(seeds: [3, 4, 3]) { _ in Issue.record("no seed is run") }
        }
    }

    @Test("What nobody knows by its name has no lag, no count and no objects, which is not none of them")
    func questions() async throws {
        try await simulate(seeds: [1]) { world in
            try world.addTopic("notes")
            #expect(world.kafka.lag(group: "nobody") == nil)
            #expect(world.store().objectCount(bucket: "nothing") == nil)
            #expect(world.metrics.counter("nothing") == nil && world.metrics.counterTotal("nothing") == nil)
        }
    }
}
