import ServicePorts
import Testing

@testable import KafkaSimulation

/// Cases of Kafka's own tests (`RangeAssignorTest`, `RoundRobinAssignorTest`, `AbstractStickyAssignorTest`,
/// `CooperativeStickyAssignorTest`) and of KIP-54, KIP-341, KIP-345 and KIP-429, with the results they expect.
@Suite struct AssignorTests {
    /// A member: its id, its topics, what it holds as `topic-partition`, in which generation.
    private func member(
        _ id: String, _ topics: String..., owns owned: String = "", in generation: Int32? = nil,
        instance: String? = nil
    ) -> Subscription {
        Subscription(
            memberID: id, instanceID: instance, topics: topics, owned: partitions(owned), generation: generation)
    }

    private func partitions(_ text: String) -> [TopicPartition] {
        text.split(separator: " ").map { name in
            let parts = name.split(separator: "-")
            return TopicPartition(topic: String(parts[0]), partition: Int32(parts[1])!)
        }
    }

    private func assign(
        _ assignor: ConsumerSettings.Assignor, _ members: [Subscription], _ counts: [String: Int32]
    ) -> [String] {
        assignor.assign(members) { counts[$0] ?? 0 }.map { assigned in
            assigned.map { "\($0.topic)-\($0.partition)" }.joined(separator: " ")
        }
    }

    // MARK: Range

    /// The example in the documentation of `RangeAssignor`.
    @Test("Range agrees with its documentation")
    func rangeAgreesWithItsDocumentation() {
        let members = [member("C0", "t0", "t1"), member("C1", "t0", "t1")]
        #expect(assign(.range, members, ["t0": 3, "t1": 3]) == ["t0-0 t0-1 t1-0 t1-1", "t0-2 t1-2"])
    }

    /// `RangeAssignorTest.testMultipleConsumersMixedTopics`.
    @Test("Range gives only subscribed topics")
    func rangeGivesOnlySubscribedTopics() {
        let members = [member("consumer1", "t1"), member("consumer2", "t1", "t2"), member("consumer3", "t1")]
        #expect(assign(.range, members, ["t1": 3, "t2": 2]) == ["t1-0", "t1-1 t2-0 t2-1", "t1-2"])
    }

    @Test("Range goes by member id and leaves superfluous members idle")
    func rangeGoesByMember() {
        #expect(
            assign(.range, [member("b", "t"), member("c", "t"), member("a", "t")], ["t": 2]) == ["t-1", "", "t-0"])
    }

    /// `RangeAssignorTest.testTwoStaticConsumersTwoTopicsSixPartitions` and
    /// `testOneStaticConsumerAndOneDynamicConsumerTwoTopicsSixPartitions` (KIP-345).
    @Test("Static members come first in order of instance")
    func staticMembersCome() {
        let both = [
            member("consumer-b", "t1", "t2", instance: "instance1"),
            member("consumer-a", "t1", "t2", instance: "instance2"),
        ]
        let one = [member("consumer-b", "t1", "t2", instance: "instance1"), member("consumer-a", "t1", "t2")]
        for members in [both, one] {
            #expect(assign(.range, members, ["t1": 3, "t2": 3]) == ["t1-0 t1-1 t2-0 t2-1", "t1-2 t2-2"])
            #expect(assign(.roundRobin, members, ["t1": 3, "t2": 3]) == ["t1-0 t1-2 t2-1", "t1-1 t2-0 t2-2"])
        }
    }

    // MARK: Round robin

    /// `RoundRobinAssignorTest.testTwoDynamicConsumersTwoTopicsSixPartitions`.
    @Test("Round robin goes round across topics")
    func roundRobinGoesRoundAcrossTopics() {
        let members = [member("consumer1", "t1", "t2"), member("consumer2", "t1", "t2")]
        #expect(assign(.roundRobin, members, ["t1": 3, "t2": 3]) == ["t1-0 t1-2 t2-1", "t1-1 t2-0 t2-2"])
    }

    /// `RoundRobinAssignorTest.testMultipleConsumersMixedTopics`.
    @Test("Round robin passes over who does not subscribe")
    func roundRobinPasses() {
        let members = [member("consumer1", "t1"), member("consumer2", "t1", "t2"), member("consumer3", "t1")]
        #expect(assign(.roundRobin, members, ["t1": 3, "t2": 2]) == ["t1-0", "t1-1 t2-0 t2-1", "t1-2"])
    }

    /// `RoundRobinAssignorTest.testStaticMemberAssignmentPersistent`.
    @Test("Static members keep theirs when a dynamic one is replaced")
    func staticMembersKeep() {
        func members(_ dynamic: String) -> [Subscription] {
            (1...3).map { member("consumer\($0)", "t1", "t2", instance: "instance\($0)") } + [
                member(dynamic, "t1", "t2")
            ]
        }
        let expected = ["t1-0 t2-1", "t1-1 t2-2", "t1-2", "t2-0"]
        #expect(assign(.roundRobin, members("consumer4"), ["t1": 3, "t2": 3]) == expected)
        #expect(assign(.roundRobin, members("consumer0"), ["t1": 3, "t2": 3]) == expected)
    }

    // MARK: Sticky, all with the same topics

    /// `testTwoConsumersTwoTopicsSixPartitions`.
    @Test("A first sticky assignment is that of round robin")
    func aFirstStickyAssignment() {
        let members = [member("consumer1", "t1", "t2"), member("consumer2", "t1", "t2")]
        #expect(assign(.sticky, members, ["t1": 3, "t2": 3]) == ["t1-0 t1-2 t2-1", "t1-1 t2-0 t2-2"])
    }

    /// `testAddRemoveTwoConsumersTwoTopics`.
    @Test("Sticky members keep what balance allows")
    func stickyMembersKeepWhatBalanceAllows() {
        let counts: [String: Int32] = ["t1": 3, "t2": 4]
        let two = assign(.sticky, [member("consumer1", "t1", "t2"), member("consumer2", "t1", "t2")], counts)
        #expect(two == ["t1-0 t1-2 t2-1 t2-3", "t1-1 t2-0 t2-2"])
        let four = assign(
            .sticky,
            [
                member("consumer1", "t1", "t2", owns: two[0], in: 1),
                member("consumer2", "t1", "t2", owns: two[1], in: 1),
                member("consumer3", "t1", "t2", in: 1), member("consumer4", "t1", "t2", in: 1),
            ], counts)
        #expect(four == ["t1-0 t1-2", "t1-1 t2-0", "t2-1 t2-3", "t2-2"])
        let left = assign(
            .sticky,
            [
                member("consumer3", "t1", "t2", owns: four[2], in: 1),
                member("consumer4", "t1", "t2", owns: four[3], in: 1),
            ], counts)
        #expect(left == ["t2-1 t2-3 t1-0 t2-0", "t2-2 t1-1 t1-2"])
    }

    /// `testConsumerOwningMinQuotaExpectedMaxQuota` and `testAllConsumersAreUnderMinQuota`.
    @Test("Sticky members are filled up to their share")
    func stickyMembersAreFilled() {
        let counts: [String: Int32] = ["t1": 2, "t2": 3]
        let atFloor = [
            member("consumer1", "t1", "t2", owns: "t1-0 t2-1", in: 1),
            member("consumer2", "t1", "t2", owns: "t1-1 t2-2", in: 1),
        ]
        #expect(assign(.sticky, atFloor, counts) == ["t1-0 t2-1 t2-0", "t1-1 t2-2"])
        let below = [
            member("consumer1", "t1", "t2", owns: "t1-0", in: 1), member("consumer2", "t1", "t2", owns: "t1-1", in: 1),
            member("consumer3", "t1", "t2", in: 1),
        ]
        #expect(assign(.sticky, below, counts) == ["t1-0 t2-1", "t1-1 t2-2", "t2-0"])
    }

    /// KIP-341: what a member held in an older generation is no claim.
    @Test("A zombie's claim does not count")
    func aZombiesClaimDoesNotCount() {
        let members = [
            member("consumer1", "t", owns: "t-0 t-2", in: 1), member("consumer2", "t", owns: "t-1", in: 2),
            member("consumer3", "t", owns: "t-2", in: 2),
        ]
        #expect(assign(.sticky, members, ["t": 3]) == ["t-0", "t-1", "t-2"])
    }

    // MARK: Sticky, with different topics

    /// `testMultipleConsumersMixedTopicSubscriptions`.
    @Test("Partitions with few readers are given first")
    func partitionsWithFewReaders() {
        let members = [member("consumer1", "t1"), member("consumer2", "t1", "t2"), member("consumer3", "t1")]
        #expect(assign(.sticky, members, ["t1": 3, "t2": 2]) == ["t1-0 t1-2", "t2-0 t2-1", "t1-1"])
    }

    /// KIP-54, example 2: `testPoorRoundRobinAssignmentScenario`.
    @Test("Sticky is balanced where round robin is not")
    func stickyIsBalancedWhere() {
        let all = ["t1", "t2", "t3", "t4", "t5"]
        let members = [
            Subscription(memberID: "consumer1", topics: all), member("consumer2", "t1", "t3", "t5"),
            member("consumer3", "t1", "t3", "t5"), Subscription(memberID: "consumer4", topics: all),
        ]
        let counts: [String: Int32] = ["t1": 2, "t2": 1, "t3": 2, "t4": 1, "t5": 2]
        #expect(assign(.roundRobin, members, counts) == ["t1-0 t3-0 t5-0", "t1-1 t3-1 t5-1", "", "t2-0 t4-0"])
        #expect(assign(.sticky, members, counts) == ["t2-0 t3-0", "t1-0 t3-1", "t1-1 t5-0", "t4-0 t5-1"])
    }

    /// `testReassignmentAfterOneConsumerLeaves`: nothing of the others moves but to take over what has become free.
    @Test("A member that leaves does not mix up the others")
    func aMemberThatLeavesDoesNotMix() {
        let counts = Dictionary(uniqueKeysWithValues: (1..<20).map { ("t\($0 + 10)", Int32($0)) })
        func subscriptions(_ owned: [String]) -> [Subscription] {
            (1..<20).map { number in
                Subscription(
                    memberID: "consumer\(number + 10)", topics: (1...number).map { "t\($0 + 10)" },
                    owned: owned.isEmpty ? [] : partitions(owned[number - 1]), generation: owned.isEmpty ? nil : 1)
            }
        }
        let before = assign(.sticky, subscriptions([]), counts)
        var members = subscriptions(before)
        members.remove(at: 9)
        let after = assign(.sticky, members, counts)
        #expect(after.flatMap(partitions).count == 190)
        #expect(Set(after.flatMap(partitions)).count == 190)
        var kept = before
        kept.remove(at: 9)
        let stayed = zip(kept, after).map { Set(partitions($0)).intersection(partitions($1)).count }
        #expect(stayed.reduce(0, +) == 190 - partitions(before[9]).count)
    }

    /// `testSubscriptionNotEqualAndAssignSamePartitionWith3Generation`.
    @Test(
        "Of several claims the newest counts",
        arguments: [[1, 2, 3], [1, 3, 2], [2, 1, 3], [2, 3, 1], [3, 1, 2], [3, 2, 1]] as [[Int32]])
    func ofSeveralClaimsTheNewestCounts(generations: [Int32]) {
        let members = [
            member("consumer1", "t", owns: "t-0 t-2", in: generations[0]),
            member("consumer2", "t", owns: "t-1 t-2 t-3", in: generations[1]),
            member("consumer3", "t", owns: "t-2 t-4 t-5", in: generations[2]),
            member("consumer4", "u", owns: "u-0", in: 2),
        ]
        let assigned = assign(.sticky, members, ["t": 6, "u": 1]).map(partitions)
        #expect(Set(assigned.joined()).count == 7)
        #expect(assigned.joined().count == 7)
        #expect(assigned.allSatisfy { (1...2).contains($0.count) })
    }

    // MARK: Cooperative

    /// KIP-429 and `CooperativeStickyAssignorTest`: what moves is given to nobody until it has been let go.
    @Test("A partition that moves is first taken and then given")
    func aPartitionThatMovesIsFirst() {
        let first = [member("consumer1", "t", owns: "t-0 t-1 t-2", in: 1), member("consumer2", "t", in: 1)]
        #expect(assign(.cooperativeSticky, first, ["t": 3]) == ["t-0 t-1", ""])
        let second = [member("consumer1", "t", owns: "t-0 t-1", in: 2), member("consumer2", "t", in: 2)]
        #expect(assign(.cooperativeSticky, second, ["t": 3]) == ["t-0 t-1", "t-2"])
    }

    @Test("What a lost member held is given at once")
    func whatALostMemberHeld() {
        let members = [member("consumer1", "t", owns: "t-0", in: 3), member("consumer3", "t", in: 3)]
        #expect(assign(.cooperativeSticky, members, ["t": 2]) == ["t-0", "t-1"])
    }
}
