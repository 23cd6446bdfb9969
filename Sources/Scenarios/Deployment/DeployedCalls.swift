import World

/// One way that calls take in a run.
package struct DeployedCalls: Equatable, Sendable {
    /// A process, or a part of the world.
    package var caller: String
    /// Who answers.
    package var host: String
    /// What is asked with.
    package var methods: [CallMethod]
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

    private func calls(of service: DeployedService) -> [DeployedCalls] {
        let view = (host: self.service(.view).servingHost, methods: [CallMethod.post])
        let called: [(host: String, methods: [CallMethod])] =
            switch service.role {
            // The dispatcher API asks the view when it is asked, and nobody in this world asks it.
            case .view, .dispatcherAPI: []
            case .core: [view, (gateway.host, [.post])]
            case .dispatcher: [view]
            case .updater: [(self.service(.core).servingHost, [.post])]
            case .checkoutAPI: [(pagoPA, [.post])]
            case .proxy:
                service.callsOutside.map { ($0, [.get, .post]) } + [(self.service(.checkoutAPI).servingHost, [.post])]
            case .poller: [view] + proxies.map { ($0.servingHost, [.get]) }
            }
        return service.processes.flatMap { process in
            called.map { DeployedCalls(caller: process.name, host: $0.host, methods: $0.methods) }
        }
    }

    private var callsOfCitizens: [DeployedCalls] {
        [DeployedCalls(caller: citizens, host: service(.core).servingHost, methods: [.get, .post])]
            + (proxies.map(\.servingHost) + intermediaries.map(\.authority) + [pagoPA]).map {
                DeployedCalls(caller: citizens, host: $0, methods: [.get])
            }
    }

    private var callsOfIntermediaries: [DeployedCalls] {
        proxies.compactMap { proxy in
            guard let intermediary = proxy.intermediary, intermediaries[intermediary].pushesOutcomes else { return nil }
            return DeployedCalls(
                caller: intermediaries[intermediary].authority, host: proxy.servingHost, methods: [.post])
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
