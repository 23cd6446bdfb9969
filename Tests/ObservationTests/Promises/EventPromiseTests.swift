import Containers
import PaymentModel
import Testing
import VirtualTime

@testable import Observation

@Suite("Promises of single events")
struct EventPromiseTests {
    private let sample = SampleEvents()

    // MARK: I10

    @Test("I10 lets a payment go from its creator to one proxy, whatever its version, and to nobody else")
    func i10OneOwner() {
        var promise = OwnerWrites()
        let created = sample.event(.creationPending, by: "payment-dispatcher:2.0.0")
        let pending = sample.event(.paymentPending, by: "silfi-payment-proxy:1.5.0")
        let newer = sample.event(.paymentPending, by: "silfi-payment-proxy:1.6.0")
        let foreign = sample.event(.complete, by: "iris-payment-proxy:1.3.0")
        #expect(promise.findings(of: .published(created)) == [])
        #expect(promise.findings(of: .published(pending, after: created)) == [])
        #expect(promise.findings(of: .published(newer, after: pending, writerChanges: 1)) == [])
        let found = promise.findings(of: .published(foreign, after: newer, writerChanges: 2))
        #expect(
            found.map(\.text) == [
                "iris-payment-proxy:1.3.0 writes COMPLETE, and silfi-payment-proxy:1.6.0 wrote its event before"
            ])
    }

    @Test("I10 knows whose payment it is where that was told")
    func i10KnownOwner() {
        var promise = OwnerWrites()
        let created = sample.event(.creationPending, by: "payment-dispatcher:2.0.0")
        let pending = sample.event(.paymentPending, by: "silfi-payment-proxy:1.5.0")
        #expect(promise.findings(of: .published(pending, after: created, owner: "silfi-payment-proxy:1.0.0")) == [])
        #expect(promise.findings(of: .published(pending, after: created, owner: "iris-payment-proxy:1.0.0")).count == 1)
    }

    @Test("I10 lets the creator say CREATION_PENDING again, and nothing else")
    func i10CreatorMovesOn() {
        var promise = OwnerWrites()
        let created = sample.event(.creationPending, by: "payment-dispatcher:2.0.0")
        let again = sample.event(.creationPending, by: "payment-dispatcher:2.0.0", at: 1)
        let moved = sample.event(.paymentPending, by: "payment-dispatcher:2.0.0", at: 2)
        #expect(promise.findings(of: .published(again, after: created, owner: "iris-payment-proxy:1.0.0")) == [])
        let found = promise.findings(of: .published(moved, after: again, owner: "iris-payment-proxy:1.0.0"))
        #expect(
            found.map(\.text) == [
                "payment-dispatcher:2.0.0 writes PAYMENT_PENDING, and it belongs to iris-payment-proxy:1.0.0"
            ])
        #expect(promise.findings(of: .published(moved, after: again, owner: "payment-dispatcher:1.0.0")) == [])
    }

    // MARK: I12

    @Test(
        "I12 wants the shares of a split to sum to the amount, or to 1.00 as weights",
        arguments: [
            ([4_210], 0), ([4_000, 210], 0), ([50, 50], 0), ([4_000, 200], 1), ([3_333, 3_333, 3_333], 1),
            ([4_210, nil], 1),
        ] as [([Int64?], Int)])
    func i12Splits(cents: [Int64?], findings: Int) {
        var promise = DataConserved()
        let shares = cents.map { SplitShare(code: "c", amount: $0.map { EuroCents(cents: $0) }) }
        let event = SampleEvents(split: shares).event(.creationPending)
        #expect(promise.findings(of: .published(event)).count == findings)
        #expect(promise.given.contains(5))
    }

    @Test("I12 finds data that a later event changes, and takes equal data for equal")
    func i12LaterEvents() {
        var promise = DataConserved()
        let first = sample.event(.paymentPending)
        let same = sample.event(.paymentStarted)
        let other = SampleEvents(amount: EuroCents(cents: 4_211)).event(.paymentStarted)
        #expect(promise.findings(of: .published(same, after: first)) == [])
        let text = promise.findings(of: .published(other, after: first)).first?.text
        #expect(text?.contains("publishes it with 42.11 EUR instead of 42.10 EUR;") == true)
    }

    @Test("I12 finds every sort of datum that is told otherwise, and says both")
    func i12Restatements() {
        var promise = DataConserved()
        let pairs: [(Restatement.Value, Restatement.Value)] = [
            (.amount(.oneCent), .amount(.oneEuro)), (.due(sample.wall(1)), .due(nil)),
            (.reason("A"), .reason("B")), (.payer("A"), .payer("B")), (.debtor("A"), .debtor("B")),
        ]
        for (position, (one, other)) in pairs.enumerated() {
            func restated(_ says: Restatement.Value) -> Evidence {
                .restated(
                    Restatement(
                        payment: SampleEvents.payment, place: "the cart", says: says, origin: "the event", said: other))
            }
            #expect(promise.findings(of: restated(other)) == [])
            let text = promise.findings(of: restated(one)).first?.text ?? ""
            #expect(text.hasPrefix("the cart says ") && text.contains(", and the event said "))
            #expect(promise.given.contains(position))
        }
    }

    // MARK: I24

    @Test("I24 finds a check that is planned, or money told anew, after the end; an opened link is none")
    func i24FinalIsQuiet() {
        var promise = FinalIsQuiet()
        let complete = sample.event(.complete, transaction: "T1")
        #expect(promise.findings(of: .published(complete)) == [])
        #expect(promise.findings(of: .published(sample.event(.complete, transaction: "T1"), after: complete)) == [])
        let again = sample.event(.complete, transaction: "T2")
        #expect(
            promise.findings(of: .published(again, after: complete)).map(\.text) == [
                "silfi-payment-proxy:1.5.0 publishes COMPLETE with transaction T2 instead of T1"
            ])
        let checked = sample.event(.complete, check: (sample.wall(9), nil), transaction: "T1")
        #expect(promise.findings(of: .published(checked, after: complete)).count == 1)
        let planned = sample.event(.expired, check: (nil, sample.wall(60)))
        #expect(promise.findings(of: .published(planned)).count == 1)
        #expect(promise.findings(of: .published(sample.event(.paymentPending, check: (nil, sample.wall(60))))) == [])
    }

    // MARK: I27

    /// What I27 says of a check at an age that plans the next one so far ahead.
    private func schedule(
        age: Int64, ahead: Int64, createdAt: Timestamp = SampleEvents.start, by table: CheckTable = .documented
    ) -> Int {
        var promise = ScheduleFollowed(table)
        let sample = SampleEvents(createdAt: createdAt)
        let checked = createdAt.adding(seconds: age)
        let before = sample.event(.paymentPending, check: (createdAt, createdAt))
        let event = sample.event(.paymentPending, check: (checked, checked.adding(seconds: ahead)))
        return promise.findings(of: .published(event, after: before)).count
    }

    @Test("I27 follows every tier of the table, its ends included")
    func i27Tiers() {
        let day: Int64 = 86_400
        for (age, ahead) in [
            (1, 60), (300, 60), (301, 300), (900, 300), (901, 3_600), (7 * day, 3_600), (7 * day + 1, 6 * 3_600),
        ] as [(Int64, Int64)] {
            #expect(schedule(age: age, ahead: ahead) == 0, "\(age)")
            #expect(schedule(age: age, ahead: ahead + 1) == 1, "\(age)")
            #expect(schedule(age: age, ahead: ahead * 2) == 1, "\(age)")
        }
    }

    @Test("I27 wants the next Sunday at the same time of day from the thirtieth day on")
    func i27Weekly() {
        // Monday 3 March 2025, 00:00 in Rome; 38 days later it is Thursday, in summer time.
        let age: Int64 = 38 * 86_400
        #expect(schedule(age: age, ahead: 3 * 86_400) == 0)
        #expect(schedule(age: age, ahead: 2 * 86_400) == 1)
        #expect(schedule(age: age, ahead: 3 * 86_400 + 60) == 1)
    }

    @Test("I27 goes by the table that the scenario has: on Saturdays, once a day, or for a shorter time")
    func i27Variants() {
        let day: Int64 = 86_400
        let saturdays = CheckTable.weekly(on: 6, expireAfter: .seconds(365 * day))
        #expect(schedule(age: 38 * day, ahead: 2 * day, by: saturdays) == 0)
        #expect(schedule(age: 38 * day, ahead: 3 * day, by: saturdays) == 1)
        let daily = CheckTable.daily(expireAfter: .seconds(365 * day))
        for age in [901, day, 38 * day, 365 * day] {
            #expect(schedule(age: age, ahead: day, by: daily) == 0, "\(age)")
            #expect(schedule(age: age, ahead: 3_600, by: daily) == 1, "\(age)")
        }
        #expect(schedule(age: 900, ahead: 300, by: daily) == 0)
        let short = CheckTable.weekly(on: 7, expireAfter: .seconds(600))
        #expect(schedule(age: 600, ahead: 300, by: short) == 0)
        #expect(schedule(age: 601, ahead: 300, by: short) == 1)
        #expect(schedule(age: 38 * day, ahead: 3 * day, by: short) == 1)
    }

    @Test("I27 takes an hour more or less where the clock changes between two checks, and nowhere else")
    func i27ClockChange() {
        // 26 October 2025, 02:00 UTC is after the change at 01:00 UTC; the payment is a day old.
        let created = Timestamp(secondsSinceEpoch: 1_761_350_400)
        #expect(schedule(age: 86_400, ahead: 3_600, createdAt: created) == 0)
        let before = Timestamp(secondsSinceEpoch: 1_761_440_400 - 1_800 - 86_400)
        #expect(schedule(age: 86_400, ahead: 7_200, createdAt: before) == 0)
        #expect(schedule(age: 86_400, ahead: 7_200) == 1)
    }

    @Test("I27 wants the first check a minute after the creation")
    func i27FirstCheck() {
        func found(_ ahead: Int64) -> Int {
            var promise = ScheduleFollowed()
            let event = sample.event(.paymentPending, at: 10, check: (nil, sample.wall(10 + ahead)))
            return promise.findings(of: .published(event, after: sample.event(.creationPending))).count
        }
        #expect(found(60) == 0)
        #expect(found(90) == 1)
    }

    @Test("I27 finds a payment whose creation is dated otherwise than the event that tells of it")
    func i27Birth() {
        func found(_ seconds: Int64, _ status: PaymentStatus = .creationPending) -> [String] {
            var promise = ScheduleFollowed()
            let event = SampleEvents(createdAt: sample.wall(seconds)).event(status)
            return promise.findings(of: .paymentLinked(event, to: sample.application(.paymentPending))).map(\.text)
        }
        #expect(found(0) == [])
        #expect(found(-59) == [])
        #expect(found(-3_600).count == 1)
        #expect(found(3_600).count == 1)
        // A due that the intermediary has had for long is older than its first event.
        #expect(found(-3_600, .paymentPending) == [])
    }

    @Test("I27 and the schedule of the services are one table, over a year of checks")
    func i27AgreesWithItself() {
        var promise = ScheduleFollowed()
        var checked = SampleEvents.start.adding(seconds: 60)
        var before = sample.event(.paymentPending, check: (nil, checked))
        let created = SampleEvents.start
        var count = 0
        while checked.seconds(since: created) <= 365 * 86_400 {
            let age = checked.seconds(since: created)
            let step: Int64? = [(300, 60), (900, 300), (604_800, 3_600), (2_592_000, 21_600)].first { age <= $0.0 }?.1
            let next = step.map { checked.adding(seconds: $0) } ?? Timestamp(checked.romeTime.nextSunday)
            let event = sample.event(.paymentPending, check: (checked, next))
            #expect(promise.findings(of: .published(event, after: before)) == [])
            (before, checked) = (event, next)
            count += 1
        }
        #expect(count > 300)
    }
}
