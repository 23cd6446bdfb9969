import HTTPTypes
import ServiceLifecycle
import ServicePorts
import VirtualTime

/// The calls of one incarnation of a process.
///
/// `@unchecked Sendable`: touched only by the thread that runs its simulation.
final class SimulatedCaller: HTTPCaller, @unchecked Sendable {
    private let network: SimulatedNetwork
    private let process: SimulatedProcess
    @exclusivity(unchecked) private var links: [String: LinkID] = [:]
    /// Most processes call one host nearly all the time.
    @exclusivity(unchecked) private var lastAuthority = ""
    @exclusivity(unchecked) private var lastLink: LinkID?

    init(network: SimulatedNetwork, process: SimulatedProcess) {
        self.network = network
        self.process = process
    }

    /// Inlined into its witness: each asynchronous call costs a frame, and every check of a payment comes by twice.
    @inline(__always)
    func call(_ request: HTTPRequestHead, body: Payload, timeout: Duration) async throws -> HTTPReply {
        try process.checkIn()
        let deadline = network.simulation.now.advanced(byNanoseconds: timeout.wholeNanoseconds)
        let token = try network.start(
            over: link(to: request.authority).index, request, body: body,
            deadlineNanoseconds: deadline.nanoseconds, .task(nil))
        do {
            try await process.suspend { network.wait($0, for: token) }
        } catch {
            network.abandon(token)
            throw error
        }
        guard network.calls[token].hasOutcomeForCaller else { throw network.giveUp(token) }
        return try network.takeOutcome(of: token)
    }

    private func link(to authority: String) throws -> LinkID {
        if let lastLink, lastAuthority == authority { return lastLink }
        let link = try links[authority] ?? network.link(from: process.name, to: authority)
        links[authority] = link
        (lastAuthority, lastLink) = (authority, link)
        return link
    }
}

/// One server of one incarnation of a process.
struct SimulatedServer: HTTPServer {
    let network: SimulatedNetwork
    let process: SimulatedProcess
    let host: HostID
    let model: HostModel

    func serve(_ service: any HTTPService) async throws {
        try process.checkIn()
        let backend = network.open(.process(ServingProcess(process, service)), at: host, model, named: process.name)
        let stop = ServerStop(network.simulation)
        do {
            try await withGracefulShutdownHandler {
                try await process.suspend { stop.wait($0) }
            } onGracefulShutdown: {
                stop.come()
            }
            network.close(backend, isCrash: false)
            if network.isAtWork(backend) { try await process.suspend { network.tellWhenIdle($0, of: backend) } }
        } catch {
            network.close(backend, isCrash: !process.isAlive)
            throw error
        }
    }
}

/// Ends a server's wait for requests.
///
/// `@unchecked Sendable`: touched only by the thread that runs its simulation.
private final class ServerStop: @unchecked Sendable {
    private let simulation: Simulation
    private var waiter: Waiter?
    private var hasCome = false

    init(_ simulation: Simulation) { self.simulation = simulation }

    func wait(_ waiter: Waiter) {
        if hasCome { return simulation.wake(waiter) }
        self.waiter = waiter
    }

    func come() {
        hasCome = true
        if let waiter = waiter.take() { simulation.wake(waiter) }
    }
}
