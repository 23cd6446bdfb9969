import PaymentModel
import Testing
import VirtualTime

@testable import Observation
@testable import World

@Suite("The directory of a run's stories")
struct PaymentDirectoryTests {
    private let directory = PaymentDirectory(tenants: [
        WitnessTenant(
            name: "comune-1", id: EntityID(high: 9, low: 9), taxCode: "00010000016", intermediary: IntermediaryID(0))
    ])

    private func id(_ number: UInt64) -> EntityID { EntityID(high: number << 32, low: 0xABC0 + number) }

    private func hear(_ facts: Fact...) {
        for fact in facts { directory.heard(fact, at: .start) }
    }

    private func moved(_ payment: EntityID) throws -> Fact {
        .moneyMoved(
            MoneyMovement(
                payment: payment, intermediary: 0, notice: try notice, amount: .oneCent, way: .online, instant: .start,
                statusShows: .start))
    }

    private var notice: NoticeCode {
        get throws { try #require(NoticeCode("300000000000000205")) }
    }

    private func published(_ payment: EntityID, of application: EntityID) -> Fact {
        let origin = PaymentOrigin(
            PaymentOrigin.Values(
                id: payment, userID: id(7), tenantID: EntityID(high: 9, low: 9), serviceID: id(8),
                remoteID: application, createdAt: SampleEvents.start, amount: .oneCent,
                payer: Person(taxIdentificationNumber: "RSSMRA80A01H501U", name: "Maria")))
        let sample = SampleEvents().event(.paymentPending, origin: origin)
        return .paymentPublished(sample)
    }

    @Test("All payments of an application are one subject, however they are named")
    func siblingsAreOneSubject() throws {
        hear(
            .applicationSubmitted(id(1), tenant: TenantID(0), asks: .oneCent, arrived: .start),
            published(id(2), of: id(1)), published(id(3), of: id(1)))
        let subject = try #require(directory.subject(of: id(2)))
        #expect(subject.application == id(1))
        #expect(subject.payments.map(\.id) == [id(2), id(3)])
        #expect(subject.tenant == "comune-1")
        #expect(directory.subject(of: id(3)) == subject)
        #expect(try directory.search("\(id(1))") == subject)
        #expect(directory.subjects.count == 1)
    }

    @Test("A payment that was heard of before its application joins it")
    func earlyPaymentsJoin() throws {
        hear(try moved(id(2)), published(id(2), of: id(1)))
        #expect(directory.subjects.count == 1)
        #expect(directory.subject(of: id(1))?.payments.first?.movements == 1)
    }

    @Test("Anomalies say what is not as usual")
    func anomalies() throws {
        hear(published(id(2), of: id(1)), try moved(id(2)), try moved(id(2)))
        hear(.citizenLeft(.linkBroken, application: id(1)), .attemptRefused(.ongoing, payment: id(2)))
        let subject = try #require(directory.subject(of: id(1)))
        #expect(subject.anomalies == [.unfinished, .unknownMoney, .paidTwice, .attemptRefused, .givenUp])
        hear(.applicationSubmitted(id(5), tenant: TenantID(0), asks: .oneCent, arrived: .start))
        #expect(directory.subject(of: id(5))?.anomalies == [.noPayment])
    }

    @Test("A beginning that is nobody's, several's or too short is refused with the way out")
    func searchRefusals() throws {
        hear(published(id(2), of: id(1)), published(id(4), of: id(3)))
        let whole = "\(id(2))"
        #expect(try directory.search(String(whole.prefix(9)).uppercased()).payments.map(\.id) == [id(2)])
        #expect(throws: StorySearchError.tooShort("000")) { try directory.search("000") }
        let several = try #require(throws: StorySearchError.self) { try directory.search("00000") }
        guard case .ambiguous("00000", let names, 2) = several else {
            Issue.record("\(several)")
            return
        }
        #expect(names.count == 2)
        let wrong = String(whole.dropLast()) + "f"
        let unknown = try #require(throws: StorySearchError.self) { try directory.search(wrong) }
        guard case .unknown(wrong, let near) = unknown else {
            Issue.record("\(unknown)")
            return
        }
        #expect(near.first == whole)
        #expect(unknown.description.contains("near are \(whole)"))
    }

    @Test("Filters take by status, finding, tenant and anomaly")
    func filters() throws {
        hear(published(id(2), of: id(1)), published(id(4), of: id(3)), try moved(id(4)))
        let finding = Violation(
            invariant: "I6", grade: .liveness, instantNanoseconds: 1, subject: "payment \(id(4))", message: "late")
        func taken(_ filter: StoryFilter) -> [EntityID?] {
            filter.take(from: directory, [finding]).map(\.subject.application)
        }
        #expect(taken(StoryFilter()) == [id(1), id(3)])
        #expect(taken(StoryFilter(status: "PAYMENT_PENDING")) == [id(1), id(3)])
        #expect(taken(StoryFilter(status: "COMPLETE")) == [])
        #expect(taken(StoryFilter(finding: .paidBecomesComplete)) == [id(3)])
        #expect(taken(StoryFilter(tenant: "comune-9")) == [])
        #expect(taken(StoryFilter(anomaly: .unknownMoney)) == [id(3)])
        #expect(StoryFilter(finding: .paidBecomesComplete).take(from: directory, [finding])[0].findings == ["I6"])
    }
}
