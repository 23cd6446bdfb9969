import PaymentModel

/// I27: a payment is checked by the table (<doc:/PaymentModel/CheckSchedule>): each check plans the next one as the
/// payment's age has it. No bound in time: it must hold at every moment.
///
/// The age counts from the creation that the payment's first event tells, which is that event's own instant: who dates
/// it otherwise puts every check at a wrong step.
///
/// The table is the scenario's. Where the clock changes between two instants an hour more or less is right, for wall
/// clocks are counted by some.
struct ScheduleFollowed: SafetyPromise, PublicationPromise {
    static let invariant = Invariant.scheduleFollowed
    static let statement = "each check plans the next one by the table of the check schedule"
    static let occasions = ["a check that planned another"]

    private static let firstCheckSeconds: Int64 = 60
    private static let clockChange: Int64 = 3_600

    private let table: CheckTable
    private(set) var given = Occasions()

    init(_ table: CheckTable = .documented) { self.table = table }

    @inline(__always)
    mutating func judge(_ evidence: Evidence, at nanoseconds: Int64, _ log: inout ViolationLog) {
        switch evidence {
        case .paymentPublished(let publication): judge(publication, at: nanoseconds, &log)
        case .paymentLinked(let event, to: _) where event.status == .creationPending:
            born(event, at: nanoseconds, &log)
        default: break
        }
    }

    @inline(__always)
    mutating func judge(_ publication: PaymentPublication, at nanoseconds: Int64, _ log: inout ViolationLog) {
        guard publication.before != nil, let next = publication.event.state.links.update.nextCheckAt else { return }
        let event = publication.event
        let former = publication.before?.state.links.update.lastCheckAt
        guard let checked = event.state.links.update.lastCheckAt else {
            return created(publication, next, at: nanoseconds, &log)
        }
        guard checked != former else { return }
        given.note(0)
        let age = checked.seconds(since: event.origin.createdAt)
        guard !isByTable(next, after: checked, age: age) else { return }
        complain(of: event, next, after: checked, age: age, at: nanoseconds, &log)
    }

    @inline(__always)
    private func isByTable(_ next: Timestamp, after checked: Timestamp, age: Int64) -> Bool {
        let ahead = next.seconds(since: checked)
        return ahead == table.step(atAge: age) || isByWallClock(next, checked, age: age)
    }

    /// What the table allows where a wall clock counts: the weekly step always, the others around a change.
    private func isByWallClock(_ next: Timestamp, _ checked: Timestamp, age: Int64) -> Bool {
        let ahead = next.seconds(since: checked)
        let ages = [age, age - Self.clockChange, age + Self.clockChange]
        if ages.contains(where: table.isWeekly), isOnNextDay(next, after: checked) { return true }
        // The hour that the clock leaps over in March is read as the one before it: then the plan shows no change.
        let meant = table.step(atAge: age).map { checked.adding(seconds: $0) } ?? next
        let mayShift = [next, meant, checked.adding(seconds: -age)].contains {
            $0.romeOffsetSeconds != checked.romeOffsetSeconds
        }
        guard mayShift else { return false }
        return ages.contains { age in
            table.step(atAge: age).map { abs(ahead - $0) == Self.clockChange || ahead == $0 } ?? false
        }
    }

    /// The table's day of the week, at the same time of day.
    private func isOnNextDay(_ next: Timestamp, after checked: Timestamp) -> Bool {
        let day = Timestamp(checked.romeTime.next(weekday: table.weekday))
        return abs(next.seconds(since: day))
            <= (day.romeOffsetSeconds == checked.romeOffsetSeconds ? 0 : Self.clockChange)
    }

    private func born(_ event: PaymentEvent, at nanoseconds: Int64, _ log: inout ViolationLog) {
        let (created, told) = (event.origin.createdAt, event.envelope.createdAt)
        guard abs(told.seconds(since: created)) >= Self.firstCheckSeconds else { return }
        log.add(
            Self.finding(
                at: nanoseconds, .payment(event.id),
                "\(event.envelope.appID) dates its creation \(created) in an event of \(told), and the table goes by "
                    + "its age"))
    }

    private mutating func created(
        _ publication: PaymentPublication, _ next: Timestamp, at nanoseconds: Int64, _ log: inout ViolationLog
    ) {
        let event = publication.event
        guard publication.before?.status == .creationPending, event.status != .creationPending else { return }
        given.note(0)
        let ahead = next.seconds(since: event.state.updatedAt)
        // Who opened a link in between has made the event younger than its plan.
        let isYounger = ahead < Self.firstCheckSeconds && Self.isOpened(event.state.links)
        guard !isYounger, abs(ahead - Self.firstCheckSeconds) % Self.clockChange != 0 else { return }
        log.add(
            Self.finding(
                at: nanoseconds, .payment(event.id),
                "\(event.envelope.appID) plans its first check \(ahead) s after its creation, and the table says "
                    + "\(Self.firstCheckSeconds) s"))
    }

    private static func isOpened(_ links: PaymentLinks) -> Bool {
        links.onlinePaymentBegin.lastOpenedAt != nil || links.offlinePayment.lastOpenedAt != nil
            || links.onlinePaymentLanding.lastOpenedAt != nil
    }

    private func complain(
        of event: PaymentEvent, _ next: Timestamp, after checked: Timestamp, age: Int64, at nanoseconds: Int64,
        _ log: inout ViolationLog
    ) {
        let day = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"][table.weekday - 1]
        let step = table.step(atAge: age).map { "\($0) s" } ?? (table.isWeekly(atAge: age) ? "the next \(day)" : "none")
        log.add(
            Self.finding(
                at: nanoseconds, .payment(event.id),
                "\(event.envelope.appID) plans the check after that of \(checked) for \(next), and at the age of "
                    + "\(age) s the table says \(step)"))
    }
}
