import HTTPTypes
import NetworkSimulation
import ServicePorts
import SimulationSamples
import Testing
import VirtualTime

@Suite struct NetworkTests {
    @Test("A call takes both links, the service time and the work")
    func aCallTakesBoth() {
        let town = Town()
        let model = HostModel(serviceTime: .constant(.milliseconds(5)))
        town.startServer("core", at: "core:80", model, work: .milliseconds(10))
        town.run(seconds: 0)
        town.call("core:80", body: .value(Note("hello")))
        town.run(seconds: 1)
        #expect(town.seen == ["16 ms: core worked", "17 ms: 200 hello"])
    }

    @Test("The callee goes on after its caller has given up")
    func theCalleeGoesOnAfter() {
        let town = Town()
        town.startServer("core", at: "core:80", work: .milliseconds(500))
        town.run(seconds: 0)
        town.call("core:80", timeout: .milliseconds(100))
        town.run(seconds: 1)
        #expect(
            town.seen == [
                "100 ms: core:80 did not answer within 0.1 seconds", "501 ms: core worked",
            ])
        #expect(town.network.callsUnderWay == 0)
        #expect(town.network.counters(of: town.network.host("core:80")!).timedOut == 1)
    }

    @Test("A thrown error is a 500 without body")
    func aThrownErrorIsA500() {
        let town = Town()
        town.startServer("core", at: "core:80")
        town.run(seconds: 0)
        town.call("core:80", "/throw")
        town.run(seconds: 1)
        #expect(town.seen == ["2 ms: 500 -"])
    }

    @Test("Unknown hosts and hosts that do not listen are told apart")
    func unknownHostsAndHosts() {
        let town = Town()
        let host = town.network.declareHost("core:80")
        town.call("nowhere:80")
        town.call("core:80")
        town.run(seconds: 1)
        #expect(
            town.seen == [
                "0 ms: no host is called nowhere:80", "2 ms: core:80 refused the connection",
            ])
        #expect(town.network.counters(of: host).refused == 1)
    }

    @Test("A host out of reach does nothing", arguments: [HostFaults.Outage.refusing, .unreachable])
    func aHostOutOfReach(outage: HostFaults.Outage) {
        let town = Town()
        town.startServer("core", at: "core:80")
        town.run(seconds: 0)
        var faults = HostFaults()
        faults.outage = outage
        town.network.inject(faults, at: "core:80")
        town.call("core:80")
        town.run(seconds: 10)
        let outcome =
            outage == .refusing
            ? "2 ms: core:80 refused the connection"
            : "1000 ms: core:80 did not answer within 1.0 seconds"
        #expect(town.seen == [outcome])
        #expect(town.network.callsUnderWay == 0)
    }

    @Test("Injected faults act as they are named")
    func injectedFaultsAct() {
        func outcome(_ change: (inout HostFaults) -> Void) -> [String] {
            let town = Town()
            town.startServer("core", at: "core:80")
            town.run(seconds: 0)
            var faults = HostFaults()
            change(&faults)
            town.network.inject(faults, at: "core:80")
            town.call("core:80")
            town.run(seconds: 10)
            return town.seen
        }
        let timedOut = "1000 ms: core:80 did not answer within 1.0 seconds"
        #expect(outcome { $0.refused = .always } == ["2 ms: core:80 refused the connection"])
        #expect(outcome { $0.unanswered = .always } == [timedOut])
        #expect(
            outcome {
                $0.failed = .always
                $0.failureStatus = .badGateway
            } == ["2 ms: 502 -"])
        #expect(outcome { $0.answerLost = .always } == ["1 ms: core worked", timedOut])
    }

    @Test("A crash resets what the process was working on")
    func aCrashResetsWhatTheProcess() {
        let town = Town()
        let core = town.startServer("core", at: "core:80", work: .milliseconds(500))
        town.run(seconds: 0)
        town.call("core:80")
        let crash = Moment()
        crash.body = { core.crash() }
        town.simulation.schedule(afterNanoseconds: 100_000_000, town.simulation.register(crash), .come)
        town.run(seconds: 1)
        town.call("core:80")
        town.run(seconds: 1)
        #expect(
            town.seen == [
                "101 ms: core:80 reset the connection", "1002 ms: core:80 refused the connection",
            ])
        #expect(town.network.callsUnderWay == 0)
    }

    @Test("Replicas of one authority are called in turn")
    func replicasOfOneAuthority() {
        let town = Town()
        town.startServer("core-1", at: "core:80")
        town.startServer("core-2", at: "core:80")
        town.run(seconds: 0)
        for _ in 0..<4 { town.call("core:80") }
        town.run(seconds: 1)
        #expect(
            town.seen.filter { $0.contains("200") }
                == ["2 ms: 200 core-1", "2 ms: 200 core-2", "2 ms: 200 core-1", "2 ms: 200 core-2"])
    }

    @Test("Requests wait for a worker and overflow with 503")
    func requestsWaitForAWorker() {
        let town = Town()
        var model = HostModel(workers: 2, queueLimit: 1)
        model.serviceTime = .constant(.milliseconds(10))
        town.startServer("core", at: "core:80", model)
        town.run(seconds: 0)
        for _ in 0..<4 { town.call("core:80") }
        town.run(seconds: 1)
        #expect(
            town.seen.filter { !$0.contains("worked") }
                == ["2 ms: 503 -", "12 ms: 200 core", "12 ms: 200 core", "22 ms: 200 core"])
        let counters = town.network.counters(of: town.network.host("core:80")!)
        #expect(counters.overflowed == 1)
        #expect(counters.longestQueue == 1)
    }

    @Test("A worker is held until an endpoint answers")
    func aWorkerIsHeldUntil() {
        let town = Town()
        let endpoint = SlowEndpoint(town, delay: .milliseconds(50))
        town.network.attach(endpoint, at: "bank:443", HostModel(workers: 1))
        for _ in 0..<2 { town.call("bank:443") }
        town.run(seconds: 1)
        #expect(town.seen == ["52 ms: 202 -", "102 ms: 202 -"])
    }

    @Test("A dropped request frees its worker and leaves the caller to time out")
    func aDroppedRequestFrees() {
        let town = Town()
        let endpoint = SlowEndpoint(town, delay: nil)
        town.network.attach(endpoint, at: "bank:443", HostModel(workers: 1))
        for _ in 0..<2 { town.call("bank:443", timeout: .milliseconds(20)) }
        town.run(seconds: 1)
        #expect(endpoint.received == 2)
        #expect(
            town.seen == [String](repeating: "20 ms: bank:443 did not answer within 0.02 seconds", count: 2))
        #expect(town.network.callsUnderWay == 0)
    }

    @Test("The world calls services without a task")
    func theWorldCallsServices() throws {
        let town = Town()
        town.startServer("core", at: "core:80", work: .milliseconds(30))
        town.run(seconds: 0)
        let citizen = Citizen()
        let link = try town.network.link(from: "citizens", to: "core:80")
        let request = Town.request("core:80")
        try town.network.send(
            over: link, request, body: .empty, timeout: .seconds(1), to: citizen, for: NumberedEntry(7))
        try town.network.send(
            over: link, request, body: .empty, timeout: .milliseconds(10), to: citizen, for: NumberedEntry(8))
        town.run(seconds: 2)
        #expect(citizen.outcomes.map(\.call) == [8, 7])
        #expect(
            citizen.outcomes.map(\.text) == [
                "core:80 did not answer within 0.01 seconds", "200",
            ])
        #expect(throws: HTTPCallError.unknownHost(authority: "nowhere")) {
            try town.network.link(from: "citizens", to: "nowhere")
        }
    }

    @Test("Observers see every call once, from the caller's side")
    func observersSeeEvery() {
        let town = Town()
        town.startServer("core", at: "core:80", work: .milliseconds(30))
        town.run(seconds: 0)
        let observer = CallLog()
        town.network.addObserver(observer, at: "core:80")
        town.call("core:80")
        town.call("core:80", timeout: .milliseconds(10))
        town.run(seconds: 1)
        #expect(observer.lines == ["started", "started", "failed after 10 ms", "finished 200 after 32 ms"])
    }

    @Test("Typed and bytes give the same trace hash")
    func typedAndBytesGive() {
        func run(_ wire: PayloadForm) -> (UInt64, [String]) {
            let town = Town(wire: wire, latency: .exponential(mean: .milliseconds(3)))
            town.startServer("core", at: "core:80", HostModel(workers: 1), work: .milliseconds(2))
            town.run(seconds: 0)
            for number in 0..<20 { town.call("core:80", body: .value(Note("\(number)")), from: "caller-\(number)") }
            town.run(seconds: 1)
            return (town.simulation.trace.value, town.seen)
        }
        let (typed, bytes) = (run(.typed), run(.bytes))
        #expect(typed.0 == bytes.0)
        #expect(typed.1 == bytes.1)
        #expect(typed.1.count == 40)
    }
}

private final class Citizen: ReplyReceiver {
    var outcomes: [(call: Int, text: String)] = []

    func receive(_ outcome: Result<HTTPReply, HTTPCallError>, of call: NumberedEntry) {
        switch outcome {
        case .success(let reply): outcomes.append((call.number, "\(reply.status.code)"))
        case .failure(let error): outcomes.append((call.number, "\(error)"))
        }
    }
}

private final class CallLog: NetworkObserver {
    var lines: [String] = []

    func callStarted(over link: LinkID) { lines.append("started") }

    func callFinished(over link: LinkID, status: Int, latency: Duration, path: @autoclosure () -> String) {
        lines.append("finished \(status) after \(Int(latency / .milliseconds(1))) ms")
    }

    func callFailed(over link: LinkID, _ error: HTTPCallError, latency: Duration, path: @autoclosure () -> String) {
        lines.append("failed after \(Int(latency / .milliseconds(1))) ms")
    }
}
