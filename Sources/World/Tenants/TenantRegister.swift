import PaymentModel
import VirtualTime

/// Sizes of an installation (<doc:/PaymentModel/Sizing>: hundreds of municipalities of 120 to 120,000 inhabitants).
public struct TenantSettings: Sendable, Hashable {
    /// Tenants, from 1 to 65,535.
    public var count: Int
    /// Services with a payment for each tenant.
    public var servicesEach: Int
    /// How many intermediaries share the tenants.
    public var intermediaries: Int

    /// Sizes of these numbers; traps outside their ranges.
    public init(count: Int = 200, servicesEach: Int = 4, intermediaries: Int = 1) {
        precondition((1...65_535).contains(count), "A register holds 1 to 65,535 tenants.")
        precondition((1...TenantRegister.kinds.count).contains(servicesEach), "There are so many kinds of services.")
        precondition((1...Intermediary.countMax).contains(intermediaries), "Notices tell so many intermediaries apart.")
        self.count = count
        self.servicesEach = servicesEach
        self.intermediaries = intermediaries
    }
}

/// The tenants of one world, the same for the same seed, and the choice of who an arriving citizen turns to.
public struct TenantRegister: Sendable {
    /// By their numbers.
    public let tenants: [Tenant]
    private let inhabitantsUpTo: [UInt64]
    private let positions: [EntityID: Int]

    /// Kinds of services with their weights: school meals, local taxes, fines, stamps, permits and the like.
    static let kinds: [(slug: String, dueType: String, weight: UInt64)] = [
        ("mensa-scolastica", "MENSA", 30), ("tari", "TARI", 25), ("sanzioni", "SANZIONI", 15),
        ("carta-identita", "CIE", 12), ("occupazione-suolo", "COSAP", 8), ("trasporto-scolastico", "TRASPORTO", 6),
        ("impianti-sportivi", "SPORT", 3), ("servizi-cimiteriali", "CIMITERI", 1),
    ]

    /// - Parameter stream: the named stream of a tenant, such as `simulation.stream("tenants/7")`: adding a tenant
    ///   changes none of the others.
    public init(_ settings: TenantSettings, stream: (_ name: String) -> RandomStream) {
        let sizes = Sampler(.logNormal(median: .nanoseconds(5_000), p99: .nanoseconds(110_000)))
        var tenants: [Tenant] = []
        var sum: UInt64 = 0
        var sums: [UInt64] = []
        var positions: [EntityID: Int] = [:]
        for number in 0..<settings.count {
            var stream = stream("tenants/\(number)")
            let tenant = Self.tenant(number, settings, inhabitants: Int(sizes.sampleNanoseconds(&stream)), &stream)
            sum += UInt64(tenant.inhabitants)
            sums.append(sum)
            positions[tenant.id] = number
            tenants.append(tenant)
        }
        self.tenants = tenants
        self.positions = positions
        inhabitantsUpTo = sums
    }

    private static func tenant(
        _ number: Int, _ settings: TenantSettings, inhabitants: Int, _ stream: inout RandomStream
    ) -> Tenant {
        let code = String(number + 1)
        let padded = String(repeating: "0", count: max(0, 3 - code.count)) + code
        let id = EntityID.random(&stream)
        let taxCode = TaxCode.ofOrganisation(1_000_000 + UInt64(number))
        let services = kinds.prefix(settings.servicesEach).map {
            Service(id: .random(&stream), slug: $0.slug, dueType: $0.dueType, weight: $0.weight)
        }
        return Tenant(
            number: number, id: id, slug: "comune-\(padded)", name: "Comune \(padded)", taxCode: taxCode,
            inhabitants: min(max(inhabitants, 120), 120_000), intermediary: number % settings.intermediaries,
            services: services)
    }

    /// The tenant of an id; nil when there is none.
    public func tenant(_ id: EntityID) -> Tenant? { positions[id].map { tenants[$0] } }

    /// A tenant with the likelihood of its size.
    func drawTenant(_ stream: inout RandomStream) -> Int {
        guard let whole = inhabitantsUpTo.last else { preconditionFailure("A register has tenants.") }
        let wanted = stream.next(below: whole)
        var (low, high) = (0, inhabitantsUpTo.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if inhabitantsUpTo[middle] > wanted { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// One of the tenant's services with the likelihood of its weight.
    func drawService(of tenant: Int, _ stream: inout RandomStream) -> Int {
        let services = tenants[tenant].services
        var wanted = stream.next(below: services.reduce(0) { $0 + $1.weight })
        for (index, service) in services.enumerated() {
            if wanted < service.weight { return index }
            wanted -= service.weight
        }
        preconditionFailure("The drawn weight lies below the sum of all.")
    }
}
