import PaymentModel
import VirtualTime
import World

/// The inhabitants of a scenario: tenants, citizens, the intermediary, pagoPA.
public struct WorldPart: Sendable {
    /// Municipalities.
    public var tenantCount = 200
    /// Services with a payment, of each municipality.
    public var servicesPerTenant = 4
    /// Payments that citizens begin on a day of average weight.
    public var payments = Rate(1_500, per: .day)
    /// Weights of the local hours 0 to 23.
    public var hourWeights = ArrivalProfile.documentedHours
    /// Weights from Monday to Sunday.
    public var weekdayWeights = ArrivalProfile.documentedWeekdays
    /// Weights from January to December.
    public var monthWeights = ArrivalProfile.documentedMonths
    /// A day on which a term ends.
    public var deadline = ScenarioDate()
    /// That day's volume as a multiple of the usual.
    public var deadlineFactor = 12.0
    /// Share of that day's volume in a peak from 20:00 to midnight.
    public var deadlineEveningShare = Ratio(1, in: 3)
    /// How citizens behave.
    public var citizens = CitizenSettings()
    /// How the intermediary behaves; its hosts follow from its name.
    public var intermediary = IntermediarySettings()
    /// How pagoPA behaves.
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

    /// The register that the world makes.
    package var tenants: TenantSettings { TenantSettings(count: tenantCount, servicesEach: servicesPerTenant) }
}

/// A day of the Italian calendar, or `none`.
public struct ScenarioDate: Equatable, Sendable {
    /// In Italian time; nil for none.
    public var date: CivilDate?

    /// A day, or none.
    init(_ date: CivilDate? = nil) { self.date = date }
}

extension ScenarioDate: ScenarioScalar {
    static var expected: String { "a date such as 2025-06-16, or `none`" }

    init(scalar: String) throws(ValueRefusal) {
        guard scalar != "none" else {
            self.init()
            return
        }
        guard let noon = Timestamp(iso8601: scalar + "T12:00:00Z") else {
            throw Self.refusal(of: scalar, "is not a date")
        }
        self.init(noon.romeTime.date)
    }

    var text: String {
        guard let date else { return "none" }
        func padded(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
        return "\(date.year)-\(padded(date.month))-\(padded(date.day))"
    }
}

extension RepeatedIUD: ScenarioChoice {}
