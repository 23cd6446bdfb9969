import PaymentModel
import PortFakes
import Testing

@testable import PaymentServices

/// What a proxy decides, as tables (<doc:/PaymentModel/PaymentStates>, <doc:/PaymentModel/Proxy>,
/// <doc:/PaymentModel/Races>).
struct ProxyRulesTests {
    private let now = Sample.now.adding(seconds: 60)

    private func rules(_ change: (inout PaymentProxyConfiguration) -> Void = { _ in }) -> ProxyRules {
        var configuration = PaymentProxyConfiguration(intermediary: "efil", collections: [Sample.collection()])
        change(&configuration)
        return ProxyRules(configuration)
    }

    @Test("A new payment gets a debt position, an unknown due is adopted, all other events are passed over")
    func reactions() {
        let rules = rules()
        let stored = Sample.payment(.paymentPending)
        #expect(rules.reaction(to: Sample.payment(.creationPending), stored: nil) == .createDebtPosition)
        #expect(rules.reaction(to: Sample.payment(.paymentPending), stored: nil) == .adopt)
        #expect(rules.reaction(to: Sample.payment(.paymentPending), stored: stored) == .skip)
        for status in PaymentStatus.allCases where status != .creationPending && status != .paymentPending {
            #expect(rules.reaction(to: Sample.payment(status), stored: nil) == .skip)
        }
    }

    @Test("What a second delivery of a creation meets is a policy")
    func creationGuards() {
        let event = Sample.payment(.creationPending)
        let stored = Sample.payment(.paymentPending)
        func reaction(_ creationGuard: ProxyPolicies.CreationGuard) -> ProxyRules.Reaction {
            rules { $0.policies.creationGuard = creationGuard }.reaction(to: event, stored: stored)
        }
        #expect(reaction(.none) == .createDebtPosition)
        #expect(reaction(.skipStored) == .skip)
        #expect(reaction(.republishStored) == .publishAgain(stored))
    }

    @Test("A created payment has its codes, its links and a first check in a minute")
    func created() {
        let state = rules().created(Sample.payment(.creationPending), as: .sample, now: now)
        #expect(state.status == .paymentPending)
        #expect(state.iuv == DebtPosition.sample.iuv)
        #expect(state.noticeCode == DebtPosition.sample.noticeCode)
        #expect(state.links.update.nextCheckAt == now.adding(seconds: 60))
        #expect(
            state.links.onlinePaymentBegin.url?.description
                == "https://efil-payment-proxy.test/online-payment/\(Sample.paymentID)")
        #expect(
            state.links.update.url?.description == "http://efil-payment-proxy.test/update/\(Sample.paymentID)")
        #expect(state.links.notify.count == 1)
    }

    @Test(
        "Money makes a payment COMPLETE and ends its checks",
        arguments: [PaymentStatus.paymentPending, .paymentStarted])
    func paid(_ status: PaymentStatus) {
        let state = rules().checked(
            Sample.payment(status, nextCheckAt: now),
            found: .paid(at: Sample.now.adding(seconds: 30), transactionID: "t-1"), now: now)
        #expect(state.status == .complete)
        #expect(state.paidAt == Sample.now.adding(seconds: 30))
        #expect(state.transactionID == "t-1")
        #expect(state.links.update.nextCheckAt == nil)
        #expect(state.links.update.lastCheckAt == now)
    }

    @Test("Without money the schedule goes on, even when the intermediary calls the position expired")
    func unpaid() {
        for found in [DebtPositionState.unpaid, .expired] {
            let state = rules().checked(Sample.payment(), found: found, now: now)
            #expect(state.status == .paymentPending)
            #expect(state.links.update.lastCheckAt == now)
            #expect(state.links.update.nextCheckAt == now.adding(seconds: 60))
            #expect(state.updatedAt == now)
        }
    }

    @Test("A cancelled position cancels a pending payment; a started one has no such arrow and goes on")
    func canceled() {
        let pending = rules().checked(Sample.payment(.paymentPending), found: .canceled, now: now)
        #expect(pending.status == .canceled)
        #expect(pending.links.update.nextCheckAt == nil)
        let started = rules().checked(Sample.payment(.paymentStarted), found: .canceled, now: now)
        #expect(started.status == .paymentStarted)
        #expect(started.links.update.nextCheckAt != nil)
    }

    @Test("Age alone makes a payment EXPIRED, unless it turns out paid at that check")
    func expired() {
        let late = Sample.now.adding(days: 366)
        let unpaid = rules().checked(Sample.payment(), found: .unpaid, now: late)
        #expect(unpaid.status == .expired)
        #expect(unpaid.links.update.nextCheckAt == nil)
        let paid = rules().checked(Sample.payment(), found: .paid(at: late, transactionID: nil), now: late)
        #expect(paid.status == .complete)
    }

    @Test("A check that is not answered leaves no trace, or by policy counts as made")
    func unanswered() {
        let payment = Sample.payment(nextCheckAt: Sample.now)
        #expect(rules().unanswered(payment, now: now) == nil)
        let advancing = rules { $0.policies.failedCheck = .advanceSchedule }.unanswered(payment, now: now)
        #expect(advancing?.links.update.nextCheckAt == now.adding(seconds: 60))
        #expect(advancing?.status == .paymentPending)
    }

    @Test("Only open payments are asked about, unless the policy says otherwise", arguments: PaymentStatus.allCases)
    func askedAbout(_ status: PaymentStatus) {
        #expect(rules().asksIntermediary(about: status) == !status.isFinal)
        #expect(rules { $0.policies.updateOfFinal = .checkAgain }.asksIntermediary(about: status))
    }

    @Test("Checking a complete payment again does not take its money away")
    func checkedAgain() {
        let rules = rules { $0.policies.updateOfFinal = .checkAgain }
        #expect(rules.checked(Sample.payment(.complete), found: .unpaid, now: now).status == .complete)
    }

    @Test("A notification completes an open payment once, and an ended one only by policy")
    func notified() {
        func notified(_ status: PaymentStatus, _ rules: ProxyRules) -> PaymentStatus? {
            rules.notified(Sample.payment(status), paidAt: now, transactionID: "t", now: now)?.status
        }
        let late = rules { $0.policies.lateOutcome = .complete }
        #expect(notified(.paymentPending, rules()) == .complete)
        #expect(notified(.paymentStarted, rules()) == .complete)
        for status in [PaymentStatus.expired, .canceled] {
            #expect(notified(status, rules()) == nil)
            #expect(notified(status, late) == .complete)
        }
        #expect(notified(.complete, rules()) == nil)
        #expect(notified(.complete, late) == nil)
    }

    @Test("Opening the online payment starts it; an ended one only by policy", arguments: PaymentStatus.allCases)
    func beganOnline(_ status: PaymentStatus) {
        let payment = Sample.payment(status)
        let state = rules().beganOnline(payment, now: now)
        #expect((state == nil) == status.isFinal)
        if let state {
            #expect(state.status == .paymentStarted)
            #expect(state.links.onlinePaymentBegin.lastOpenedAt == now)
        }
        let reopening = rules { $0.policies.openingOfFinal = .reopen }
        #expect(reopening.beganOnline(payment, now: now)?.status == .paymentStarted)
    }

    @Test("Opening another link changes nothing but its time")
    func opened() {
        let payment = Sample.payment(.complete)
        var expected = payment.state
        expected.updatedAt = now
        expected.links.receipt.lastOpenedAt = now
        #expect(rules().opened(\.receipt, of: payment, now: now) == expected)
    }

    @Test("A configuration counts for its tenant and service only, and only while it is active")
    func collections() {
        let active = PaymentProxyConfiguration(intermediary: "efil", collections: [Sample.collection()])
        #expect(active.collection(tenantID: Sample.tenantID, serviceID: Sample.serviceID) == Sample.collection())
        #expect(active.collection(tenantID: Sample.otherTenantID, serviceID: Sample.serviceID) == nil)
        let inactive = PaymentProxyConfiguration(
            intermediary: "efil", collections: [Sample.collection(isActive: false)])
        #expect(inactive.collection(tenantID: Sample.tenantID, serviceID: Sample.serviceID) == nil)
    }
}
