import KafkaSimulation
import ServicePorts
import SimulationSamples
import Testing
import VirtualTime

@Suite("Members that join and die")
struct DeadMembersTests {
    @Test("A group whose only consumer dies each second ends its first round all the same, and gives up the dead")
    func theDeadAreGivenUp() throws {
        let cluster = Cluster()
        var settings = Cluster.settings()
        settings.maxPollInterval = .seconds(60)
        settings.sessionTimeout = .seconds(10)
        let replica = Replica(named: "reader-1", in: cluster.simulation) { process in
            do { try cluster.startReader(in: process, settings) } catch { Issue.record(error) }
        }
        replica.start()
        for _ in 0..<300 {
            cluster.simulation.run(for: .seconds(1))
            replica.restart(after: .milliseconds(500))
        }
        #expect(replica.incarnations == 300)
        let evictions = cluster.kafka.counters.evictions
        #expect(evictions > 200, "Of three hundred \(300 - evictions) are still members.")
    }
}
