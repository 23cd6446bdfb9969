import KafkaSimulation
import NetworkSimulation
import Observation
import PaymentModel
import PaymentServices
import ServicePorts
import StorageSimulation
import VirtualTime
import World

extension ServicesPart.Hosting {
    /// What the network knows of it.
    package var host: HostModel { HostModel(workers: workers, serviceTime: serviceTime) }
}

extension InfrastructurePart {
    /// The topic of Core's events (<doc:/PaymentModel/TopicsAndKeys>).
    package static let applications = "applications"
    /// The topic of the payments' events (<doc:/PaymentModel/TopicsAndKeys>).
    package static let payments = "payments"

    /// All topics, in the order in which the cluster declares them.
    package var topics: [String] { [Self.applications, Self.payments] }

    /// Of every service.
    package var producer: ProducerSettings {
        var settings = ProducerSettings()
        settings.acks = acks
        settings.enableIdempotence = idempotentProducers
        return settings
    }

    /// - Parameters:
    ///   - keepsPayments: whether topic `payments` keeps every record, for a view that reads it again.
    ///   - keepsAll: the same of every topic, for groups whose offsets expire.
    package func kafka(keepsPayments: Bool, keepsAll: Bool = false) -> KafkaModel {
        var model = KafkaModel(
            topics: topics.map { name in
                let isKept = keepsAll || keepsPayments && name == Self.payments
                var topic = TopicModel(
                    name, partitions: Int32(partitions), inMemory: isKept ? .everything : .untilCommitted)
                topic.replicationFactor = replicationFactor
                topic.minInsyncReplicas = minInsyncReplicas
                topic.uncleanLeaderElectionEnable = allowsUncleanElection
                topic.retention = retention.limit
                topic.retentionBytes = retentionSize.bytes
                topic.segmentTime = segmentTime
                topic.segmentBytes = segmentSize.bytes ?? .max
                return topic
            })
        model.brokers = brokers
        model.offsetsRetention = offsetsRetention
        model.failoverTime = failoverTime
        model.replicaFetchDelay = replicaFetchDelay
        model.produceLatency = produceLatency
        model.fetchLatency = fetchLatency
        model.coordinatorLatency = coordinatorLatency
        return model
    }

    /// The object store that the services keep their state in.
    package var store: ObjectStoreModel {
        ObjectStoreModel(
            getLatency: storeReadLatency, putLatency: storeWriteLatency, listLatency: storeReadLatency)
    }

    /// The store that stands for Core's database.
    package var database: ObjectStoreModel {
        ObjectStoreModel(
            getLatency: databaseLatency, putLatency: databaseLatency, listLatency: databaseLatency)
    }
}

extension Scenario {
    /// Until when citizens arrive.
    package var arrivalsEnd: VirtualInstant { VirtualInstant.start.advanced(by: duration) }
    /// Whether a group may be without members for so long that its offsets expire: then it may read records again that
    /// all groups have committed. Without faults none is for a week.
    package var mayForgetOffsets: Bool {
        let retention = infrastructure.offsetsRetention
        let isPatient = retention >= InfrastructurePart().offsetsRetention
        return retention < duration + healing && (!faults.isEmpty || swarm || !isPatient)
    }

    /// When healing is over.
    package var end: VirtualInstant { arrivalsEnd.advanced(by: healing) }

    /// The world of a run: who comes, who is called, and under which names it finds the services.
    package func worldSettings(_ deployment: Deployment) -> WorldSettings {
        var settings = WorldSettings(
            start: Timestamp(secondsSinceEpoch: start.unixSeconds), arrivals: world.arrivals,
            arrivalsEnd: arrivalsEnd, addresses: deployment.addresses)
        settings.tenants = world.tenants
        settings.tenants.intermediaries = deployment.intermediaries.count
        settings.citizens = world.citizens
        settings.intermediaries = deployment.intermediaries
        settings.pagoPA = world.pagoPA
        return settings
    }

    /// Of a proxy: it acts for the tenants of its intermediary.
    package func configuration(
        ofProxy proxy: DeployedService, in deployment: Deployment, _ register: TenantRegister
    ) -> PaymentProxyConfiguration {
        guard let intermediary = proxy.intermediary else { preconditionFailure("A proxy has an intermediary.") }
        let share = services.checkoutShare
        let collections = register.tenants.filter { $0.intermediary == intermediary }.flatMap { tenant in
            // Spread evenly over the tenants, so that any share is met by every part of the register.
            let before = UInt64(tenant.number) * share.numerator / share.denominator
            let usesCheckout = UInt64(tenant.number + 1) * share.numerator / share.denominator > before
            return tenant.services.map { service in
                CollectionConfiguration(
                    tenantID: tenant.id, serviceID: service.id,
                    creditor: Creditor(taxIdentificationNumber: tenant.taxCode, name: tenant.name),
                    onlineChannel: usesCheckout ? .checkout : .portal)
            }
        }
        var configuration = PaymentProxyConfiguration(
            intermediary: deployment.intermediaries[intermediary].name, collections: collections)
        configuration.authority = proxy.servingHost
        configuration.updateAuthority = proxy.servingHost
        configuration.consumer = services.proxyConsumer
        configuration.consumer.groupID = proxy.readingGroup
        configuration.checkoutAuthority = deployment.service(.checkoutAPI).servingHost
        configuration.policies = services.proxyPolicies
        configuration.schedule = services.proxySchedule
        return configuration
    }

    /// What a witness is to know before the run begins.
    package func witnessSettings(_ deployment: Deployment, _ register: TenantRegister) -> WitnessSettings {
        var settings = WitnessSettings(
            start: Timestamp(secondsSinceEpoch: start.unixSeconds), loadEnd: arrivalsEnd)
        let writers = deployment.intermediaries.indices.map { intermediary in
            deployment.services.first { $0.role == .proxy && $0.intermediary == intermediary }
                .map { configuration(ofProxy: $0, in: deployment, register).appID }
        }
        settings.tenants = register.tenants.map { tenant in
            WitnessTenant(
                name: tenant.slug, id: tenant.id, taxCode: tenant.taxCode,
                intermediary: IntermediaryID(tenant.intermediary), proxyAppID: writers[tenant.intermediary])
        }
        settings.faultsEnd = faultsStopTheClock ? arrivalsEnd : .start
        settings.tags = deployment.measureTags
        settings.intermediaryNotifies = deployment.intermediaries.map(\.pushesOutcomes)
        settings.loopTime = services.poller.loopTime
        settings.checks = services.checkTable
        settings.resolution = measure.resolution
        settings.lifeLines = measure.lifeLines
        settings.deadlines = measure.deadlines
        return settings
    }

    /// Whether what is owed while faults last is owed its term from their end.
    private var faultsStopTheClock: Bool {
        switch measure.deadlines.duringFaults {
        case .keep: false
        case .extend: !faults.isEmpty || swarm
        case .extendInSwarms: swarm
        }
    }
}
