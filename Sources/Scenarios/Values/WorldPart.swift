import PaymentModel
import VirtualTime
import World

/// The inhabitants of a scenario: tenants, citizens, the intermediary, pagoPA.
public struct WorldPart: Sendable {
    public var tenantCount = 200
    public var servicesPerTenant = 4
    /// Payments that citizens begin on a day of average weight.
    public var payments = Rate(1_500, per: .day)
    public var hourWeights = ArrivalProfile.documentedHours
    public var weekdayWeights = ArrivalProfile.documentedWeekdays
    public var monthWeights = ArrivalProfile.documentedMonths
    public var deadline = ScenarioDate()
    public var deadlineFactor = 12.0
    public var deadlineEveningShare = Ratio(1, in: 3)
    public var citizens = CitizenSettings()
    public var intermediary = IntermediarySettings()
    public var pagoPA = PagoPASettings()

    /// When citizens come, as the world wants it.
    package var arrivals: ArrivalProfile {
        let share = Double(deadlineEveningShare.numerator) / Double(deadlineEveningShare.denominator)
        return ArrivalProfile(
            meanPerDay: payments.perDay, hourWeights: hourWeights, weekdayWeights: weekdayWeights,
            monthWeights: monthWeights,
            deadlineDays: deadline.date.map {
                [DeadlineDay(date: $0, factor: deadlineFactor, eveningShare: share)]
            } ?? [])
    }

    package var tenants: TenantSettings { TenantSettings(count: tenantCount, servicesEach: servicesPerTenant) }
}

/// A day of the Italian calendar, or `none`.
public struct ScenarioDate: Equatable, Sendable {
    public var date: CivilDate?

    public init(_ date: CivilDate? = nil) { self.date = date }
}

extension ScenarioDate: ScenarioScalar {
    package static var expected: String { "a date such as 2025-06-16, or `none`" }

    package init(scalar: String) throws(ValueRefusal) {
        guard scalar != "none" else {
            self.init()
            return
        }
        guard let noon = Timestamp(iso8601: scalar + "T12:00:00Z") else {
            throw Self.refusal(of: scalar, "is not a date")
        }
        self.init(noon.romeTime.date)
    }

    package var text: String {
        guard let date else { return "none" }
        func padded(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
        return "\(date.year)-\(padded(date.month))-\(padded(date.day))"
    }
}

extension RepeatedIUD: ScenarioChoice {}
