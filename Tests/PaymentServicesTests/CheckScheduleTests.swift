import PaymentModel
import PaymentServices
import Testing

/// The back-off table (<doc:/PaymentModel/CheckSchedule>).
struct CheckScheduleTests {
    let schedule = CheckSchedule()
    let created = Timestamp(iso8601: "2025-06-04T10:00:00+02:00")!

    @Test(
        "The step follows from the age at the last check, boundaries included",
        arguments: [
            (0, 60), (300, 60), (301, 300), (900, 300), (901, 3600), (7 * 86_400, 3600), (7 * 86_400 + 1, 21_600),
            (30 * 86_400, 21_600),
        ] as [(Int64, Int64)])
    func step(age: Int64, wait: Int64) {
        let checked = created.adding(seconds: age)
        #expect(
            schedule.next(createdAt: created, lastCheck: checked, now: checked)
                == .check(at: checked.adding(seconds: wait)))
    }

    @Test("From the 30th day on checks come on Sundays, at the same time of day")
    func weekly() {
        let checked = created.adding(seconds: 30 * 86_400 + 1)
        let sunday = Timestamp(iso8601: "2025-07-06T10:00:01+02:00")!
        #expect(schedule.next(createdAt: created, lastCheck: checked, now: checked) == .check(at: sunday))
        #expect(
            schedule.next(createdAt: created, lastCheck: sunday, now: sunday)
                == .check(at: Timestamp(iso8601: "2025-07-13T10:00:01+02:00")!))
    }

    @Test("The weekly check keeps its time of day when the clocks change")
    func weeklyAcrossDaylightSaving() {
        let checked = Timestamp(iso8601: "2025-10-19T10:00:00+02:00")!
        #expect(
            schedule.next(createdAt: created, lastCheck: checked, now: checked)
                == .check(at: Timestamp(iso8601: "2025-10-26T10:00:00+01:00")!))
    }

    @Test("A payment is expired by its age: one second after its 365th day")
    func expiry() {
        let last = created.adding(days: 365)
        #expect(schedule.next(createdAt: created, lastCheck: last, now: last) != .expired)
        let over = last.adding(seconds: 1)
        #expect(schedule.next(createdAt: created, lastCheck: over, now: over) == .expired)
    }

    @Test("Without a last check nothing is computed")
    func neverChecked() {
        #expect(schedule.next(createdAt: created, lastCheck: nil, now: created) == .notComputed)
    }

    @Test("In the hour shown twice, naive arithmetic plans a check for the past; absolute arithmetic does not")
    func repeatedHour() {
        let created = Timestamp(iso8601: "2025-10-26T02:28:00+01:00")!
        let checked = created.adding(seconds: 60)
        #expect(
            schedule.next(createdAt: created, lastCheck: checked, now: checked)
                == .check(at: checked.adding(seconds: 60 - 3600)))
        for fixed in [CheckSchedule.Arithmetic.absolute, .wallClock] {
            #expect(
                CheckSchedule(arithmetic: fixed).next(createdAt: created, lastCheck: checked, now: checked)
                    == .check(at: checked.adding(seconds: 60)))
        }
    }

    @Test("Whatever the instant and the age, only naive arithmetic plans for the past")
    func neverPast() {
        for arithmetic in [CheckSchedule.Arithmetic.absolute, .wallClock] {
            let schedule = CheckSchedule(arithmetic: arithmetic)
            for change in ["2026-03-29T00:00:00Z", "2025-10-26T00:00:00Z"] {
                for minute in -120...240 as ClosedRange<Int64> {
                    let now = Timestamp(iso8601: change)!.adding(seconds: minute * 60)
                    for age in [60, 600, 86_400, 20 * 86_400, 100 * 86_400] as [Int64] {
                        let outcome = schedule.next(createdAt: now.adding(seconds: -age), lastCheck: now, now: now)
                        guard case .check(let next) = outcome else { return #expect(Bool(false)) }
                        #expect(next > now)
                    }
                }
            }
        }
    }

    /// What the platform's public SDK says (PyPI `oc-python-sdk`, `Payment.update_check_time` of 1.2.0, 2.1.2, 3.2.14
    /// and 4.0.2, which agree), under `TZ=Europe/Rome`.
    @Test("At both changes of the clock the deployed schedule is the SDK's", arguments: CheckScheduleVectors.all)
    func sdkVectors(_ vector: CheckScheduleVectors.Vector) throws {
        let now = try #require(Timestamp(iso8601: vector.now))
        #expect(
            schedule.next(createdAt: now.adding(seconds: -vector.ageSeconds), lastCheck: now, now: now)
                == .check(at: try #require(Timestamp(iso8601: vector.next))))
    }

    /// The digest is made of the SDK's own answers, by `oc-python-sdk` 4.0.2.
    @Test("21 payments that nobody pays, begun over a year, are checked 6,620 times at the instants of the SDK")
    func sdkYear() {
        var digest: UInt64 = 0xcbf2_9ce4_8422_2325
        var checks = 0
        func mix(_ value: Int64) { digest = (digest ^ UInt64(bitPattern: value)) &* 0x100_0000_01b3 }
        let start = Timestamp(iso8601: "2025-03-25T22:30:00Z")!
        for payment in 0..<21 as Range<Int64> {
            let created = start.adding(seconds: payment * (17 * 86_400 + 4_321))
            var checked = created.adding(seconds: 60)
            while true {
                checks += 1
                mix(checked.secondsSinceEpoch)
                guard case .check(let next) = schedule.next(createdAt: created, lastCheck: checked, now: checked) else {
                    mix(-1)
                    break
                }
                mix(next.secondsSinceEpoch)
                checked = max(next, checked.adding(seconds: 90))
            }
        }
        #expect(checks == 6_620)
        #expect(digest == 0x4486_3681_a956_2cce)
    }

    @Test("An hourly check across the change of October comes two hours later by naive arithmetic")
    func hourLost() {
        let checked = Timestamp(iso8601: "2025-10-26T02:30:00+02:00")!
        let created = checked.adding(days: -1)
        #expect(
            schedule.next(createdAt: created, lastCheck: checked, now: checked)
                == .check(at: checked.adding(seconds: 7200)))
    }

    /// Plays a payment that nobody pays: each check happens at the first loop that is not before its time.
    private func neverPaid(
        created: Timestamp, loopSeconds: Int64, firstLoopSeconds: Int64 = 0
    ) -> (calls: Int, expiredAfterDays: Int64) {
        var next = created.adding(seconds: 60)
        var calls = 0
        while true {
            let due = next.seconds(since: created) - firstLoopSeconds
            let loops = (due + loopSeconds - 1) / loopSeconds
            let checked = created.adding(seconds: firstLoopSeconds + loops * loopSeconds)
            calls += 1
            guard case .check(let following) = schedule.next(createdAt: created, lastCheck: checked, now: checked)
            else { return (calls, checked.seconds(since: created) / 86_400) }
            next = following
        }
    }

    @Test("A payment that nobody pays is checked 317 times by an ideal poller, and expires on day 368 to 371")
    func idealPoller() {
        let (calls, days) = neverPaid(created: Timestamp(iso8601: "2025-05-07T10:00:00+02:00")!, loopSeconds: 1)
        #expect(calls == 317)
        #expect((368...371).contains(days))
    }

    @Test(
        "With LOOP_TIME 90 s the first minutes shrink, to 314 checks in all when a loop begins 45 s after the creation")
    func realPoller() {
        let (calls, _) = neverPaid(
            created: Timestamp(iso8601: "2025-05-07T10:00:00+02:00")!, loopSeconds: 90, firstLoopSeconds: 45)
        #expect(calls == 314)
    }

    // MARK: Variants

    /// The checks of a payment that nobody ever pays, as an ideal poller makes them; the last one expires it.
    private func checks(_ schedule: CheckSchedule) -> [Timestamp] {
        var checks = [created.adding(seconds: 60)]
        while case .check(let next) = schedule.next(createdAt: created, lastCheck: checks.last, now: checks.last!) {
            checks.append(next)
        }
        return checks
    }

    @Test("The deployed variant is the documented table, and costs 317 checks")
    func deployedVariant() {
        #expect(CheckSchedule(.weeklyOnSunday) == CheckSchedule())
        #expect(checks(schedule).count == 317)
    }

    @Test("On Saturdays a payment is checked the same way until its thirtieth day, and on Saturdays from then on")
    func saturdays() {
        let (sundays, saturdays) = (checks(schedule), checks(CheckSchedule(.weeklyOnSaturday)))
        let old = saturdays.filter { $0.seconds(since: created) > 30 * 86_400 }.dropFirst()
        #expect(old.count > 45 && old.allSatisfy { $0.romeTime.date.weekday == 6 })
        #expect(sundays.prefix(267) == saturdays.prefix(267))
    }

    @Test("By the daily variant no check comes within a day of the one before it, after the first quarter of an hour")
    func daily() {
        let daily = checks(CheckSchedule(.daily, arithmetic: .absolute))
        let old = daily.filter { $0.seconds(since: created) > 900 }
        #expect(zip(old, old.dropFirst()).allSatisfy { $1.seconds(since: $0) == 86_400 })
        #expect(daily.count == 373)
    }

    @Test(
        "A payment expires with the first check that finds it older, whatever the variant",
        arguments: CheckSchedule.Variant.allCases, [60, 300, 600, 86_400, 10 * 86_400, 90 * 86_400, 800 * 86_400])
    func expireAfter(_ variant: CheckSchedule.Variant, seconds: Int64) {
        let schedule = CheckSchedule(variant, expireAfter: .seconds(seconds))
        let checks = checks(schedule)
        #expect(checks.last!.seconds(since: created) > seconds)
        #expect(checks.dropLast().allSatisfy { $0.seconds(since: created) <= seconds })
        #expect(schedule.tiers.map(\.age) == schedule.tiers.map(\.age).sorted())
    }
}
