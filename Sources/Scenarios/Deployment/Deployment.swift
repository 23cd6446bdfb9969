import Observation
import World

/// Who exists in a run, and under which names: the one list that the installation starts, faults aim at, measures are
/// told apart by and the network's links are laid along. A service more is a row more.
package struct Deployment: Equatable, Sendable {
    /// Takes Core's events to Kafka; the world plays it.
    package struct Gateway: Equatable, Sendable {
        /// What it answers for; it asks Kafka under the same name.
        package var host: String
        /// What it runs on.
        package var hosting: ServicesPart.Hosting
    }

    /// In the order of the flow, in which faults, measures and reports list them.
    package var services: [DeployedService]
    /// Between Core and Kafka.
    package var gateway: Gateway
    /// Of the world; tenants are shared out among them in turn.
    package var intermediaries: [IntermediarySettings]
    /// Host of pagoPA's Checkout.
    package var pagoPA: String
    /// What the calls of all browsers are booked under.
    package var citizens: String

    /// Names must tell apart, see `collision`.
    init(
        services: [DeployedService], gateway: Gateway, intermediaries: [IntermediarySettings], pagoPA: String,
        citizens: String = WorldAddresses.citizens
    ) {
        self.services = services
        self.gateway = gateway
        self.intermediaries = intermediaries
        self.pagoPA = pagoPA
        self.citizens = citizens
    }

    // MARK: Lists

    /// In the order in which they start.
    package var processes: [DeployedService.Process] {
        ServiceRole.allCases.flatMap { role in services.filter { $0.role == role } }.flatMap(\.processes)
    }

    /// Those that services answer for.
    package var serviceHosts: [String] { services.compactMap(\.host) }

    /// Every name that answers calls; the gateway's stands behind that of Core, whose it is.
    package var hosts: [String] {
        services.flatMap { [$0.host].compactMap(\.self) + ($0.role == .core ? [gateway.host] : []) }
            + intermediaries.map(\.authority) + [pagoPA]
    }

    /// Who calls over the network.
    package var callers: [String] { processes.map(\.name) + [citizens] + intermediaries.map(\.authority) }

    /// In the order of the services.
    package var consumerGroups: [String] { services.compactMap(\.consumerGroup) }
    /// In the order of the services.
    package var buckets: [String] { services.compactMap(\.bucket) }

    /// What gates and figures are told apart by.
    package var measureTags: MeasureTags {
        MeasureTags(
            consumerGroups: consumerGroups, proxies: services.filter { $0.role == .proxy }.map(\.name),
            intermediaries: intermediaries.map(\.name))
    }

    /// Who calls whom over the internet; every other link is inside.
    package var internetLinks: [(caller: String, host: String)] {
        var links: [(caller: String, host: String)] = []
        for service in services {
            guard let intermediary = service.intermediary, let host = service.host else { continue }
            links.append((intermediaries[intermediary].authority, host))
        }
        let open = services.filter(\.isPublic).compactMap(\.host) + intermediaries.map(\.authority) + [pagoPA]
        for host in open { links.append((citizens, host)) }
        for service in services {
            for process in service.processes {
                for host in service.callsOutside { links.append((process.name, host)) }
            }
        }
        return links
    }

    /// Where the world finds the services.
    package var addresses: WorldAddresses {
        let proxies = intermediaries.indices.map { position in
            guard let proxy = services.first(where: { $0.intermediary == position }) else {
                preconditionFailure("Every intermediary has a proxy.")
            }
            return proxy.servingHost
        }
        var addresses = WorldAddresses(core: service(.core).servingHost, proxies: proxies)
        addresses.citizens = citizens
        return addresses
    }

    /// The service of a role that there is one of.
    package func service(_ role: ServiceRole) -> DeployedService {
        guard let service = services.first(where: { $0.role == role }) else {
            preconditionFailure("Every deployment has a \(role).")
        }
        return service
    }

    // MARK: Names

    /// A name that two bear although it must tell them apart.
    package struct Collision: Equatable, Sendable {
        /// What they both are: `host`, `process`, `consumer group` or `bucket`.
        package var of: String
        /// The name that two bear.
        package var name: String
    }

    /// The first name that two of them share; nil when all are told apart.
    package var collision: Collision? {
        let lists: [(of: String, names: [String])] = [
            ("host", hosts), ("process", callers), ("consumer group", consumerGroups), ("bucket", buckets),
        ]
        for (kind, names) in lists {
            var seen: Set<String> = []
            if let twice = names.first(where: { !seen.insert($0).inserted }) { return Collision(of: kind, name: twice) }
        }
        return nil
    }
}
