import HTTPTypes
import ServicePorts
import SimulationSamples
import Testing
import VirtualTime

@testable import NetworkSimulation

/// Calls over links of 1 ms each way.
@Suite("A fault of a host")
struct HostFaultTests {
    /// A service of a process, or an endpoint of the world; each answers 200 with its name.
    enum Callee: CaseIterable { case process, endpoint }

    private static let timedOut = "1000 ms: core:80 did not answer within 1.0 seconds"

    private func makeTown(_ callee: Callee, _ model: HostModel = HostModel(), wire: PayloadForm = .typed) -> Town {
        let town = Town(wire: wire)
        switch callee {
        case .process: town.startServer("core", at: "core:80", model)
        case .endpoint: town.network.attach(Clerk(town, name: "core"), at: "core:80", model)
        }
        town.run(seconds: 0)
        return town
    }

    @discardableResult
    private func inject(
        _ town: Town, at authority: NamePattern = "core:80", _ change: (inout HostFaults) -> Void
    ) -> FaultID {
        var faults = HostFaults()
        change(&faults)
        return town.network.inject(faults, at: authority)
    }

    private struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let seen: [String]
        let change: @Sendable (inout HostFaults) -> Void

        init(_ name: String, _ seen: [String], _ change: @escaping @Sendable (inout HostFaults) -> Void) {
            testDescription = name
            self.seen = seen
            self.change = change
        }
    }

    private static let worked = "1 ms: core worked"
    private static let cases = [
        Case("refuses", ["2 ms: core:80 refused the connection"]) { $0.refused = .always },
        Case("loses the request", [timedOut]) { $0.unanswered = .always },
        Case("resets before the work", ["2 ms: core:80 reset the connection"]) { $0.resetBefore = .always },
        Case("resets after the work", [worked, "2 ms: core:80 reset the connection"]) { $0.resetAfter = .always },
        Case("loses the answer", [worked, timedOut]) { $0.answerLost = .always },
        Case("answers without a body", [worked, "2 ms: 200 -"]) { $0.emptied = .always },
        Case("answers what does not decode", [worked, "2 ms: 200 malformed"]) { $0.malformed = .always },
        Case("fails with a status", ["2 ms: 502 -"]) {
            $0.failed = .always
            $0.failureStatus = .badGateway
        },
        Case("dribbles", [worked, "302 ms: 200 core"]) { $0.dribble = .init(delay: .constant(.milliseconds(300))) },
        Case("dribbles past the caller's time-out", [worked, timedOut]) {
            $0.dribble = .init(delay: .constant(.seconds(3)))
        },
        Case("is under maintenance", ["2 ms: 503 -"]) { $0.outage = .maintenance(until: nil) },
        Case("is down", [timedOut]) { $0.outage = .unreachable },
        Case("does not listen", ["2 ms: core:80 refused the connection"]) { $0.outage = .refusing },
    ]

    @Test(
        "acts as it is named on processes and endpoints, in both wire modes, and counts", arguments: cases,
        Callee.allCases)
    private func acts(_ each: Case, callee: Callee) {
        for wire in PayloadForm.allCases {
            let town = makeTown(callee, wire: wire)
            let fault = inject(town, each.change)
            town.call("core:80")
            town.run(seconds: 10)
            #expect(town.seen == each.seen)
            #expect(town.network.hits(of: fault).hit == 1)
            #expect(town.network.hits(of: fault).exposed == 1)
            #expect(town.network.callsUnderWay == 0)
            town.network.remove(fault)
            town.seen = []
            town.call("core:80")
            town.run(seconds: 1)
            #expect(town.seen == ["10001 ms: core worked", "10002 ms: 200 core"])
            #expect(town.network.hits(of: fault).exposed == 1)
        }
    }

    @Test("hits its share of the requests, from a stream of its own")
    func hitsAShare() {
        func refused(_ others: Bool) -> Int {
            let town = makeTown(.endpoint)
            if others { inject(town) { $0.malformed = Ratio(1, in: 2) } }
            var faults = HostFaults()
            faults.refused = Ratio(1, in: 5)
            let fault = town.network.inject(faults, at: "core:80", named: "refusals")
            for _ in 0..<500 { town.call("core:80") }
            town.run(seconds: 1)
            let refused = town.seen.count { $0.contains("refused") }
            #expect(town.network.hits(of: fault) == FaultHits(exposed: 500, hit: UInt64(refused)))
            return refused
        }
        #expect((70...130).contains(refused(false)))
        #expect(refused(true) == refused(false))
    }

    @Test("loses the answers of creations and leaves questions alone when its scope says so")
    func hasAScope() throws {
        let town = makeTown(.endpoint)
        let fault = inject(town) {
            $0.scope = RequestScope(methods: [.post], pathPrefix: "/positions")
            $0.answerLost = .always
        }
        let outcomes = Outcomes()
        let link = try town.network.link(from: "proxy", to: "core:80")
        let requests: [(HTTPRequest.Method, String)] = [
            (.post, "/positions"), (.get, "/positions/7"), (.post, "/login"), (.post, "/positions?x=1"),
        ]
        for (number, (method, path)) in requests.enumerated() {
            try town.network.send(
                over: link, Town.request("core:80", path, method), body: .empty, timeout: .seconds(1), to: outcomes,
                for: NumberedEntry(number))
        }
        town.run(seconds: 2)
        #expect(outcomes.all.map { $0.prefix(4) } == ["1: 2", "2: 2", "0: c", "3: c"])
        #expect(town.seen.count { $0.contains("worked") } == 4)
        #expect(town.network.hits(of: fault) == FaultHits(exposed: 2, hit: 2))
    }

    @Test("meant for a pattern befalls hosts that come later, and no others")
    func fitsLaterHosts() {
        let town = Town()
        inject(town, at: "core-*:80") { $0.outage = .refusing }
        for name in ["core-1", "bank"] { town.network.attach(Clerk(town, name: name), at: "\(name):80", HostModel()) }
        town.call("core-1:80")
        town.call("bank:80")
        town.run(seconds: 1)
        #expect(town.seen == ["1 ms: bank worked", "2 ms: core-1:80 refused the connection", "2 ms: 200 bank"])
    }

    @Test("answers 503 in a maintenance window and tells the whole seconds that are left")
    func maintains() throws {
        let town = makeTown(.endpoint)
        inject(town) { $0.outage = .maintenance(until: VirtualInstant(nanoseconds: 90_500_000_000)) }
        let outcomes = Outcomes()
        let link = try town.network.link(from: "proxy", to: "core:80")
        for second in [0, 60, 91] as [Int64] {
            town.run(seconds: second - town.simulation.now.nanoseconds / 1_000_000_000)
            try town.network.send(
                over: link, Town.request("core:80"), body: .empty, timeout: .seconds(1), to: outcomes,
                for: NumberedEntry(0))
        }
        town.run(seconds: 1)
        #expect(outcomes.all == ["0: 503", "0: 503", "0: 503"])
        #expect(outcomes.waits == ["91", "31", "1"])
    }

    @Test("lets so many requests through as its rate allows and answers the others 429 with the time to wait")
    func limitsTheRate() throws {
        let town = makeTown(.endpoint)
        let fault = inject(town) { $0.rateLimit = .init(2, per: .seconds(5), burst: 3) }
        let outcomes = Outcomes()
        let link = try town.network.link(from: "proxy", to: "core:80")
        func ask(_ times: Int) throws {
            for _ in 0..<times {
                try town.network.send(
                    over: link, Town.request("core:80"), body: .empty, timeout: .seconds(1), to: outcomes,
                    for: NumberedEntry(0))
            }
        }
        try ask(5)
        town.run(seconds: 2)
        #expect(outcomes.all == ["0: 200", "0: 200", "0: 200", "0: 429", "0: 429"])
        #expect(outcomes.waits.suffix(2) == ["3", "3"])
        // One token after 2.5 s.
        town.run(seconds: 1)
        try ask(2)
        town.run(seconds: 1)
        #expect(outcomes.all.suffix(2) == ["0: 200", "0: 429"])
        #expect(town.network.hits(of: fault) == FaultHits(exposed: 7, hit: 3))
    }

    @Test("lets so many through in each window of the clock and refuses the others until it ends")
    func limitsByWindows() throws {
        let town = makeTown(.endpoint)
        // A window ends 4 s after the start, and every 10 s from there.
        let fault = inject(town) {
            $0.rateLimit = .fixedWindow(2, per: .seconds(10), began: .seconds(6))
            $0.scope.methods = [.get]
        }
        let outcomes = Outcomes()
        let link = try town.network.link(from: "proxy", to: "core:80")
        for seconds in [1, 1, 2, 3, 1] {
            for _ in 0..<2 {
                try town.network.send(
                    over: link, Town.request("core:80"), body: .empty, timeout: .seconds(1), to: outcomes,
                    for: NumberedEntry(0))
            }
            town.run(seconds: Int64(seconds))
        }
        #expect(
            outcomes.all == [
                "0: 200", "0: 200", "0: 429", "0: 429", "0: 429", "0: 429", "0: 200", "0: 200", "0: 429", "0: 429",
            ])
        #expect(outcomes.waits.compactMap(\.self) == ["3", "3", "2", "2", "7", "7"])
        #expect(town.network.hits(of: fault) == FaultHits(exposed: 10, hit: 6))
    }

    @Test("makes one replica of several slow, and the others keep their service time", arguments: Callee.allCases)
    func grayFailure(callee: Callee) {
        let town = Town()
        let model = HostModel(serviceTime: .constant(.milliseconds(10)))
        for name in ["core-1", "core-2"] {
            switch callee {
            case .process: town.startServer(name, at: "core:80", model)
            case .endpoint: town.network.attach(Clerk(town, name: name), at: "core:80", model)
            }
        }
        town.run(seconds: 0)
        let fault = inject(town) {
            $0.scope.replica = callee == .process ? "core-2" : "endpoint-1"
            $0.slowdown = Slowdown(factorPercent: 500)
        }
        for _ in 0..<4 { town.call("core:80") }
        town.run(seconds: 1)
        #expect(
            town.seen.filter { $0.contains(": 200") }
                == ["12 ms: 200 core-1", "12 ms: 200 core-1", "52 ms: 200 core-2", "52 ms: 200 core-2"])
        #expect(town.network.hits(of: fault) == FaultHits(exposed: 2, hit: 2, added: .milliseconds(80)))
    }

    @Test("that slows down may decay evenly")
    func slownessDecays() {
        let slowdown = Slowdown(factorPercent: 500, decayingOver: .seconds(40))
        let factors = [0, 10, 20, 39, 40, 100].map { slowdown.factorPercent(after: $0 * 1_000_000_000) }
        #expect(factors == [500, 400, 300, 110, 100, 100])
        #expect(Slowdown(factorPercent: 300).factorPercent(after: .max) == 300)
    }

    @Test("ends, and a host that refused connections starts slowly where its model says so")
    func startsSlowlyAfterRefusing() {
        var model = HostModel(serviceTime: .constant(.milliseconds(10)))
        model.slowStart = Slowdown(factorPercent: 300, decayingOver: .seconds(10))
        let town = makeTown(.endpoint, model)
        town.call("core:80")
        town.run(seconds: 1)
        let fault = inject(town) { $0.outage = .refusing }
        town.run(seconds: 1)
        town.network.remove(fault)
        for _ in 0..<3 {
            town.call("core:80")
            town.run(seconds: 5)
        }
        #expect(
            town.seen.filter { $0.contains(": 200") }
                == ["12 ms: 200 core", "2032 ms: 200 core", "7022 ms: 200 core", "12012 ms: 200 core"])
    }

    @Test("is not needed for a restarted process to start slowly where its model says so")
    func aRestartedProcessStartsSlowly() {
        let town = Town()
        var model = HostModel(serviceTime: .constant(.milliseconds(10)))
        model.slowStart = Slowdown(factorPercent: 300, decayingOver: .seconds(10))
        let replica = VirtualTime.Replica(named: "core", in: town.simulation) { process in
            let server = town.network.makeServer(for: process, at: "core:80", model)
            let service = EchoService(town: town, process: process, work: .zero)
            process.start { try? await server.serve(service) }
        }
        replica.start()
        town.run(seconds: 1)
        town.call("core:80")
        town.run(seconds: 1)
        replica.restart(after: .seconds(1))
        town.run(seconds: 2)
        town.call("core:80")
        town.run(seconds: 9)
        town.call("core:80")
        town.run(seconds: 1)
        #expect(
            town.seen.filter { $0.contains(": 200") }
                == ["1012 ms: 200 core", "4030 ms: 200 core", "13012 ms: 200 core"])
    }

    @Test("is not needed for a full queue to refuse connections where the model says so")
    func aFullQueueMayRefuse() {
        var model = HostModel(workers: 1, queueLimit: 0, serviceTime: .constant(.milliseconds(10)))
        model.whenFull = .refuse
        let town = makeTown(.endpoint, model)
        for _ in 0..<2 { town.call("core:80") }
        town.run(seconds: 1)
        #expect(
            town.seen.filter { !$0.contains("worked") } == ["2 ms: core:80 refused the connection", "12 ms: 200 core"])
        let counters = town.network.counters(of: town.network.host("core:80")!)
        #expect(counters.overflowed == 1)
        #expect(counters.refused == 1)
    }

    @Test("that makes the caller give up leaves the callee at work, which holds its worker")
    func theCalleeGoesOn() {
        let model = HostModel(workers: 1, serviceTime: .constant(.milliseconds(100)))
        let town = makeTown(.process, model)
        let fault = inject(town) { $0.slowdown = Slowdown(factorPercent: 2_000) }
        town.call("core:80")
        town.run(seconds: 1)
        #expect(town.seen == [Self.timedOut])
        town.network.remove(fault)
        town.call("core:80", timeout: .seconds(3))
        town.run(seconds: 2)
        #expect(town.seen == [Self.timedOut, "2001 ms: core worked", "2101 ms: core worked", "2102 ms: 200 core"])
    }

    @Test("gives the same trace hash in both wire modes and another one than no fault")
    func isDeterministic() {
        func run(_ wire: PayloadForm, faulty: Bool = true) -> (UInt64, [String]) {
            let town = makeTown(.process, wire: wire)
            if faulty {
                inject(town) {
                    $0.malformed = Ratio(1, in: 3)
                    $0.answerLost = Ratio(1, in: 3)
                    $0.dribble = .init(share: Ratio(1, in: 2), delay: .exponential(mean: .milliseconds(5)))
                }
            }
            for _ in 0..<30 { town.call("core:80", body: .value(Note("x"))) }
            town.run(seconds: 2)
            return (town.simulation.trace.value, town.seen)
        }
        #expect(run(.typed) == run(.bytes))
        #expect(run(.typed) == run(.typed))
        #expect(run(.typed, faulty: false).0 != run(.typed).0)
    }
}

/// An endpoint that answers 200 with its name at once.
private final class Clerk: SimulatedEndpoint {
    private let town: Town
    private let name: String

    init(_ town: Town, name: String) {
        self.town = town
        self.name = name
    }

    func receive(_ request: HTTPRequestHead, body: Payload, answer: AnswerToken) {
        town.seen.append("\(town.simulation.now.nanoseconds / 1_000_000) ms: \(name) worked")
        town.network.answer(answer, with: HTTPReply(.ok, body: .value(Note(name))))
    }
}
