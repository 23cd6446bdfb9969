import PaymentModel
import Testing

@testable import Observation
@testable import World

@Suite("Tenants and writers, seen by the witness")
struct TenantTests {
    @Test("A payment of another tenant than its application's is found")
    func tenantOfTheApplication() {
        let story = PaymentStory()
        let foreign = story.applicationEvent(.paymentPending, 1, tenant: EntityID(high: 9, low: 9))
        story.tell(.applicationStored(foreign), at: 0)
        story.published(.creationPending, 1, at: 1)
        #expect(story.finish(at: 2).broken("I13").count == 1)
    }

    @Test("A debt position of another creditor or at another intermediary is found")
    func creditorOfThePosition() {
        func found(creditor: String = "01000000001", intermediary: Int = 0) -> Int {
            let story = PaymentStory()
            story.published(.creationPending, 1, at: 1)
            story.positionOpened(1, intermediary: intermediary, creditor: creditor, at: 2)
            return story.finish(at: 3).broken("I13").count
        }
        #expect(found() == 0)
        #expect(found(creditor: "01000000002") == 1)
        #expect(found(intermediary: 1) == 1)
    }

    @Test("A page that shows the payment of another application is found")
    func paymentOnAPage() {
        let story = PaymentStory()
        story.goodLife(1, from: 0)
        story.goodLife(2, from: 200)
        story.tell(.payLinkShown(application: story.application(1), payment: story.payment(2)), at: 400)
        story.tell(.pageShowed(application: story.application(2), payment: story.payment(1)), at: 401)
        #expect(story.finish(at: 402).broken("I13").count == 2)
    }

    @Test("A writer that is not the tenant's proxy is found, and a second one after it")
    func writers() {
        func found(_ writers: [String]) -> Int {
            let story = PaymentStory()
            story.published(.creationPending, 1, by: "payment-dispatcher:2.0.0", at: 1)
            for (number, writer) in writers.enumerated() {
                story.published(.paymentPending, 1, check: (1, 61), by: writer, at: Int64(number) + 2)
            }
            return story.finish(at: 10).broken("I10").count
        }
        #expect(found(["proxy:1.0.0", "proxy:1.1.0"]) == 0)
        #expect(found(["other-proxy:1.0.0"]) == 1)
        #expect(found(["proxy:1.0.0", "payment-dispatcher:2.0.0"]) == 1)
    }

    @Test("What a citizen holds leads nowhere: found while the payment is open, and not after")
    func blockedWays() {
        let story = PaymentStory()
        story.published(.paymentPending, 1, check: (0, 60), at: 1)
        story.tell(.attemptRefused(.expired, payment: story.payment(1)), at: 2)
        story.tell(.attemptRefused(.ongoing, payment: story.payment(1)), at: 2)
        story.tell(.citizenLeft(.linkBroken, application: story.application(1)), at: 3)
        story.tell(.citizenLeft(.noticeUnavailable, application: story.application(1)), at: 3)
        story.goodLife(2, from: 10)
        story.tell(.citizenLeft(.linkBroken, application: story.application(2)), at: 200)
        #expect(story.finish(at: 201).broken("I20").count == 3)
    }

    @Test("A creation that failed is no finding once the citizen has read it")
    func failedCreationSeen() {
        let story = PaymentStory()
        story.submitted(1, at: 0)
        story.published(.creationPending, 1, at: 1)
        story.published(.creationFailed, 1, at: 2)
        story.tell(.citizenLeft(.creationFailed, application: story.application(1)), at: 3)
        #expect(story.finish(at: 10_000).broken("I18") == [])
    }
}
