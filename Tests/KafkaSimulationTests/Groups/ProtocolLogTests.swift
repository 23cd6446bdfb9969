import ServicePorts
import Testing

/// Rebalances and fencing against logs written from the protocol: Kafka's protocol guide (JoinGroup, SyncGroup,
/// Heartbeat, LeaveGroup, OffsetCommit), KIP-62 (poll interval), KIP-345 (static members), KIP-429 (cooperative
/// rebalance) and `ConsumerCoordinator`'s mapping of errors.
@Suite struct ProtocolLogTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var partitions: Int32 = 2
        var assignors: [ConsumerSettings.Assignor] = [.range, .cooperativeSticky]
        var isStatic = false
        var configure: @Sendable (String, inout ConsumerSettings) -> Void = { _, _ in }
        var steps: @Sendable () -> [GroupPlay.Step]
        var log: [String]
    }

    @Test("The log is that of the protocol", arguments: eager + cooperative + fencing + staticMembers + coordinators)
    func theLogIsThatOfTheProtocol(_ example: Case) throws {
        let play = GroupPlay(partitions: example.partitions) { name, settings in
            settings.partitionAssignmentStrategy = example.assignors
            if example.isStatic { settings.groupInstanceID = name.first.map(String.init) }
            example.configure(name, &settings)
        }
        try play.run(example.steps())
        #expect(play.log == example.log)
    }

    private static let eager = [
        Case(
            testDescription: "a first member waits for company, leads, and is assigned after its own sync",
            steps: { [.start("a"), .wait(seconds: 10)] },
            log: ["a joins", "a syncs", "stable 1", "a assigned [0,1]"]),
        Case(
            testDescription: "an eager rebalance takes everything from everybody first",
            steps: { [.start("a"), .wait(seconds: 10), .watch, .start("b"), .wait(seconds: 10)] },
            log: [
                "b joins", "a's heartbeat: REBALANCE_IN_PROGRESS", "a revoked [0,1]", "a joins", "a syncs", "stable 2",
                "b syncs", "a assigned [0]", "b assigned [1]",
            ]),
        Case(
            testDescription: "who closes gives its partitions up and leaves, and the others rebalance at once",
            steps: { [.start("a"), .start("b"), .wait(seconds: 10), .watch, .close("b"), .wait(seconds: 10)] },
            log: [
                "b revoked [1]", "b ended: closed", "b leaves", "a's heartbeat: REBALANCE_IN_PROGRESS", "a revoked [0]",
                "a joins", "a syncs", "stable 2", "a assigned [0,1]",
            ]),
        Case(
            testDescription: "a crashed member is evicted when its session is over",
            steps: { [.start("a"), .start("b"), .wait(seconds: 10), .watch, .crash("b"), .wait(seconds: 20)] },
            log: [
                "b evicted", "a's heartbeat: REBALANCE_IN_PROGRESS", "a revoked [0]", "a joins", "a syncs", "stable 2",
                "a assigned [0,1]",
            ]),
        Case(
            testDescription: "a rebalance that is asked for by name happens, whoever asks",
            steps: {
                [
                    .start("a"), .start("b"), .wait(seconds: 10), .watch,
                    .act("b") { consumer, _ in try? await consumer.enforceRebalance() }, .wait(seconds: 10),
                ]
            },
            log: [
                "b revoked [1]", "b joins", "a's heartbeat: REBALANCE_IN_PROGRESS", "a revoked [0]", "a joins",
                "a syncs", "stable 2", "b syncs", "a assigned [0]", "b assigned [1]",
            ]),
        Case(
            testDescription: "a member without a common assignor is not let in",
            configure: { name, settings in
                settings.partitionAssignmentStrategy = name == "a" ? [.range] : [.roundRobin]
            },
            steps: { [.start("a"), .wait(seconds: 10), .watch, .start("b"), .wait(seconds: 10)] },
            log: ["b joins", "b's join: INCONSISTENT_GROUP_PROTOCOL", "b ended: inconsistentGroupProtocol"]),
    ]

    /// KIP-429.
    private static let cooperative = [
        Case(
            testDescription: "a cooperative rebalance takes only what moves, in two rounds",
            assignors: [.cooperativeSticky],
            steps: { [.start("a"), .wait(seconds: 10), .watch, .start("b"), .wait(seconds: 20)] },
            log: [
                "b joins", "a's heartbeat: REBALANCE_IN_PROGRESS", "a joins", "a syncs", "stable 2", "b syncs",
                "a revoked [1]", "a assigned []", "b assigned []",
                "a joins", "b's heartbeat: REBALANCE_IN_PROGRESS", "b joins", "a syncs", "stable 3", "b syncs",
                "a assigned []", "b assigned [1]",
            ]),
        Case(
            testDescription: "what a cooperative member leaves behind is added to what the others hold",
            assignors: [.cooperativeSticky],
            steps: { [.start("a"), .start("b"), .wait(seconds: 10), .watch, .close("b"), .wait(seconds: 10)] },
            log: [
                "b revoked [1]", "b ended: closed", "b leaves", "a's heartbeat: REBALANCE_IN_PROGRESS", "a joins",
                "a syncs", "stable 2", "a assigned [1]",
            ]),
        Case(
            testDescription: "a commit while the member's own join is answered late is a rebalance in progress",
            partitions: 3, assignors: [.cooperativeSticky],
            steps: {
                [
                    .start("a"), .start("b"), .wait(seconds: 10), .watch, .pause("a"), .start("c"), .wait(seconds: 4),
                    .commit("b", offset: 0), .wait(seconds: 1), .resume("a"), .wait(seconds: 1),
                ]
            },
            log: [
                "c joins", "b's heartbeat: REBALANCE_IN_PROGRESS", "b joins", "b commit: rebalanceInProgress",
                "a's heartbeat: REBALANCE_IN_PROGRESS", "a joins", "a syncs", "stable 2", "b syncs", "c syncs",
                "a revoked [2]", "a assigned []", "b assigned []", "c assigned []", "a joins",
            ]),
    ]

    private static let fencing = [
        Case(
            testDescription: "a member that sleeps past its session is a zombie: its commit is refused, it joins anew",
            steps: {
                [
                    .start("a"), .wait(seconds: 10), .watch, .pause("a"), .start("b"), .wait(seconds: 20),
                    .commit("a", offset: 1), .resume("a"), .wait(seconds: 10),
                ]
            },
            log: [
                "b joins", "a evicted", "b syncs", "stable 2", "b assigned [0,1]",
                "a's commit: UNKNOWN_MEMBER_ID", "a's heartbeat: UNKNOWN_MEMBER_ID", "a commit: commitFailed",
                "a lost [0,1]", "a joins", "b's heartbeat: REBALANCE_IN_PROGRESS", "b revoked [0,1]", "b joins",
                "b syncs", "stable 3", "a syncs", "b assigned [1]", "a assigned [0]",
            ]),
        Case(
            testDescription: "a static member that slept through a round commits in an old generation",
            isStatic: true,
            configure: { _, settings in settings.maxPollInterval = .seconds(5) },
            steps: {
                [
                    .start("a"), .wait(seconds: 10), .watch, .pause("a"), .start("b"), .wait(seconds: 7),
                    .commit("a", offset: 1), .resume("a"), .wait(seconds: 10),
                ]
            },
            log: [
                "b joins", "b syncs", "stable 2", "b assigned [1]",
                "a's commit: ILLEGAL_GENERATION", "a's heartbeat: ILLEGAL_GENERATION", "a commit: commitFailed",
                "a lost [0,1]", "a joins", "b's heartbeat: REBALANCE_IN_PROGRESS", "b revoked [1]", "b joins",
                "a syncs", "b syncs", "stable 3", "a assigned [0]", "b assigned [1]",
            ]),
        Case(
            testDescription: "who stays away from poll too long leaves, and is told so at its next poll (KIP-62)",
            configure: { name, settings in settings.maxPollInterval = .seconds(name == "a" ? 5 : 300) },
            steps: {
                [
                    .start("a"), .start("b"), .wait(seconds: 10), .watch,
                    .act("a") { _, play in await play.work("a", for: .seconds(12)) }, .wait(seconds: 20),
                ]
            },
            log: [
                "a evicted", "b's heartbeat: REBALANCE_IN_PROGRESS", "b revoked [1]", "b joins", "b syncs", "stable 2",
                "b assigned [0,1]",
                "a lost [0]", "a joins", "b's heartbeat: REBALANCE_IN_PROGRESS", "b revoked [0,1]", "b joins",
                "b syncs", "stable 3", "a syncs", "b assigned [1]", "a assigned [0]",
            ]),
    ]

    /// KIP-345.
    private static let staticMembers = [
        Case(
            testDescription: "a static member that is back within its session disturbs nobody",
            isStatic: true,
            steps: {
                [
                    .start("a"), .start("b"), .wait(seconds: 10), .watch, .crash("a"), .wait(seconds: 3), .start("a"),
                    .wait(seconds: 20),
                ]
            },
            log: ["a joins", "a syncs", "a assigned [0]"]),
        Case(
            testDescription: "a static member that closes does not leave, and is evicted when it stays away",
            isStatic: true,
            steps: { [.start("a"), .start("b"), .wait(seconds: 10), .watch, .close("a"), .wait(seconds: 20)] },
            log: [
                "a revoked [0]", "a ended: closed", "a evicted", "b's heartbeat: REBALANCE_IN_PROGRESS",
                "b revoked [1]", "b joins", "b syncs", "stable 2", "b assigned [0,1]",
            ]),
        Case(
            testDescription: "of two consumers with one instance id the older is fenced",
            isStatic: true,
            steps: {
                [
                    .start("a"), .start("b"), .wait(seconds: 10), .watch, .start("a2"), .wait(seconds: 20),
                ]
            },
            log: [
                "a2 joins", "a2 syncs", "a2 assigned [0]", "a's heartbeat: FENCED_INSTANCE_ID",
                "a ended: fencedInstanceID",
            ]),
        Case(
            testDescription: "a fenced consumer cannot commit",
            isStatic: true,
            steps: {
                [
                    .start("a"), .wait(seconds: 10), .watch, .pause("a"), .start("a2"), .wait(seconds: 5),
                    .commit("a", offset: 1), .resume("a"), .wait(seconds: 5),
                ]
            },
            log: [
                "a2 joins", "a2 syncs", "a2 assigned [0,1]",
                "a's commit: FENCED_INSTANCE_ID", "a's heartbeat: FENCED_INSTANCE_ID", "a commit: fencedInstanceID",
                "a ended: fencedInstanceID",
            ]),
    ]

    private static let coordinators = [
        Case(
            testDescription: "a commit is tried again until a coordinator is there",
            steps: {
                [
                    .start("a"), .wait(seconds: 10), .watch, .coordinator(isAvailable: false), .commit("a", offset: 0),
                    .wait(seconds: 20), .coordinator(isAvailable: true), .wait(seconds: 5),
                ]
            },
            log: ["a's commit stored", "a committed"]),
        Case(
            testDescription: "a commit without a coordinator ends with its time-out",
            steps: {
                [
                    .start("a"), .wait(seconds: 10), .watch, .coordinator(isAvailable: false), .commit("a", offset: 0),
                    .wait(seconds: 70),
                ]
            },
            log: ["a commit: timedOut"]),
        Case(
            testDescription: "sessions are not counted while there is no coordinator",
            steps: {
                [
                    .start("a"), .wait(seconds: 10), .watch, .coordinator(isAvailable: false), .crash("a"),
                    .wait(seconds: 30), .coordinator(isAvailable: true), .wait(seconds: 9),
                ]
            },
            log: []),
        Case(
            testDescription: "a round of joins that lost its coordinator is held again under the next one",
            steps: {
                [
                    .start("a"), .start("b"), .wait(seconds: 10), .pause("a"), .start("c"), .wait(seconds: 4), .watch,
                    .coordinator(isAvailable: false), .resume("a"), .wait(seconds: 1), .coordinator(isAvailable: true),
                    .wait(seconds: 10),
                ]
            },
            // Asked after 0, 0.1, 0.3 and 0.7 seconds: each wait is twice the one before.
            log: (0..<4).flatMap { _ in
                ["b's join: COORDINATOR_NOT_AVAILABLE", "c's join: COORDINATOR_NOT_AVAILABLE"]
            } + [
                "b joins", "c joins", "a's heartbeat: REBALANCE_IN_PROGRESS", "a revoked [0]", "a joins", "a syncs",
                "stable 2", "b syncs", "c syncs", "a assigned [0]", "b assigned [1]", "c assigned []",
            ]),
    ]
}
