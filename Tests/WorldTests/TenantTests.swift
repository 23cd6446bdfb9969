import PaymentModel
import Testing
import VirtualTime

@testable import World

@Suite("Tenants come from named streams")
struct TenantTests {
    private func register(_ count: Int, intermediaries: Int = 1, seed: UInt64 = 5) -> TenantRegister {
        TenantRegister(TenantSettings(count: count, intermediaries: intermediaries)) {
            RandomStream(seed: seed, name: $0, replication: 0)
        }
    }

    @Test("Another tenant changes none of those before it")
    func growingKeepsOthers() {
        let small = register(20).tenants
        let large = register(21).tenants
        for (a, b) in zip(small, large) {
            #expect(a.id == b.id && a.inhabitants == b.inhabitants && a.taxCode == b.taxCode)
            #expect(a.services.map(\.id) == b.services.map(\.id))
        }
        #expect(register(20, seed: 6).tenants[0].id != small[0].id)
    }

    @Test("Slugs, ids and tax codes are unique, sizes lie between 120 and 120,000")
    func identitiesAreUnique() {
        let tenants = register(500).tenants
        #expect(Set(tenants.map(\.slug)).count == 500)
        #expect(Set(tenants.map(\.id) + tenants.flatMap { $0.services.map(\.id) }).count == 2500)
        #expect(Set(tenants.map(\.taxCode)).count == 500)
        #expect(tenants.allSatisfy { (120...120_000).contains($0.inhabitants) })
        #expect(register(7, intermediaries: 3).tenants.map(\.intermediary) == [0, 1, 2, 0, 1, 2, 0])
    }

    @Test("An organisation's code ends in the check digit of Italian VAT numbers")
    func taxCodeIsChecked() {
        // The number of the published example 07643520567.
        #expect(TaxCode.ofOrganisation(764_352_056) == "07643520567")
        #expect(register(3).tenants.allSatisfy { $0.taxCode.count == 11 })
    }

    @Test("Tenants are drawn by their size, services by their weight")
    func drawsFollowWeights() {
        let register = register(10)
        var stream = RandomStream(seed: 1, name: "draws", replication: 0)
        var counts = [Int](repeating: 0, count: 10)
        var meals = 0
        for _ in 0..<100_000 {
            let tenant = register.drawTenant(&stream)
            counts[tenant] += 1
            if register.drawService(of: tenant, &stream) == 0 { meals += 1 }
        }
        let inhabitants = Double(register.tenants.reduce(0) { $0 + $1.inhabitants })
        for (tenant, count) in zip(register.tenants, counts) {
            let share = Double(tenant.inhabitants) / inhabitants
            #expect(abs(Double(count) / 100_000 - share) < 5 * (share * (1 - share) / 100_000).squareRoot() + 1e-9)
        }
        let weights = register.tenants[0].services.map { Double($0.weight) }
        #expect(abs(Double(meals) / 100_000 - weights[0] / weights.reduce(0, +)) < 0.01)
    }
}
