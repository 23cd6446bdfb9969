import ServicePorts
import SimulationSamples
import Testing
import VirtualTime

@testable import StorageSimulation

/// A store that takes 2 ms for a get, 4 ms for a put and 6 ms for a list, and acts half way.
@Suite("A fault of a store")
struct StoreFaultTests {
    private let simulation: Simulation
    private let store: SimulatedObjectStore
    private let seen = Box<[String]>([])

    init() { (simulation, store) = Self.makeStore() }

    private static func makeStore(seed: UInt64 = 1, wire: PayloadForm = .typed) -> (Simulation, SimulatedObjectStore) {
        let simulation = Simulation(.init(seed: seed))
        var model = ObjectStoreModel(
            getLatency: .constant(.milliseconds(2)), putLatency: .constant(.milliseconds(4)),
            listLatency: .constant(.milliseconds(6)))
        model.wire = wire
        return (simulation, SimulatedObjectStore(model, in: simulation))
    }

    private func inject(on buckets: NamePattern = "payments", _ change: (inout StoreFaults) -> Void) -> FaultID {
        var faults = StoreFaults()
        change(&faults)
        return store.inject(faults, on: buckets)
    }

    /// Runs a process that uses the bucket `payments`; what it throws is noted.
    private func use(_ body: @escaping @Sendable (any ObjectStore, SimulatedProcess) async throws -> Void) {
        let process = simulation.makeProcess(named: "proxy")
        let bucket = store.makeStore(for: process, bucket: "payments")
        process.start { [seen] in
            do { try await body(bucket, process) } catch { seen.value.append("\(error)") }
        }
        simulation.run()
    }

    private static func text(_ object: StoredObject?) throws -> String {
        try object?.body.decode(as: Note.self).text ?? "nothing"
    }

    @Test("delays every request until it ends")
    func delays() {
        let fault = inject { $0.addedLatency = .constant(.milliseconds(10)) }
        use { [seen, simulation] bucket, _ in
            try await bucket.put("a", .value(Note("1")), condition: .none)
            seen.value.append("\(simulation.now.nanoseconds / 1_000_000)")
            _ = try await bucket.get("a")
            seen.value.append("\(simulation.now.nanoseconds / 1_000_000)")
        }
        store.remove(fault)
        use { [seen, simulation] bucket, _ in
            _ = try await bucket.get("a")
            seen.value.append("\(simulation.now.nanoseconds / 1_000_000)")
        }
        #expect(seen.value == ["14", "26", "28"])
        #expect(store.hits(of: fault) == FaultHits(exposed: 2, hit: 2, added: .milliseconds(20)))
    }

    @Test("lets a write fail before it was done, and leaves reads alone")
    func failsBefore() throws {
        try store.place(bucket: "payments", key: "a", .value(Note("0")))
        let fault = inject { $0.writeFailed = .always }
        use { [seen] bucket, _ in
            do { try await bucket.put("a", .value(Note("1")), condition: .none) } catch {
                seen.value.append("\(error)")
            }
            do { try await bucket.delete("a") } catch { seen.value.append("\(error)") }
            seen.value.append(try Self.text(try await bucket.get("a")))
        }
        #expect(seen.value == ["unavailable", "unavailable", "0"])
        #expect(store.hits(of: fault).hit == 2)
        #expect(store.counters.puts == 0)
    }

    @Test("loses the answer of a write that was done")
    func failsAfter() {
        let fault = inject { $0.writeAnswerLost = .always }
        use { [seen] bucket, _ in
            do { try await bucket.put("a", .value(Note("1")), condition: .absent) } catch {
                seen.value.append("\(error)")
            }
            do { try await bucket.put("a", .value(Note("2")), condition: .absent) } catch {
                seen.value.append("\(error)")
            }
            seen.value.append(try Self.text(try await bucket.get("a")))
        }
        #expect(seen.value == ["unavailable", "preconditionFailed(key: \"a\")", "1"])
        #expect(store.hits(of: fault).exposed == 3)
    }

    @Test("makes its share of all requests unavailable")
    func unavailable() {
        let fault = inject { $0.unavailable = Ratio(1, in: 4) }
        use { [seen] bucket, _ in
            for _ in 0..<200 { do { _ = try await bucket.get("a") } catch { seen.value.append("\(error)") } }
        }
        #expect((30...70).contains(seen.value.count))
        #expect(store.hits(of: fault) == FaultHits(exposed: 200, hit: UInt64(seen.value.count)))
        #expect(store.counters.unavailable == UInt64(seen.value.count))
    }

    @Test("shows the version before the last write for a while, and what is stored afterwards")
    func readsOldVersions() throws {
        try store.place(bucket: "payments", key: "a", .value(Note("0")))
        let fault = inject { $0.staleRead = .init(share: .always, window: .seconds(1)) }
        use { [seen] bucket, process in
            func read(_ key: String) async throws { seen.value.append(try Self.text(try await bucket.get(key))) }
            try await read("a")
            try await bucket.put("a", .value(Note("1")), condition: .none)
            try await read("a")
            try await bucket.put("a", .value(Note("2")), condition: .none)
            try await read("a")
            try await process.clock.sleep(for: .seconds(1))
            try await read("a")
            try await bucket.put("b", .value(Note("new")), condition: .none)
            try await read("b")
            try await bucket.delete("a")
            try await read("a")
            try await process.clock.sleep(for: .seconds(1))
            try await read("a")
            try await read("b")
        }
        #expect(seen.value == ["0", "0", "1", "2", "nothing", "2", "nothing", "new"])
        #expect(store.hits(of: fault).hit == 4)
        store.remove(fault)
        use { [seen] bucket, _ in
            try await bucket.put("b", .value(Note("newer")), condition: .none)
            seen.value.append(try Self.text(try await bucket.get("b")))
        }
        #expect(seen.value.last == "newer")
    }

    @Test("that shows an old version loses an update without a condition; compare-and-swap refuses it")
    func compareAndSwapSeesThroughOldVersions() throws {
        func run(conditional: Bool) throws -> [String] {
            let (simulation, store) = Self.makeStore()
            try store.place(bucket: "payments", key: "a", .value(Note("0")))
            var faults = StoreFaults()
            faults.staleRead = .init(share: .always, window: .seconds(1))
            store.inject(faults, on: "payments")
            let process = simulation.makeProcess(named: "proxy")
            let bucket = store.makeStore(for: process, bucket: "payments")
            let seen = Box<[String]>([])
            process.start {
                do {
                    try await bucket.put("a", .value(Note("0,1")), condition: .none)
                    let read = try await bucket.get("a")!
                    let text = try Self.text(read)
                    try await bucket.put(
                        "a", .value(Note("\(text),2")), condition: conditional ? .version(read.version) : .none)
                } catch { seen.value.append("\(error)") }
            }
            simulation.run()
            return try seen.value + [Self.text(store.peek(bucket: "payments", key: "a"))]
        }
        #expect(try run(conditional: false) == ["0,2"])
        #expect(try run(conditional: true) == ["preconditionFailed(key: \"a\")", "0,1"])
    }

    @Test("hides new keys from listings until their time has come, and old ones never")
    func listsLag() throws {
        try store.place(bucket: "payments", key: "x/old", .empty)
        let fault = inject { $0.listLag = .seconds(5) }
        use { [seen] bucket, process in
            func list() async throws { seen.value.append(try await bucket.list(prefix: "x/").joined(separator: " ")) }
            try await bucket.put("x/new", .empty, condition: .none)
            try await bucket.put("x/old", .empty, condition: .none)
            try await list()
            try await process.clock.sleep(for: .seconds(4))
            try await list()
            try await process.clock.sleep(for: .seconds(1))
            try await list()
        }
        #expect(seen.value == ["x/old", "x/old", "x/new x/old"])
        #expect(store.hits(of: fault) == FaultHits(exposed: 5, hit: 2))
    }

    @Test("befalls the buckets that fit its pattern, later ones too")
    func fitsBuckets() {
        let fault = inject(on: "pay*") { $0.unavailable = .always }
        let process = simulation.makeProcess(named: "proxy")
        for name in ["payments", "core"] {
            let bucket = store.makeStore(for: process, bucket: name)
            process.start { [seen] in
                do { seen.value.append(try Self.text(try await bucket.get("a"))) } catch {
                    seen.value.append("\(error)")
                }
            }
        }
        simulation.run()
        #expect(seen.value == ["unavailable", "nothing"])
        #expect(store.hits(of: fault) == FaultHits(exposed: 1, hit: 1))
    }

    @Test("repeats by seed in both wire modes, and enters the trace hash")
    func isDeterministic() {
        func run(_ seed: UInt64, _ wire: PayloadForm, faulty: Bool = true) -> UInt64 {
            let (simulation, store) = Self.makeStore(seed: seed, wire: wire)
            if faulty {
                var faults = StoreFaults()
                faults.writeAnswerLost = Ratio(1, in: 3)
                faults.staleRead = .init(share: Ratio(1, in: 2), window: .seconds(1))
                faults.addedLatency = .exponential(mean: .milliseconds(3))
                store.inject(faults, on: "*")
            }
            let process = simulation.makeProcess(named: "proxy")
            let bucket = store.makeStore(for: process, bucket: "payments")
            process.start {
                for number in 0..<50 {
                    _ = try? await bucket.put("a", .value(Note("\(number)")), condition: .none)
                    let object = try? await bucket.get("a")
                    simulation.note(object?.version ?? 0)
                }
            }
            simulation.run()
            return simulation.trace.value
        }
        #expect(run(1, .typed) == run(1, .typed))
        #expect(run(1, .typed) == run(1, .bytes))
        #expect(run(1, .typed) != run(2, .typed))
        #expect(run(1, .typed, faulty: false) == run(2, .typed, faulty: false))
    }
}
