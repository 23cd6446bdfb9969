import World

/// One way that calls take in a run.
package struct DeployedCalls: Equatable, Sendable {
    /// A process, or a part of the world.
    package var caller: String
    /// Who answers.
    package var host: String
    /// What is asked with.
    package var methods: [CallMethod]
    /// Whether the caller reads the answer's body, and not its status and header alone.
    package var readsAnswer: Bool
}

extension Deployment {
    /// Who calls whom. What stands in no row happens in no run, so that a fault aimed there would do nothing.
    package var calls: [DeployedCalls] {
        services.flatMap(calls(of:)) + callsOfCitizens + callsOfIntermediaries
    }

    /// Hosts that somebody calls, in the order of `hosts`.
    package var calledHosts: [String] {
        let called = Set(calls.map(\.host))
        return hosts.filter { called.contains($0) }
    }

    /// Whether a service has something to do in a run: it works by itself, or is called.
    package func isBusy(_ service: DeployedService) -> Bool {
        service.role.worksByItself || service.host.map(calledHosts.contains) ?? false
    }

    private typealias Called = (host: String, methods: [CallMethod], isRead: Bool)

    private func calls(of service: DeployedService) -> [DeployedCalls] {
        let view: Called = (self.service(.view).servingHost, [.post], true)
        let called: [Called] =
            switch service.role {
            // The dispatcher API asks the view when it is asked, and nobody in this world asks it.
            case .view, .dispatcherAPI: []
            case .core: [view, (gateway.host, [.post], false)]
            case .dispatcher: [view]
            case .updater: [(self.service(.core).servingHost, [.post], false)]
            case .checkoutAPI: [(pagoPA, [.post], false)]
            case .proxy:
                service.callsOutside.map { ($0, [.get, .post], true) }
                    + [(self.service(.checkoutAPI).servingHost, [.post], false)]
            case .poller: [view] + proxies.map { ($0.servingHost, [.get], false) }
            }
        return service.processes.flatMap { process in
            called.map {
                DeployedCalls(caller: process.name, host: $0.host, methods: $0.methods, readsAnswer: $0.isRead)
            }
        }
    }

    /// Of a proxy they read the notice; of who takes payments they see a page.
    private var callsOfCitizens: [DeployedCalls] {
        let called: [Called] =
            [(service(.core).servingHost, [.get, .post], true)] + proxies.map { ($0.servingHost, [.get], true) }
            + (intermediaries.map(\.authority) + [pagoPA]).map { ($0, [.get], false) }
        return called.map {
            DeployedCalls(caller: citizens, host: $0.host, methods: $0.methods, readsAnswer: $0.isRead)
        }
    }

    private var callsOfIntermediaries: [DeployedCalls] {
        proxies.compactMap { proxy in
            guard let intermediary = proxy.intermediary, intermediaries[intermediary].pushesOutcomes else { return nil }
            return DeployedCalls(
                caller: intermediaries[intermediary].authority, host: proxy.servingHost, methods: [.post],
                readsAnswer: false)
        }
    }

    private var proxies: [DeployedService] { services.filter { $0.role == .proxy } }
}

extension ServiceRole {
    /// Whether it reads a topic or goes round in loops; the others wait to be called.
    fileprivate var worksByItself: Bool {
        switch self {
        case .view, .core, .dispatcher, .proxy, .updater, .poller: true
        case .dispatcherAPI, .checkoutAPI: false
        }
    }

    /// Whether it asks Kafka.
    fileprivate var asksKafka: Bool {
        switch self {
        case .view, .dispatcher, .dispatcherAPI, .proxy, .updater: true
        case .core, .checkoutAPI, .poller: false
        }
    }

    /// Whether it asks what time it is: the view takes its times from events, the updater from nowhere.
    var readsClock: Bool {
        switch self {
        case .core, .dispatcher, .dispatcherAPI, .proxy, .checkoutAPI, .poller: true
        case .view, .updater: false
        }
    }

    /// How the names of its moments begin.
    var momentPrefix: String {
        switch self {
        case .view: "view."
        case .core: "core."
        case .dispatcher: "dispatcher."
        case .dispatcherAPI: "dispatcherAPI."
        case .proxy: "proxy."
        case .updater: "updater."
        case .checkoutAPI: "checkout."
        case .poller: "poller."
        }
    }
}

extension Deployment {
    /// Services with something to do, in the order in which they start.
    var busyServices: [DeployedService] {
        ServiceRole.allCases.flatMap { role in services.filter { $0.role == role && isBusy($0) } }
    }

    /// Who asks Kafka in a run: processes and the gateway.
    var kafkaClients: [String] {
        busyServices.filter(\.role.asksKafka).flatMap(\.processes).map(\.name) + [gateway.host]
    }
}
