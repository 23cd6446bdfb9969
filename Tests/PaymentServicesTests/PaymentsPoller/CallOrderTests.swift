import PaymentModel
import PortFakes
import ServicePorts
import Testing

@testable import PaymentServices

@Suite("The payments of one loop are called")
struct CallOrderTests {
    private static func rows(_ seed: UInt64) -> [DueRow] {
        var chance = SplitMix(seed: seed)
        return (0..<Int(chance.next() % 60)).map { number in
            DueRow(
                url: .text("\(number)"),
                dueAt: chance.next() % 8 == 0 ? nil : Sample.now.adding(seconds: Int64(chance.next() % 20)),
                tenant: chance.next() % 10 == 0 ? nil : EntityID(high: 0, low: chance.next() % 5))
        }
    }

    private func names(_ rows: [DueRow]) -> [String] { rows.compactMap(\.url.text) }

    @Test("each once, in whatever order", arguments: 0..<50)
    func permutation(_ seed: UInt64) {
        let rows = Self.rows(seed)
        let sorted = names(rows).sorted()
        #expect(names(CallOrder.oldestDueFirst(rows)).sorted() == sorted)
        #expect(names(CallOrder.fairByTenant(rows)).sorted() == sorted)
    }

    @Test("the oldest due first, what has no time last, and of equals the first", arguments: 0..<50)
    func oldest(_ seed: UInt64) {
        let ordered = CallOrder.oldestDueFirst(Self.rows(seed))
        for (first, second) in zip(ordered, ordered.dropFirst()) {
            guard let due = second.dueAt else { continue }
            #expect(first.dueAt != nil && first.dueAt! <= due)
            if first.dueAt == due { #expect(Int(first.url.text!)! < Int(second.url.text!)!) }
        }
    }

    @Test("fairly: no tenant has two turns more than one who still waits, and of each its oldest", arguments: 0..<50)
    func fair(_ seed: UInt64) {
        let rows = Self.rows(seed)
        let ordered = CallOrder.fairByTenant(rows)
        let tenants = rows.map(\.tenant).reduce(into: [EntityID?]()) { if !$0.contains($1) { $0.append($1) } }
        for end in ordered.indices {
            let called = ordered[...end]
            let waiting = tenants.filter { tenant in ordered[(end + 1)...].contains { $0.tenant == tenant } }
            for poor in waiting {
                let turns = called.count { $0.tenant == poor }
                for tenant in tenants { #expect(called.count { $0.tenant == tenant } <= turns + 1) }
            }
        }
        for tenant in tenants {
            let own = ordered.filter { $0.tenant == tenant }
            #expect(own == CallOrder.oldestDueFirst(rows.filter { $0.tenant == tenant }))
        }
    }

    @Test("by exactly one of several replicas, whose shares are about equal", arguments: [1, 2, 3, 7, 100])
    func shares(_ count: Int) {
        let shares = (1...count).map { ReplicaShare(replica: $0, of: count) }
        var sizes = [Int](repeating: 0, count: count)
        for number in 0..<UInt64(count * 400) {
            let id = EntityID(high: number / 7, low: 0x8000_0000_0000_0000 | number)
            let owners = shares.indices.filter { shares[$0].contains("http://proxy.test/update/\(id)") }
            #expect(owners.count == 1)
            sizes[owners[0]] += 1
        }
        #expect(sizes.allSatisfy { (300...500).contains($0) }, "\(sizes)")
    }

    @Test("as the query has it: a limit in the query, the tenant only where it is asked for, a share of what comes")
    func query() {
        var configuration = PollerConfiguration()
        configuration.rowsMax = 100
        configuration.order = .fairByTenant
        configuration.selection = .all
        let query = DueQuery(configuration)
        #expect(
            query.sql(now: Sample.now)
                == "SELECT UPDATE_URL, UPDATE_NEXT_CHECK_AT, TENANT_ID FROM payments_open LIMIT 100;")
        let rows: [[KsqlCell]] = (0..<4).map { number in
            [.text("\(number)"), .null, .id(number < 3 ? Sample.tenantID : Sample.otherTenantID)]
        }
        #expect(query.urls(in: rows, now: Sample.now).map(\.text) == ["0", "3", "1", "2"])
        configuration.division = .shares
        configuration.replicas = 2
        let halves = [1, 2].map { replica in
            configuration.replica = replica
            return DueQuery(configuration).urls(in: rows, now: Sample.now).compactMap(\.text)
        }
        #expect((halves[0] + halves[1]).sorted() == ["0", "1", "2", "3"])
    }
}
