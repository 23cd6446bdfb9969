import ServicePorts
import SimulationSamples
import Testing
import VirtualTime

@testable import StorageSimulation

@Suite struct ObjectStoreTests {
    /// A simulation with a store that takes 2 ms for a get, 4 ms for a put and 6 ms for a list.
    private static func makeStore(
        wire: PayloadForm = .typed, _ change: (inout ObjectStoreModel) -> Void = { _ in }
    ) -> (Simulation, SimulatedObjectStore) {
        let simulation = Simulation(.init(seed: 1))
        var model = ObjectStoreModel(
            getLatency: .constant(.milliseconds(2)), putLatency: .constant(.milliseconds(4)),
            listLatency: .constant(.milliseconds(6)))
        model.wire = wire
        change(&model)
        return (simulation, SimulatedObjectStore(model, in: simulation))
    }

    @Test("What was put is read", arguments: PayloadForm.allCases)
    func whatWasPutIsRead(wire: PayloadForm) throws {
        let (simulation, store) = Self.makeStore(wire: wire)
        let process = simulation.makeProcess(named: "proxy")
        let bucket = store.makeStore(for: process, bucket: "payments")
        let seen = Box<[String]>([])
        process.start {
            do {
                let missing = try await bucket.get("a")
                seen.value.append("\(missing == nil)")
                let version = try await bucket.put("a", .value(Note("1")), condition: .none)
                let found = try await bucket.get("a")
                seen.value.append(try found!.body.decode(as: Note.self).text)
                seen.value.append("\(found!.version == version) \(simulation.now.nanoseconds)")
                try await bucket.delete("a")
                seen.value.append("\(try await bucket.get("a") == nil)")
            } catch { seen.value.append("\(error)") }
        }
        simulation.run()
        #expect(seen.value == ["true", "1", "true 8000000", "true"])
    }

    /// Two replicas read, both write: without a condition the second silently undoes the first.
    @Test("The last writer wins without a condition and loses with one")
    func theLastWriterWins() throws {
        func run(conditional: Bool) throws -> (text: String, seen: [String]) {
            let (simulation, store) = Self.makeStore()
            try store.place(bucket: "payments", key: "a", .value(Note("0")))
            let seen = Box<[String]>([])
            for name in ["p1", "p2"] {
                let process = simulation.makeProcess(named: name)
                let bucket = store.makeStore(for: process, bucket: "payments")
                process.start {
                    do {
                        let read = try await bucket.get("a")!
                        try await bucket.put(
                            "a", .value(Note(name)), condition: conditional ? .version(read.version) : .none)
                        seen.value.append("\(name) put")
                    } catch { seen.value.append("\(name) \(error)") }
                }
            }
            simulation.run()
            return (try store.peek(bucket: "payments", key: "a")!.body.decode(as: Note.self).text, seen.value)
        }
        let deployed = try run(conditional: false)
        #expect(deployed.text == "p2")
        #expect(deployed.seen == ["p1 put", "p2 put"])
        let fixed = try run(conditional: true)
        #expect(fixed.text == "p1")
        #expect(fixed.seen == ["p1 put", "p2 preconditionFailed(key: \"a\")"])
    }

    @Test("Put if absent keeps the first")
    func putIfAbsentKeepsTheFirst() throws {
        let (simulation, store) = Self.makeStore()
        let process = simulation.makeProcess(named: "proxy")
        let bucket = store.makeStore(for: process, bucket: "payments")
        let seen = Box<[String]>([])
        process.start {
            for text in ["1", "2"] {
                do {
                    try await bucket.put("a", .value(Note(text)), condition: .absent)
                    seen.value.append("put")
                } catch { seen.value.append("\(error)") }
            }
        }
        simulation.run()
        #expect(seen.value == ["put", "preconditionFailed(key: \"a\")"])
    }

    @Test("A list is in order of bytes and of its prefix")
    func aListIsInOrderOfBytes() throws {
        let (simulation, store) = Self.makeStore()
        for key in ["b/2", "a/2", "a/10", "a/Z", "a/é"] { try store.place(bucket: "x", key: key, .empty) }
        let process = simulation.makeProcess(named: "proxy")
        let bucket = store.makeStore(for: process, bucket: "x")
        let seen = Box<[String]>([])
        process.start { seen.value = (try? await bucket.list(prefix: "a/")) ?? [] }
        simulation.run()
        #expect(seen.value == ["a/10", "a/2", "a/Z", "a/é"])
    }

    @Test("An unavailable store does nothing")
    func anUnavailableStoreDoesNothing() throws {
        let (simulation, store) = Self.makeStore { $0.unavailable = .always }
        let process = simulation.makeProcess(named: "proxy")
        let bucket = store.makeStore(for: process, bucket: "x")
        let seen = Box<[String]>([])
        process.start {
            do { try await bucket.put("a", .empty, condition: .none) } catch { seen.value.append("\(error)") }
        }
        simulation.run()
        #expect(seen.value == ["unavailable"])
        #expect(store.objectCount(bucket: "x") == 0)
    }

    @Test("Objects outlive the process that put them")
    func objectsOutliveTheProcess() throws {
        let (simulation, store) = Self.makeStore()
        let first = simulation.makeProcess(named: "proxy", incarnation: 0)
        let bucket = store.makeStore(for: first, bucket: "x")
        first.start { _ = try? await bucket.put("a", .value(Note("1")), condition: .none) }
        let moment = Moment()
        moment.body = { first.crash() }
        simulation.schedule(afterNanoseconds: 10_000_000, simulation.register(moment), .come)
        simulation.run()
        let second = simulation.makeProcess(named: "proxy", incarnation: 1)
        let again = store.makeStore(for: second, bucket: "x")
        let seen = Box<String?>(nil)
        second.start { seen.value = try? await again.get("a")?.body.decode(as: Note.self).text }
        simulation.run()
        #expect(seen.value == "1")
    }
}

@Suite("A bucket lists its keys")
struct BucketTests {
    @Test("in order, without the deleted ones and with those that came back, as a sorted set of keys would")
    func listsLikeASortedSet() {
        var bucket = Bucket()
        var versions: [String: UInt64] = [:]
        var stream = RandomStream(seed: 7, name: "bucket", replication: 0)
        for step in 0..<4_000 {
            let key = "\(stream.next(below: 3) == 0 ? "a" : "b")/\(stream.next(below: 200))"
            if stream.next(below: 3) == 0 {
                bucket.remove(key)
                versions[key] = nil
            } else {
                let version = UInt64(step)
                let outcome = bucket.put(key, StoredObject(body: .empty, version: version), if: .none)
                #expect(outcome == (versions.updateValue(version, forKey: key) == nil ? .created : .replaced))
            }
            guard step % 17 == 0 else { continue }
            let keys = versions.keys.sorted()
            #expect(bucket.keys(withPrefix: "a/") == keys.filter { $0.hasPrefix("a/") })
            #expect(bucket.count == keys.count)
            #expect(keys.allSatisfy { bucket[$0]?.version == versions[$0] })
        }
    }

    @Test("puts no older object over a younger one")
    func versionsAscend() async {
        await #expect(processExitsWith: .failure) {
            var bucket = Bucket()
            _ = bucket.put("a", StoredObject(body: .empty, version: 2), if: .none)
            _ = bucket.put("a", StoredObject(body: .empty, version: 2), if: .none)
        }
    }
}
