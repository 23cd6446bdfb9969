import PaymentModel

/// How many citizens begin a payment, and when: a mean per day and the shape of day, week and year in Italian local
/// time (<doc:/PaymentModel/Sizing>). Weights are relative; only their ratios count.
public struct ArrivalProfile: Sendable, Hashable {
    /// Citizens on a day whose weekday and month are of average weight.
    public var meanPerDay: Double
    /// One weight for each hour of the local day, from 0 to 23.
    public var hourWeights: [Double]
    /// Monday to Sunday.
    public var weekdayWeights: [Double]
    /// January to December.
    public var monthWeights: [Double]
    /// Days that bring more than their weekday and month would.
    public var deadlineDays: [DeadlineDay]

    /// Weights of the hours of a day, from 0 to 23.
    public static let documentedHours: [Double] = [
        0.3, 0.15, 0.1, 0.1, 0.1, 0.2, 0.5, 1, 1.8, 2.3, 2.4, 2.1, 1.6, 1.5, 1.8, 1.8, 1.6, 1.4, 1.3, 1.4, 1.6, 1.5, 1,
        0.6,
    ]
    /// Weights of Monday to Sunday.
    public static let documentedWeekdays: [Double] = [1.3, 1.2, 1.15, 1.1, 1.0, 0.65, 0.6]
    /// Weights of January to December.
    public static let documentedMonths: [Double] = [0.8, 0.9, 1.0, 1.0, 1.1, 1.3, 1.2, 0.5, 1.3, 1.1, 1.1, 1.7]
    /// Weekday weights of a week without a rhythm.
    public static let everyDayAlike: [Double] = Array(repeating: 1, count: 7)
    /// Month weights of a year without a rhythm.
    public static let everyMonthAlike: [Double] = Array(repeating: 1, count: 12)

    /// - Parameters:
    ///   - weekdayWeights: pass `everyDayAlike` to have `meanPerDay` on each day of the week.
    ///   - monthWeights: pass `everyMonthAlike` to have it in each month.
    public init(
        meanPerDay: Double, hourWeights: [Double] = documentedHours,
        weekdayWeights: [Double] = documentedWeekdays, monthWeights: [Double] = documentedMonths,
        deadlineDays: [DeadlineDay] = []
    ) {
        precondition(meanPerDay >= 0 && meanPerDay.isFinite, "A mean per day is a number from 0 up.")
        Self.check(hourWeights, count: 24)
        Self.check(weekdayWeights, count: 7)
        Self.check(monthWeights, count: 12)
        self.meanPerDay = meanPerDay
        self.hourWeights = hourWeights
        self.weekdayWeights = weekdayWeights
        self.monthWeights = monthWeights
        self.deadlineDays = deadlineDays
    }

    private static func check(_ weights: [Double], count: Int) {
        precondition(weights.count == count, "Expected \(count) weights.")
        precondition(
            weights.allSatisfy { $0 >= 0 && $0.isFinite } && weights.contains { $0 > 0 },
            "Weights are finite, and one of them is more than 0.")
    }

    /// The citizens expected on `date`: the integral of the rate over that local day, be it of 23, 24 or 25 hours.
    public func mean(on date: CivilDate) -> Double {
        let weekday = weekdayWeights[date.weekday - 1] / Self.average(weekdayWeights)
        let month = monthWeights[date.month - 1] / Self.average(monthWeights)
        return meanPerDay * weekday * month * (deadline(on: date)?.factor ?? 1)
    }

    func deadline(on date: CivilDate) -> DeadlineDay? { deadlineDays.first { $0.date == date } }

    private static func average(_ weights: [Double]) -> Double { weights.reduce(0, +) / Double(weights.count) }
}

/// The last day of a term, when many pay at the last minute (<doc:/PaymentModel/Sizing>: x12, extra peak in the
/// evening).
public struct DeadlineDay: Sendable, Hashable {
    /// The day, in Italian local time.
    public var date: CivilDate
    /// The day's volume as a multiple of what the same day would bring without a deadline.
    public var factor: Double
    /// The part of the day's volume that comes as the evening's peak; the rest follows the usual hours.
    /// A third is an assumption: the source gives the peak's place but not its size.
    public var eveningShare: Double

    /// A deadline of the documented size unless that is said. Traps on a negative factor or a share beyond 1.
    public init(date: CivilDate, factor: Double = 12, eveningShare: Double = 1.0 / 3) {
        precondition(factor >= 0 && factor.isFinite, "A deadline multiplies by a number from 0.")
        precondition((0...1).contains(eveningShare), "A share lies between 0 and 1.")
        self.date = date
        self.factor = factor
        self.eveningShare = eveningShare
    }
}

/// The Gaussian peak of a deadline's evening: centre 22:00, one hour of standard deviation, cut to 20:00-24:00.
enum EveningPeak {
    static let firstHour = 20
    static let slotMinutes = 5
    static let slots = 4 * 60 / slotMinutes

    /// The share of the peak in each slot; they sum to one.
    static let shares: [Double] = {
        let weights = (0..<slots).map { slot in
            let hoursFromCentre = (Double(slot) + 0.5) * Double(slotMinutes) / 60 - 2
            return 1 / exponential(hoursFromCentre * hoursFromCentre / 2)
        }
        let sum = weights.reduce(0, +)
        return weights.map { $0 / sum }
    }()

    /// e to the `x` for 0...2, by its series: only sums and products, which are the same bits on every platform.
    private static func exponential(_ x: Double) -> Double {
        var (sum, term) = (1.0, 1.0)
        for n in 1...24 {
            term *= x / Double(n)
            sum += term
        }
        return sum
    }
}
