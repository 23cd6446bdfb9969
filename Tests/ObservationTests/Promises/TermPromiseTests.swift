import Containers
import PaymentModel
import Testing
import VirtualTime
import World

@testable import Observation

@Suite("Promises that time breaks")
struct TermPromiseTests {
    private let sample = SampleEvents()
    private let place = SampleEvents.place

    // MARK: I11

    @Test("I11 is met when the view takes the greatest event, and counts from the payment's last event")
    func i11Quiet() {
        var promise = ViewShowsLatest()
        func compared(_ agrees: Bool) -> Evidence {
            .viewCompared(payment: SampleEvents.payment, place, agrees: agrees)
        }
        _ = promise.findings(of: compared(false), at: 0)
        _ = promise.findings(of: compared(false), at: 200 * second)
        #expect(promise.unmet(before: 400 * second) == [])
        _ = promise.findings(of: compared(true), at: 450 * second)
        #expect(promise.unmet(before: 4_000 * second) == [])
        _ = promise.findings(of: compared(false), at: 4_000 * second)
        #expect(promise.unmet(before: 5_000 * second).map(\.instant) == [4_300 * second])
        #expect(promise.remembered == 0)
    }

    @Test("I11 finds a row that came too late, also when it came before anybody looked")
    func i11Late() {
        var promise = ViewShowsLatest()
        _ = promise.findings(of: .viewCompared(payment: SampleEvents.payment, place, agrees: false), at: 0)
        let late = promise.findings(
            of: .viewCompared(payment: SampleEvents.payment, place, agrees: true), at: 301 * second)
        #expect(late.map(\.instant) == [300 * second])
    }

    // MARK: I14

    private func checks(_ change: (inout Deadlines) -> Void = { _ in }) -> ChecksGoOn {
        var deadlines = Deadlines()
        change(&deadlines)
        return ChecksGoOn(deadlines, loopTime: .seconds(90), start: SampleEvents.start)
    }

    private func planned(_ last: Int64, _ next: Int64?, _ status: PaymentStatus = .paymentPending) -> PaymentEvent {
        sample.event(status, check: (sample.wall(last), next.map(sample.wall)))
    }

    @Test("I14 gives a check two loops beyond its instant, and finds what is overdue by more")
    func i14Overdue() {
        var promise = checks()
        let first = planned(0, 60)
        #expect(promise.findings(of: .published(first), at: 0) == [])
        let second1 = planned(100, 160)
        #expect(promise.findings(of: .published(second1, after: first), at: 100 * second) == [])
        let late = promise.findings(of: .published(planned(400, 700), after: second1), at: 341 * second)
        #expect(late.map(\.instant) == [340 * second])
        #expect(promise.unmet(before: 5_000 * second).map(\.instant) == [880 * second])
    }

    @Test("I14 asks nothing of a payment that is over or not created, and finds one without a check at once")
    func i14Unplanned() {
        var promise = checks()
        #expect(promise.findings(of: .published(sample.event(.creationPending))) == [])
        let unplanned = sample.event(.paymentPending)
        #expect(promise.findings(of: .published(unplanned)).count == 1)
        #expect(promise.findings(of: .published(unplanned, after: unplanned)) == [])
        let open = planned(0, 60)
        _ = promise.findings(of: .published(open))
        _ = promise.findings(of: .published(planned(60, nil, .complete), after: open), at: 61 * second)
        #expect(promise.unmet(before: .max) == [])
        #expect(promise.remembered == 0)
    }

    @Test("I14 waits for a poller that asks in vain, but not for ever")
    func i14AskedInVain() {
        var promise = checks { $0.unansweredLoops = 10 }
        _ = promise.findings(of: .published(planned(0, 60)))
        for instant in stride(from: 90, through: 1_800, by: 90) as StrideThrough<Int64> {
            _ = promise.findings(of: .checkUnanswered(payment: SampleEvents.payment, place), at: instant * second)
        }
        #expect(promise.unmet(before: 10_000 * second).map(\.instant) == [960 * second])
    }

    @Test("I14 takes the run's end for what it is, although no bucket is over")
    func i14AtTheEnd() {
        var promise = checks()
        _ = promise.findings(of: .published(planned(0, 60)))
        #expect(promise.unmet(before: 241 * second) == [])
        var log = ViolationLog()
        promise.finish(before: 241 * second, &log)
        #expect(log.kept.map(\.instant) == [240 * second])
    }

    // MARK: I15

    @Test("I15 finds a group that commits nothing before unread records, once until it goes on")
    func i15Stands() {
        var promise = ConsumersProgress()
        func stands(_ committed: Int64, _ lag: Int64, at minute: Int64) -> Int {
            let evidence = Evidence.consumerStands(
                ConsumerGroupID(1), partition: 2, named: "payments/2", committed: committed, lag: lag)
            return promise.findings(of: evidence, at: minute * 60 * second).count
        }
        #expect(stands(5, 0, at: 0) == 0)
        #expect(stands(5, 0, at: 60) == 0)
        #expect(stands(5, 3, at: 61) == 0)
        #expect(stands(5, 4, at: 74) == 0)
        #expect(stands(5, 4, at: 77) == 1)
        #expect(stands(5, 9, at: 90) == 0)
        #expect(stands(6, 8, at: 91) == 0)
        #expect(stands(7, 8, at: 120) == 0)
        #expect(stands(7, 8, at: 136) == 1)
    }

    @Test("I15 counts the wait from the first unread record, not from when the group was done")
    func i15FirstUnread() {
        var promise = ConsumersProgress()
        for (minute, lag) in [(0, 0), (100, 0), (101, 1)] as [(Int64, Int64)] {
            let evidence = Evidence.consumerStands(
                ConsumerGroupID(0), partition: 0, named: "payments/0", committed: 5, lag: lag)
            #expect(promise.findings(of: evidence, at: minute * 60 * second) == [])
        }
    }

    // MARK: Obligations

    private func move(from: PaymentStatus? = nil, to: PaymentStatus, in1500: Bool = true) -> Evidence {
        .paymentMoved(
            PaymentMove(
                payment: SampleEvents.payment, application: SampleEvents.application, from: from, to: to,
                applicationIsIn1500: in1500))
    }

    @Test("I17 is met by any way out of CREATION_PENDING, and missed without one")
    func i17Creation() {
        for settled in [PaymentStatus.paymentPending, .creationFailed] {
            var promise = CreationSettles()
            _ = promise.findings(of: move(to: .creationPending))
            _ = promise.findings(of: move(from: .creationPending, to: settled))
            #expect(promise.unmet(before: .max) == [])
        }
        var promise = CreationSettles()
        _ = promise.findings(of: move(to: .creationPending))
        #expect(promise.unmet(before: .max).map(\.instant) == [900 * second])
    }

    @Test("I18 is met when the application goes on, has another payment, or the citizen reads of it")
    func i18Seen() {
        let ways: [Evidence] = [
            .applicationLeft1500(SampleEvents.application), .failedCreationTold(application: SampleEvents.application),
            move(to: .creationPending),
        ]
        for way in ways {
            var promise = FailedCreationSeen()
            _ = promise.findings(of: move(from: .creationPending, to: .creationFailed))
            _ = promise.findings(of: way)
            #expect(promise.unmet(before: .max) == [])
        }
        var promise = FailedCreationSeen()
        _ = promise.findings(of: move(from: .creationPending, to: .creationFailed))
        #expect(promise.unmet(before: .max).map(\.instant) == [1_800 * second])
    }

    @Test("I25 is met by an event of the application, before the 201 or after it")
    func i25Published() {
        func unmet(isPublished: Bool, _ later: [Evidence] = []) -> [Int64] {
            var promise = AcceptedIsPublished()
            _ = promise.findings(of: .submissionAccepted(SampleEvents.application, isPublished: isPublished))
            for evidence in later { _ = promise.findings(of: evidence) }
            return promise.unmet(before: .max).map(\.instant)
        }
        #expect(unmet(isPublished: true) == [])
        #expect(unmet(isPublished: false, [.applicationPublished(sample.application(.paymentPending))]) == [])
        #expect(unmet(isPublished: false) == [300 * second])
    }

    @Test("I28 is met by 2000, and not by 1520")
    func i28Acquired() {
        func unmet(_ states: [ApplicationStatus]) -> [Int64] {
            var promise = SubmissionAcquired()
            for status in states {
                _ = promise.findings(
                    of: .applicationReached(SampleEvents.application, status, owesPayment: true, hasComplete: true))
            }
            return promise.unmet(before: .max).map(\.instant)
        }
        #expect(unmet([.paymentSuccess]) == [])
        #expect(unmet([.paymentSuccess, .preSubmit, .submitted]) == [])
        #expect(unmet([.paymentSuccess, .preSubmit]) == [900 * second])
    }

    // MARK: At every moment

    @Test("I19 finds a second event of one state, and not a second application or state")
    func i19Once() {
        var promise = SubmittedOnce()
        func published(_ status: ApplicationStatus, _ event: UInt64) -> [Finding] {
            promise.findings(of: .applicationPublished(sample.application(status, event: event)))
        }
        #expect(published(.preSubmit, 1) == [])
        #expect(published(.submitted, 2) == [])
        #expect(published(.submitted, 2) == [])
        #expect(published(.submitted, 3).count == 1)
        #expect(published(.preSubmit, 4).count == 1)
        _ = promise.findings(of: .applicationForgotten(SampleEvents.application))
        #expect(promise.remembered == 0)
    }

    @Test("I23 wants the citizen's own session, and the way back that fits")
    func i23Sessions() {
        var promise = OwnSession()
        let own = SampleEvents.payment
        #expect(promise.findings(of: .sessionReached(payment: own, paying: own)) == [])
        #expect(promise.findings(of: .sessionReached(payment: own, paying: EntityID(high: 1, low: 2))).count == 1)
        for (word, hasPaid, findings) in [
            (.paid, true, 0), (.paid, false, 1), (.failed, true, 1), (.failed, false, 0), (.unknown, true, 0),
            (.unknown, false, 0),
        ] as [(LandingWord, Bool, Int)] {
            let found = promise.findings(of: .landed(payment: own, told: word, hasPaid: hasPaid))
            #expect(found.count == findings, "\(word) \(hasPaid)")
        }
    }

    @Test("I26 finds a dispatch to which the view said nothing")
    func i26Answered() {
        var promise = DispatchAfterAnswer()
        #expect(promise.findings(of: .dispatched(application: SampleEvents.application, answered: true)) == [])
        #expect(promise.findings(of: .dispatched(application: SampleEvents.application, answered: false)).count == 1)
    }
}
