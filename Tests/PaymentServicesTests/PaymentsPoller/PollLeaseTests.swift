import PaymentModel
import PortFakes
import ServicePorts
import Testing

@testable import PaymentServices

@Suite("A lease")
struct PollLeaseTests {
    /// Replicas that read and write one object in any order, with clocks that show anything but go equally fast.
    private struct Town {
        var record: LeaseRecord?
        var version: UInt64 = 0
        var replicas: [PollLease]
        let offsets: [Int64]
        /// Writes under way: who, on which condition, and when it was asked for by its own clock.
        var writes: [(replica: Int, condition: PutCondition, begun: Int64)] = []

        mutating func read(_ replica: Int, at now: Int64) {
            let own = now + offsets[replica]
            let action = replicas[replica].read(record, version: record == nil ? nil : version, now: own)
            if case .take(let condition) = action { writes.append((replica, condition, own)) }
        }

        mutating func write(_ position: Int) {
            let write = writes.remove(at: position)
            let holds = write.condition == (record == nil ? .absent : .version(version))
            guard holds else { return replicas[write.replica].lost() }
            version += 1
            record = replicas[write.replica].record
            replicas[write.replica].taken(begun: write.begun)
        }

        func holders(at now: Int64) -> [Int] {
            replicas.indices.filter { replicas[$0].isHeld(until: now + offsets[$0]) }
        }
    }

    @Test("is held by one replica at most, whatever clocks show and however long writes take", arguments: 0..<200)
    func oneHolder(_ seed: UInt64) {
        var chance = SplitMix(seed: seed)
        let count = 2 + Int(chance.next() % 3)
        var town = Town(
            replicas: (0..<count).map {
                PollLease(holder: EntityID(high: 1, low: UInt64($0)), time: .milliseconds(30))
            }, offsets: (0..<count).map { _ in Int64(chance.next() % 1_000_000_000) })
        var held = 0
        var now: Int64 = 0
        for _ in 0..<500 {
            now += Int64(chance.next() % 8_000_000)
            let pick = Int(chance.next() % UInt64(count))
            switch chance.next() % 4 {
            case 0 where !town.writes.isEmpty: town.write(Int(chance.next() % UInt64(town.writes.count)))
            case 1 where chance.next() % 20 == 0:
                // It dies and begins again under another name; what it has asked for may still be done.
                town.writes.removeAll { $0.replica == pick }
                town.replicas[pick] = PollLease(
                    holder: EntityID(high: 2, low: chance.next()), time: .milliseconds(30))
            default: town.read(pick, at: now)
            }
            let holders = town.holders(at: now)
            #expect(holders.count <= 1)
            held += holders.count
        }
        #expect(held > 5, "A lease that nobody holds proves nothing.")
    }

    private func read(
        _ record: LeaseRecord?, _ version: UInt64?, _ now: Int64, by lease: inout PollLease
    ) -> PollLease.Action {
        lease.read(record, version: version, now: now)
    }

    @Test("that was given back is free at once; another's when its time is over, counted from the first sight of it")
    func free() {
        var lease = PollLease(holder: EntityID(high: 1, low: 1), time: .seconds(30))
        let (own, other) = (lease.record, LeaseRecord(holder: EntityID(high: 1, low: 2), milliseconds: 5_000))
        #expect(read(nil, nil, 0, by: &lease) == .take(.absent))
        #expect(read(LeaseRecord(holder: nil, milliseconds: 5_000), 3, 0, by: &lease) == .take(.version(3)))
        #expect(read(other, 4, 1_000_000_000, by: &lease) == .standBy)
        #expect(read(other, 4, 5_999_999_999, by: &lease) == .standBy)
        #expect(read(other, 4, 6_000_000_000, by: &lease) == .take(.version(4)))
        #expect(read(other, 5, 6_000_000_000, by: &lease) == .standBy)
        #expect(read(own, 6, 6_000_000_000, by: &lease) == .take(.version(6)))
    }

    @Test("reads back from its bytes")
    func bytes() throws {
        for holder in [nil, EntityID(high: 1, low: 2)] {
            let record = LeaseRecord(holder: holder, milliseconds: 30_000)
            #expect(try LeaseRecord(wireBytes: record.wireBytes()) == record)
        }
    }

    @Test("is taken before the first loop, kept from others, and given back at the end")
    func keeper() async throws {
        let (store, fakes) = (FakeStore(), FakeSurroundings())
        var configuration = PollerConfiguration()
        configuration.division = .lease
        let keepers = (0..<2).map { _ in LeaseKeeper(configuration, store: store, surroundings: fakes.surroundings) }
        // A clock that nobody waits on ends the keeping at its first turn.
        fakes.clock.end(after: .zero)
        try await keepers[0].keepingLease {
            #expect(keepers[0].covers(.seconds(29)))
            #expect(!keepers[0].covers(.seconds(30)))
            try await keepers[1].keepingLease { #expect(!keepers[1].covers(.zero)) }
            let record: LeaseRecord? = try await store.get(configuration.leaseKey)?.body.decode()
            #expect(record?.holder != nil)
        }
        let record: LeaseRecord? = try await store.get(configuration.leaseKey)?.body.decode()
        #expect(record == LeaseRecord(holder: nil, milliseconds: 30_000))
        #expect(!keepers[0].covers(.zero))
    }
}
