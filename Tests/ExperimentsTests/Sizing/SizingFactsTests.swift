import Scenarios
import Testing

@testable import Experiments

@Suite("What else an answer tells")
struct SizingFactsTests {
    @Test("Replicas beyond the partitions of their topic are idle, and others are not")
    func idle() throws {
        func idle(_ settings: [String]) throws -> [IdleReplicas] {
            IdleReplicas.of(try Scenario(text: "name: x\n", settings: settings))
        }
        #expect(try idle(["kafka.partitions=6", "services.proxy.replicas=6"]).isEmpty)
        let found = try idle(["kafka.partitions=6", "services.proxy.replicas=8", "services.checkout_api.replicas=9"])
        #expect(found.count == 1)
        #expect(found[0].idle == 2 && found[0].replicas == 8 && found[0].service.contains("proxy"))
    }

    private func scenario(lasting seconds: Int) throws -> Scenario {
        try Scenario(text: "name: x\n", settings: ["duration=\(seconds)s", "healing=0s"])
    }

    @Test("Near 90 s lateness jumps where 39, 40 and 41 loops make up an hour")
    func resonance() throws {
        let found = Resonance.nearest(to: 90, in: try scenario(lasting: 100_000))
        #expect(found.map(\.loops) == [41, 40, 39] && found.allSatisfy { $0.step == .seconds(3_600) })
        #expect(found[1].loopTime == 90)
        #expect(try Resonance.nearest(to: 7_000, in: scenario(lasting: 100_000)).map(\.loops) == [3, 2, 1])
    }

    @Test(
        "The step that counts is that of the oldest payments of the run",
        arguments: [(200, 60), (800, 300), (90_000, 3_600), (900_000, 21_600), (9_000_000, 21_600)])
    func steps(length: Int, step: Int) throws {
        let found = Resonance.nearest(to: 45, in: try scenario(lasting: length))
        #expect(found.first?.step == .seconds(step))
    }

    private func cells(_ count: Int, salt: UInt64 = 0) -> CellAudit {
        CellAudit(
            (0..<count).map {
                .init(
                    point: $0 / 5, settings: ["a=\($0 / 5)"], seed: UInt64($0 % 5), replication: 0,
                    traceHash: UInt64($0) + salt)
            })
    }

    @Test("An audit draws each cell at most once, the same for the same answer and others for another")
    func audit() {
        let drawn = cells(100).drawn(3)
        #expect(drawn.count == 3 && Set(drawn).count == 3 && drawn == drawn.sorted())
        #expect(cells(100).drawn(3) == drawn)
        #expect((1..<5).contains { cells(100, salt: UInt64($0)).drawn(3) != drawn })
        #expect(cells(7).drawn(20) == Array(0..<7))
        #expect(cells(100).hash != cells(100, salt: 1).hash)
        let all = (0..<400).reduce(into: Set<Int>()) { $0.formUnion(cells(20, salt: UInt64($1)).drawn(2)) }
        #expect(all.count == 20)
    }
}
