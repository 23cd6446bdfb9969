import HTTPTypes
import NetworkSimulation
import ServicePorts
import VirtualTime

/// A simulation with a network whose links take 1 ms each way.
package final class Town: @unchecked Sendable {
    package let simulation: Simulation
    package let network: SimulatedNetwork
    /// What callers and callees saw, in order.
    package var seen: [String] = []

    package init(seed: UInt64 = 1, wire: PayloadForm = .typed, latency: Distribution = .constant(.milliseconds(1))) {
        simulation = Simulation(.init(seed: seed))
        network = SimulatedNetwork(latency: latency, wire: wire, in: simulation)
    }

    package static func request(_ authority: String, _ path: String = "/", _ method: HTTPRequest.Method = .get)
        -> HTTPRequestHead
    {
        HTTPRequestHead(method: method, scheme: "http", authority: authority, path: path)
    }

    /// A process that serves `authority`, working `work` on each request.
    @discardableResult
    package func startServer(
        _ name: String, at authority: String, _ model: HostModel = HostModel(), work: Duration = .zero
    ) -> SimulatedProcess {
        let process = simulation.makeProcess(named: name)
        let server = network.makeServer(for: process, at: authority, model)
        let service = EchoService(town: self, process: process, work: work)
        process.start { try? await server.serve(service) }
        return process
    }

    /// A process that calls once and notes what came of it.
    package func call(
        _ authority: String, _ path: String = "/", body: Payload = .empty, timeout: Duration = .seconds(1),
        from name: String = "caller"
    ) {
        let process = simulation.makeProcess(named: name)
        let caller = network.makeCaller(for: process)
        process.start { [self] in
            let outcome: String
            do {
                let reply = try await caller.call(Self.request(authority, path), body: body, timeout: timeout)
                outcome = "\(reply.status.code) \(Self.text(of: reply.body))"
            } catch { outcome = "\(error)" }
            seen.append("\(simulation.now.nanoseconds / 1_000_000) ms: \(outcome)")
        }
    }

    private static func text(of body: Payload) -> String {
        if body.isEmpty { return "-" }
        return (try? body.decode(as: Note.self).text) ?? "malformed"
    }

    package func run(seconds: Int64) { simulation.run(for: .seconds(seconds)) }
}

/// Answers with the name of its process and what it was sent.
package struct EchoService: HTTPService {
    package let town: Town
    package let process: SimulatedProcess
    package let work: Duration

    package struct Refusal: Error {}

    package func respond(to request: HTTPRequestHead, body: Payload) async throws -> HTTPReply {
        if request.path == "/throw" { throw Refusal() }
        if work > .zero { try await process.clock.sleep(for: work) }
        town.seen.append("\(town.simulation.now.nanoseconds / 1_000_000) ms: \(process.name) worked")
        guard body.isEmpty else { return HTTPReply(.ok, body: .value(try body.decode(as: Note.self))) }
        return HTTPReply(.ok, body: .value(Note(process.name)))
    }

    package init(town: Town, process: SimulatedProcess, work: Duration) {
        self.town = town
        self.process = process
        self.work = work
    }
}

/// A host of the world that answers `delay` after it was asked, or never.
package final class SlowEndpoint: SimulatedEndpoint, AgendaHandler {
    package enum Entry: UInt8, AgendaEntry { case answer }

    private let town: Town
    private let delay: Duration?
    private var pending: [AnswerToken] = []
    private var handler: HandlerID<Entry>!
    package var received = 0

    package init(_ town: Town, delay: Duration?) {
        self.town = town
        self.delay = delay
        handler = town.simulation.register(self)
    }

    package func receive(_ request: HTTPRequestHead, body: Payload, answer: AnswerToken) {
        received += 1
        guard let delay else { return town.network.drop(answer) }
        pending.append(answer)
        town.simulation.schedule(after: delay, handler, .answer)
    }

    package func fire(_ entry: Entry) { town.network.answer(pending.removeFirst(), with: HTTPReply(.accepted)) }
}
