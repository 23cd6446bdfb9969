import Containers
import ServicePorts
import SimulationSamples
import Testing
import VirtualTime

@testable import KafkaSimulation

/// The coordinators by themselves: members that join, sync and commit by hand, and no records anywhere.
@Suite struct GroupCoordinatorTests {
    private final class Listener: GroupListener {
        var released: [MemberID] = []
        var committed: [LogID] = []

        func released(_ member: MemberID) { released.append(member) }
        func committed(_ offset: Int64, on log: LogID, by member: GroupMember) { committed.append(log) }
        func pollTimesOut(of member: MemberID) {}
    }

    private final class Play {
        let simulation = Simulation(.init(seed: 1))
        let listener = Listener()
        let faults: ActiveFaults
        let coordinator: GroupCoordinator
        var events: [GroupEvent.Kind] = []
        static let partition = TopicPartition(topic: "t", partition: 0)

        init(brokers: Int = 1) {
            var model = KafkaModel(topics: [])
            model.brokers = brokers
            model.coordinatorLatency = .constant(.milliseconds(2))
            faults = ActiveFaults(in: simulation)
            coordinator = GroupCoordinator(model, topics: 1, logs: 2, faults, in: simulation)
            coordinator.listener = listener
            coordinator.register()
            coordinator.onEvent = { [unowned self] in events.append($0.kind) }
        }

        func member(_ name: String, group: String = "readers") -> GroupMember {
            var settings = ConsumerSettings(groupID: group)
            settings.sessionTimeout = .seconds(10)
            return coordinator.addMember(settings, of: simulation.makeProcess(named: name))
        }

        func join(_ member: GroupMember) {
            let request = GroupMembership.JoinRequest(
                id: member.id, isKnown: member.isKnown, assignors: [.range],
                subscription: Subscription(memberID: member.name, instanceID: nil, topics: ["t"]))
            coordinator.sendJoin(request, of: member)
        }

        /// Joins and syncs a first member, which leads and takes all.
        func settle(_ member: GroupMember) throws {
            join(member)
            run(seconds: 10)
            guard case .joined(let generation, _, let requests) = try #require(member.joinAnswer) else {
                Issue.record("It was refused.")
                return
            }
            member.generation = generation
            member.isKnown = true
            let assignments = try #require(requests).map { ($0.id, [Self.partition]) }
            coordinator.sendSync(assignments, of: member)
            run(seconds: 1)
            member.standing = .member
        }

        func commit(_ offset: Int64, by member: GroupMember) -> SlotToken {
            coordinator.sendCommit([(log: 1, offset: offset)], of: member, awaitsAnswer: true).token
        }

        func run(seconds: Int64) { simulation.run(for: .seconds(seconds)) }
    }

    @Test("a first member leads after the initial delay, and what it divides is answered to its sync")
    func aFirstMemberLeads() throws {
        let play = Play()
        let member = play.member("a")
        try play.settle(member)
        #expect(member.syncAnswer == .assigned([Play.partition]))
        #expect(play.events == [.join, .sync, .stable(generation: 1)])
        #expect(play.coordinator.counters.rebalances == 1)
    }

    @Test("a commit is stored for its group alone, and told")
    func commitsAreStored() throws {
        let play = Play()
        let member = play.member("a")
        _ = play.member("b", group: "others")
        play.coordinator.subscribe(member.group, to: 0)
        try play.settle(member)
        let commit = play.commit(7, by: member)
        play.run(seconds: 1)
        #expect(play.coordinator.commits[commit].answer == .accepted)
        #expect(member.group.committed[1] == 7)
        #expect(play.coordinator.group(ofKnown: "others")?.committed[1] == -1)
        #expect(play.listener.committed == [1])
        #expect(play.coordinator.leastCommitted(on: 1, of: 0) == 7)
    }

    @Test("a commit of another generation stores nothing")
    func staleCommitsAreRefused() throws {
        let play = Play()
        let member = play.member("a")
        try play.settle(member)
        member.generation = 0
        let commit = play.commit(7, by: member)
        play.run(seconds: 1)
        #expect(play.coordinator.commits[commit].answer == .refused(.illegalGeneration))
        #expect(play.listener.committed == [])
        #expect(play.coordinator.counters.commitsRefused == 1)
    }

    @Test("a member whose process dies reads no more at once, and is no member when its session is over")
    func theDeadAreEvicted() throws {
        let play = Play()
        let member = play.member("a")
        try play.settle(member)
        play.simulation.run(for: .seconds(1))
        member.process.crash()
        play.run(seconds: 1)
        #expect(play.listener.released == [member.id])
        #expect(member.group.membership.contains(member.id))
        play.run(seconds: 15)
        #expect(!member.group.membership.contains(member.id))
        #expect(play.coordinator.counters.evictions == 1)
        #expect(play.coordinator.members[member.id] == nil)
    }

    @Test("while its coordinator is out a group is dead, and afterwards it is what was written down")
    func outages() throws {
        let play = Play()
        let member = play.member("a")
        try play.settle(member)
        let outage = play.faults.add(.coordinatorOutage(groups: "read*"), named: nil)
        play.coordinator.coordinatorsChanged()
        #expect(!member.group.isCoordinatorAvailable)
        let commit = play.commit(7, by: member)
        play.run(seconds: 1)
        #expect(play.coordinator.commits[commit].answer == .refused(.coordinatorNotAvailable))
        _ = play.faults.remove(outage)
        play.coordinator.coordinatorsChanged()
        #expect(member.group.isCoordinatorAvailable)
        #expect(member.group.membership.generation == 1)
        #expect(member.group.membership.contains(member.id))
    }

    @Test("groups follow the broker that coordinates them to the next one that runs")
    func coordinatorsMove() throws {
        let play = Play(brokers: 3)
        let member = play.member("a", group: "a")
        let home = CoordinatorPlacement.home(ofGroup: "a", among: 3)
        play.coordinator.coordinatorStopped(home)
        #expect(!member.group.isCoordinatorAvailable)
        #expect(!play.member("b", group: "a").group.isCoordinatorAvailable)
        play.coordinator.electCoordinators { $0 != home }
        #expect(member.group.isCoordinatorAvailable)
        play.coordinator.electCoordinators { _ in true }
        play.coordinator.coordinatorStopped(BrokerID((home.number + 1) % 3))
        #expect(!member.group.isCoordinatorAvailable, "Who stood in keeps the group.")
    }
}
