import Foundation
import ServiceLifecycle
import SimulationTestKit
import Testing

// What stands in the articles, as an outsider would write it: each block of code of theirs is a piece of this file.

// MARK: Test your own consumer

struct OrderPlaced: CodableWireValue {
    var id, cents: Int
}

struct Ledger: Service {
    let consumer: any EventConsumer<OrderPlaced>
    let store: any ObjectStore

    func run() async throws {
        try await consumer.subscribe(to: ["orders"], listener: nil)
        while true {
            for record in try await consumer.poll(timeout: .seconds(1)) {
                guard case .event(let order) = record.value else { continue }
                try await store.put("\(order.id)", .value(order), condition: .none)
            }
        }
    }
}

func startLedger(named name: String, in world: SimulatedWorld) -> Replica {
    let replica = Replica(named: name, in: world) { ports in
        var settings = ConsumerSettings(groupID: "ledger")
        settings.autoOffsetReset = .earliest
        return Ledger(consumer: try ports.makeConsumer(settings), store: ports.makeStore(bucket: "ledger"))
    }
    replica.start()
    return replica
}

@Test("Every order is entered, and what is no order stops nobody")
func everyOrderIsEntered() async throws {
    try await simulate(seeds: 0..<20) { world in
        try world.addTopic("orders")
        _ = startLedger(named: "ledger-1", in: world)
        try world.kafka.produceFromWorld(topic: "orders", key: nil, payload: .bytes(Array("no order".utf8)))
        for id in 1...4 { try world.publish(OrderPlaced(id: id, cents: 250), to: "orders") }
        try world.run(for: .seconds(30))
        #expect(world.store().objectCount(bucket: "ledger") == 4)
        #expect(world.kafka.lag(group: "ledger") == 0)
    }
}

// MARK: Two replicas and a crash

@Test("Two ledgers lose no order when one of them crashes, wherever it is in its work")
func twoReplicasAndACrash() async throws {
    try await simulate(seeds: 0..<50) { world in
        try world.addTopic("orders", partitions: 4)
        let replicas = (1...2).map { startLedger(named: "ledger-\($0)", in: world) }
        for id in 1...100 {
            world.at(.seconds(id)) { try world.publish(OrderPlaced(id: id, cents: 250), to: "orders", key: "\(id)") }
        }
        var chance = world.simulation.stream("test/crash")
        world.at(Distribution.uniform(.seconds(10), .seconds(90)).sample(&chance)) {
            replicas[0].restart(after: .seconds(10))
        }
        try world.run(for: .seconds(240))
        #expect(world.store().objectCount(bucket: "ledger") == 100)
        #expect(world.kafka.lag(group: "ledger") == 0)
        #expect(replicas.map(\.incarnations) == [2, 1])
    }
}

// MARK: A slow peer and a time-out

struct Price: CodableWireValue {
    var cents: Int
}

struct PriceDesk {
    let caller: any HTTPCaller

    /// The price of the day, or that of the catalogue when nobody tells it within two seconds.
    func price() async throws -> Int {
        let request = HTTPRequestHead(method: .get, scheme: "http", authority: "prices.test", path: "/tea")
        do {
            let reply = try await caller.call(request, body: .empty, timeout: .seconds(2))
            return try reply.body.decode(as: Price.self).cents
        } catch HTTPCallError.timedOut {
            return 300
        }
    }
}

@Test("Who waits behind another one at a slow host gives up after two seconds")
func aSlowPeer() async throws {
    try await simulate(seeds: 0..<20) { world in
        let slow = HostModel(workers: 1, serviceTime: .constant(.milliseconds(1_500)))
        world.host("prices.test", slow) { _, _ in HTTPReply(.ok, body: .value(Price(cents: 250))) }
        #expect(try world.run { try await PriceDesk(caller: $0.makeCaller()).price() } == 250)
        world.start(named: "other") { _ = try await PriceDesk(caller: $0.makeCaller()).price() }
        try world.run(for: .milliseconds(500))
        let before = world.elapsed
        #expect(try world.run { try await PriceDesk(caller: $0.makeCaller()).price() } == 300)
        #expect(world.elapsed - before == .seconds(2))
    }
}

// MARK: The articles

@Suite("The articles of the kit")
struct DocumentationTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../..").standardizedFileURL

    /// The blocks of code of an article.
    private func blocks(of article: String) throws -> [String] {
        let page = Self.root.appendingPathComponent("Sources/SimulationTestKit/SimulationTestKit.docc/\(article).md")
        let text = try String(contentsOf: page, encoding: .utf8)
        return text.components(separatedBy: "```swift\n").dropFirst().map { $0.components(separatedBy: "```")[0] }
    }

    @Test(
        "The code in them is the code tested here, and no example is longer than forty lines",
        arguments: [("TestYourOwnConsumer", 2), ("TwoReplicasAndACrash", 1), ("ASlowPeerAndATimeOut", 2)])
    func theCodeIsTheCodeTestedHere(article: String, count: Int) throws {
        let tested = try String(contentsOfFile: #filePath, encoding: .utf8)
        let blocks = try blocks(of: article)
        #expect(blocks.count == count)
        for block in blocks { #expect(tested.contains(block), "\(block)") }
        #expect(blocks.reduce(0) { $0 + $1.count(where: \.isNewline) } <= 40)
    }

    @Test("The package that they show is the one that is built")
    func thePackageIsTheOneThatIsBuilt() throws {
        let package = Self.root.appendingPathComponent("Tests/SampleTeam/Package.swift")
        #expect(try blocks(of: "PackageForYourTests") == [String(contentsOf: package, encoding: .utf8)])
    }
}
