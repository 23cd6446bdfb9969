import PaymentModel

/// The table of the check schedule, as promises go by it (<doc:/PaymentModel/CheckSchedule>). It stands here once more,
/// since a proxy with a wrong table follows its own.
package struct CheckTable: Sendable, Equatable {
    /// Up to this age, the next check is so far away; both in seconds.
    struct Tier: Sendable, Equatable {
        var age: Int64
        var step: Int64
    }

    /// Youngest first.
    let tiers: [Tier]
    /// On which day those are checked that are older than all tiers, 1 for Monday to 7 for Sunday.
    let weekday: Int
    /// Who is older is not checked any more.
    let oldestAge: Int64

    private static let day: Int64 = 86_400
    private static let firstTiers = [Tier(age: 300, step: 60), Tier(age: 900, step: 300)]
    private static let weeklyTiers =
        firstTiers + [Tier(age: 7 * day, step: 3_600), Tier(age: 30 * day, step: 6 * 3_600)]

    private init(_ tiers: [Tier], weekday: Int, oldestAge: Int64) {
        // A tier that lasts beyond the oldest age ends there.
        let whole = tiers.prefix { $0.age < oldestAge }
        let cut = tiers.dropFirst(whole.count).first.map { [Tier(age: oldestAge, step: $0.step)] } ?? []
        self.tiers = whole + cut
        self.weekday = weekday
        self.oldestAge = oldestAge
    }

    /// From the thirtieth day on once a week.
    package static func weekly(on weekday: Int, expireAfter: Duration) -> CheckTable {
        CheckTable(weeklyTiers, weekday: weekday, oldestAge: expireAfter.components.seconds)
    }

    /// After the first quarter of an hour once a day.
    package static func daily(expireAfter: Duration) -> CheckTable {
        let oldest = expireAfter.components.seconds
        return CheckTable(firstTiers + [Tier(age: oldest, step: day)], weekday: 7, oldestAge: oldest)
    }

    /// As deployed: on Sundays, for a year.
    package static let documented = weekly(on: 7, expireAfter: .seconds(365 * day))

    /// The step of those whose tier has one; nil for a weekly one.
    func step(atAge age: Int64) -> Int64? { tiers.first { age <= $0.age }?.step }

    /// Whether a payment of this age is checked once a week.
    func isWeekly(atAge age: Int64) -> Bool { age > (tiers.last?.age ?? 0) && age <= oldestAge }
}
