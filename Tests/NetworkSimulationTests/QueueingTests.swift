import Foundation
import HTTPTypes
import NetworkSimulation
import ServicePorts
import Testing
import VirtualTime

/// A host with c workers, Poisson arrivals and exponential service is an M/M/c queue, whose mean waiting time Erlang's
/// C formula gives.
@Suite struct QueueingTests {
    @Test("Mean waiting time agrees with Erlang C", arguments: [(1, 0.6), (3, 0.7)] as [(Int, Double)])
    func meanWaitingTime(workers: Int, load: Double) throws {
        let expected = Self.meanWait(workers: workers, load: load)
        let means = try (0..<12).map { try Self.simulatedMeanWait(seed: $0, workers: workers, load: load) }
        let mean = means.reduce(0, +) / Double(means.count)
        let variance = means.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(means.count - 1)
        // Student's t with 11 degrees of freedom, 99.9 %.
        let halfWidth = 4.437 * (variance / Double(means.count)).squareRoot()
        #expect(abs(mean - expected) < halfWidth, "\(mean) against \(expected) within \(halfWidth)")
        #expect(halfWidth < 0.25 * expected)
    }

    private static let meanService = 0.010

    /// Seconds in the queue: C(c, a) / (c * mu - lambda).
    private static func meanWait(workers: Int, load: Double) -> Double {
        let offered = load * Double(workers)
        var term = 1.0
        var sum = 0.0
        for k in 0..<workers {
            sum += term
            term *= offered / Double(k + 1)
        }
        let waiting = term / (1 - load)
        return waiting / (sum + waiting) * meanService / (Double(workers) * (1 - load))
    }

    private static func simulatedMeanWait(seed: UInt64, workers: Int, load: Double) throws -> Double {
        let simulation = Simulation(.init(seed: seed))
        let network = SimulatedNetwork(latency: .constant(.zero), in: simulation)
        let model = HostModel(workers: workers, serviceTime: .exponential(mean: .milliseconds(10)))
        network.attach(ImmediateEndpoint(network), at: "host", model)
        let arrivals = Arrivals(
            network: network, mean: .nanoseconds(Int64(meanService * 1e9 / (load * Double(workers)))), count: 6_000)
        try arrivals.start()
        simulation.run()
        #expect(arrivals.answered == 6_000)
        return arrivals.totalSeconds / 6_000 - meanService
    }
}

private final class ImmediateEndpoint: SimulatedEndpoint {
    private unowned let network: SimulatedNetwork
    init(_ network: SimulatedNetwork) { self.network = network }
    func receive(_ request: HTTPRequestHead, body: Payload, answer: AnswerToken) {
        network.answer(answer, with: HTTPReply(.ok))
    }
}

private final class Arrivals: AgendaHandler, ReplyReceiver {
    enum Entry: UInt8, AgendaEntry { case arrival }

    private let network: SimulatedNetwork
    private let gap: Sampler
    private var left: Int
    private var stream: RandomStream
    private var handler: HandlerID<Entry>!
    private var link: LinkID!
    private(set) var answered = 0
    private(set) var totalSeconds = 0.0

    init(network: SimulatedNetwork, mean: Duration, count: Int) {
        self.network = network
        gap = Sampler(.exponential(mean: mean))
        left = count
        stream = network.simulation.stream("arrivals")
    }

    func start() throws {
        handler = network.simulation.register(self)
        link = try network.link(from: "crowd", to: "host")
        network.simulation.schedule(afterNanoseconds: 0, handler, .arrival)
    }

    func fire(_ entry: Entry) {
        left -= 1
        let now = NumberedEntry(Int(network.simulation.now.nanoseconds))
        let request = HTTPRequestHead(method: .get, scheme: "http", authority: "host", path: "/")
        try? network.send(over: link, request, body: .empty, timeout: .seconds(1000), to: self, for: now)
        if left > 0 { network.simulation.schedule(afterNanoseconds: gap.sampleNanoseconds(&stream), handler, .arrival) }
    }

    func receive(_ outcome: Result<HTTPReply, HTTPCallError>, of begin: NumberedEntry) {
        answered += 1
        totalSeconds += Double(network.simulation.now.nanoseconds - Int64(begin.number)) / 1e9
    }
}
