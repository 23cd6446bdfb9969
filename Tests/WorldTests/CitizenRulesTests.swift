import PaymentModel
import Testing
import VirtualTime

@testable import World

@Suite("A citizen's rules")
struct CitizenRulesTests {
    private let application = EntityID(high: 7, low: 7)
    private let payment = EntityID(high: 8, low: 8)

    private func citizen(seed: UInt64 = 1) -> Citizen {
        Citizen(tenant: 0, service: 0, stream: RandomStream(seed: seed, name: "", replication: 0))
    }

    private func habits(_ change: (inout CitizenSettings) -> Void = { _ in }) -> CitizenHabits {
        var settings = CitizenSettings()
        settings.thinkTime = .constant(.seconds(20))
        settings.sessionTime = .constant(.seconds(100))
        settings.retryDelay = .constant(.seconds(3600))
        settings.revisitDelay = .constant(.seconds(7200))
        settings.lookDelay = .constant(.seconds(1800))
        settings.offlineDelay = .constant(.seconds(86_400))
        (settings.abandons, settings.failsAtPSP) = (.never, .never)
        (settings.opensSecondTab, settings.paysTwice, settings.closesTabAfterPaying) = (.never, .never, .never)
        (settings.neverPaysNotice, settings.paysNoticeLate, settings.paysNoticeAtTerm) = (.never, .never, .never)
        settings.looksAfterOffline = .always
        change(&settings)
        return CitizenHabits(settings)
    }

    /// Tells `events` one after the other.
    /// - Returns: what the citizen does after each.
    private func actions(
        _ citizen: inout Citizen, _ habits: CitizenHabits, _ events: [CitizenEvent]
    ) -> [CitizenAction] {
        events.map { citizen.handle($0, habits).action }
    }

    private func wait(_ seconds: Int64) -> CitizenAction { .wait(nanoseconds: seconds * 1_000_000_000) }

    private var payable: CitizenEvent {
        .payable(payment: payment, online: LinkNumber(rawValue: 0), notice: LinkNumber(rawValue: 1))
    }

    @Test("Online: submit, see the link, pay in a session, come back, see the outcome")
    func onlineLife() {
        let habits = habits { $0.paysOnline = .always }
        var citizen = citizen()
        #expect(citizen.arrive().action == .submit)
        let done = actions(
            &citizen, habits,
            [
                .accepted(application), .notYet, .due, payable, .due, .sessionOpened, .due, .locked, .due, .paid,
                .sentBack, .notYet, .due, .received,
            ])
        #expect(
            done == [
                .readPayment, wait(2), .readPayment, wait(20), .openOnline, wait(50), .lockNotice, wait(50),
                .endSession, .land, .readApplication, wait(2), .readApplication, .leave(.sawOutcome),
            ])
        #expect(citizen.application == application && citizen.payment == payment)
    }

    @Test("Offline: open the notice, pay it a day later, look at the page")
    func offlineLife() {
        let habits = habits { $0.paysOnline = .never }
        var citizen = citizen()
        _ = citizen.arrive()
        let done = actions(
            &citizen, habits, [.accepted(application), payable, .due, .notice(5), .due, .paid, .due, .received])
        #expect(
            done == [
                .readPayment, wait(20), .openNotice, wait(86_400), .payAtCounter, wait(1800), .readApplication,
                .leave(.sawOutcome),
            ])
        #expect(citizen.notice == 5)
    }

    @Test("The page asks 31 times in about 15 minutes, then says that it timed out")
    func pageSchedule() {
        let waits = (1...30).map { PageSchedule.waitNanoseconds(afterTries: $0)! / 1_000_000_000 }
        #expect(waits.prefix(5).allSatisfy { $0 == 2 })
        #expect(Array(waits[5...7]) == [12, 14, 16] && waits.last == 60)
        #expect(waits.reduce(0, +) == 910)
        #expect(PageSchedule.waitNanoseconds(afterTries: 31) == nil)
    }

    @Test("Who never sees the link visits the page as often as patience allows: 31 calls each time")
    func linkNeverShown() {
        let habits = habits { $0.visitsMax = 2 }
        var citizen = citizen()
        _ = citizen.arrive()
        var action = citizen.handle(.accepted(application), habits).action
        var (calls, away) = (0, 0)
        while action != .leave(.linkNeverShown) {
            if action == .readPayment {
                calls += 1
                action = citizen.handle(.notYet, habits).action
            } else {
                if action == wait(7200) { away += 1 }
                action = citizen.handle(.due, habits).action
            }
        }
        #expect(calls == 62 && away == 1)
    }

    @Test("A creation that failed ends the visit at once, another error ends it until later")
    func creationFailed() {
        var citizen = citizen()
        _ = citizen.arrive()
        let done = actions(&citizen, habits(), [.accepted(application), .failed, .due, .creationFailed])
        #expect(done == [.readPayment, wait(7200), .readPayment, .leave(.creationFailed)])
    }

    @Test("A submission is tried three times")
    func submissionRefused() {
        var citizen = citizen()
        _ = citizen.arrive()
        let done = actions(&citizen, habits(), [.failed, .due, .failed, .due, .failed])
        #expect(done == [wait(20), .submit, wait(20), .submit, .leave(.submissionRefused)])
    }

    @Test("Who cancels comes back by the landing, who closes the tab does not; both return later or give up")
    func abandonment() {
        for (cancels, returns) in [(true, true), (true, false), (false, true), (false, false)] {
            let habits = habits {
                $0.paysOnline = .always
                $0.abandons = .always
                $0.pressesCancel = cancels ? .always : .never
                $0.returnsAfterAbandoning = returns ? .always : .never
            }
            var citizen = citizen()
            _ = citizen.arrive()
            _ = actions(&citizen, habits, [.accepted(application), payable, .due, .sessionOpened])
            #expect(citizen.handle(.due, habits).action == .endSession)
            var last = citizen.handle(.unpaid, habits).action
            if cancels {
                #expect(last == .land)
                last = citizen.handle(.sentBack, habits).action
            }
            #expect(last == (returns ? wait(3600) : .leave(.abandoned)))
            if returns { #expect(citizen.handle(.due, habits).action == .openOnline) }
        }
    }

    @Test("A payment that the PSP refuses leads back by the landing and ends as such")
    func failureAtPSP() {
        let habits = habits {
            $0.paysOnline = .always
            $0.failsAtPSP = .always
            $0.returnsAfterFailing = .never
        }
        var citizen = citizen()
        _ = citizen.arrive()
        let done = actions(
            &citizen, habits,
            [.accepted(application), payable, .due, .sessionOpened, .due, .locked, .due, .unpaid, .sentBack])
        #expect(done.suffix(3) == [.endSession, .land, .leave(.failedAtPSP)])
    }

    @Test("Who is told that the notice is taken looks whether it was paid")
    func blockedLooksAtPage() {
        let habits = habits { $0.paysOnline = .always }
        var citizen = citizen()
        _ = citizen.arrive()
        let done = actions(
            &citizen, habits,
            [.accepted(application), payable, .due, .sessionOpened, .due, .blocked, .sentBack, .received])
        #expect(done.suffix(3) == [.land, .readApplication, .leave(.sawOutcome)])
    }

    @Test("A second tab goes the same way and ends without an outcome of its own")
    func secondTab() {
        let habits = habits {
            $0.paysOnline = .always
            $0.opensSecondTab = .always
            $0.tabDelay = .constant(.seconds(9))
        }
        var citizen = citizen()
        _ = citizen.arrive()
        _ = actions(&citizen, habits, [.accepted(application), payable, .due])
        let step = citizen.handle(.sessionOpened, habits)
        #expect(step.offshoot == .secondTab(afterNanoseconds: 9_000_000_000))
        var double = citizen.double(stream: citizen.stream)
        guard case .none = double.visit else { return #expect(Bool(false), "A new tab shows no page yet.") }
        #expect(double.payment == payment)
        #expect(double.arriveAsDouble(payingNotice: false, afterNanoseconds: 9).action == .wait(nanoseconds: 9))
        let done = actions(&double, habits, [.due, .sessionOpened, .due, .blocked, .sentBack])
        #expect(done == [.openOnline, wait(50), .lockNotice, .land, .leave(.doubleEnded)])
    }

    @Test("Who pays twice takes the notice to a counter within the hour")
    func secondPayment() {
        let habits = habits {
            $0.paysOnline = .always
            $0.paysTwice = .always
        }
        var citizen = citizen()
        _ = citizen.arrive()
        _ = actions(
            &citizen, habits, [.accepted(application), payable, .due, .sessionOpened, .due, .locked, .due])
        let step = citizen.handle(.paid, habits)
        guard case .counterPayment(let delay) = step.offshoot else { preconditionFailure("No second payment.") }
        #expect(delay <= 3_600_000_000_000)
        var double = citizen.double(stream: citizen.stream)
        _ = double.arriveAsDouble(payingNotice: true, afterNanoseconds: delay)
        #expect(
            actions(&double, habits, [.due, .notice(5), .blocked]) == [
                .openNotice, .payAtCounter, .leave(.doubleEnded),
            ])
    }

    @Test("Notices are paid never, late, in the last two days or before, in the documented shares")
    func noticeDelays() {
        let habits = CitizenHabits(CitizenSettings())
        var stream = RandomStream(seed: 3, name: "delays", replication: 0)
        let day: Int64 = 86_400_000_000_000
        var (never, late, atTerm) = (0, 0, 0)
        var earlier: [Int64] = []
        for _ in 0..<100_000 {
            switch habits.drawNoticeDelay(&stream) {
            case nil: never += 1
            case let delay? where delay > 90 * day: late += 1
            case let delay? where delay > 88 * day: atTerm += 1
            case let delay?: earlier.append(delay)
            }
        }
        #expect(abs(never - 12_000) < 400)
        #expect(abs(late - 2_000) < 200)
        #expect(abs(atTerm - 10_000) < 400)
        earlier.sort()
        let median = Double(earlier[earlier.count / 2]) / Double(day)
        #expect(abs(median - 6) < 0.2)
    }

    @Test("Amounts average 198 to 202 euros, and classes keep their shares")
    func amounts() {
        var stream = RandomStream(seed: 4, name: "amounts", replication: 0)
        let draws = (0..<200_000).map { _ in AmountDistribution.documented.draw(&stream).cents }
        let mean = Double(draws.reduce(0, +)) / 200_000 / 100
        #expect(abs(mean - 200) < 6)
        #expect(abs(draws.count { $0 <= 2_500 } - 46_000) < 1_200)
        #expect(abs(draws.count { $0 > 30_000 } - 18_520) < 800)
        #expect(draws.allSatisfy { $0 >= 1 })
    }

    @Test("Shares that exclude each other split one draw exactly")
    func shareTable() {
        let table = ShareTable(Ratio(1, in: 4), Ratio(1, in: 2))
        var stream = RandomStream(seed: 5, name: "shares", replication: 0)
        var counts = [0, 0, 0]
        for _ in 0..<40_000 { counts[table.draw(&stream)] += 1 }
        #expect(abs(counts[0] - 10_000) < 450 && abs(counts[1] - 20_000) < 500)
        #expect(counts[2] == 40_000 - counts[0] - counts[1])
        let certain = ShareTable(.always)
        #expect((0..<100).allSatisfy { _ in certain.draw(&stream) == 0 })
    }
}
