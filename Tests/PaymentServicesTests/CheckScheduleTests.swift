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
        let absolute = CheckSchedule(arithmetic: .absolute)
        #expect(
            absolute.next(createdAt: created, lastCheck: checked, now: checked)
                == .check(at: checked.adding(seconds: 60)))
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
        let (calls, days) = neverPaid(created: Timestamp(iso8601: "2025-03-05T10:00:00+01:00")!, loopSeconds: 1)
        #expect(calls == 317)
        #expect((368...371).contains(days))
    }

    @Test(
        "With LOOP_TIME 90 s the first minutes shrink, to 314 checks in all when a loop begins 45 s after the creation")
    func realPoller() {
        let (calls, _) = neverPaid(
            created: Timestamp(iso8601: "2025-03-05T10:00:00+01:00")!, loopSeconds: 90, firstLoopSeconds: 45)
        #expect(calls == 314)
    }
}
