import PaymentModel

/// When the proxy wants a payment to be checked next: the back-off table of <doc:/PaymentModel/CheckSchedule> as a
/// value.
public struct CheckSchedule: Sendable, Equatable {
    /// How far away the next check is.
    public enum Step: Sendable, Equatable {
        /// So long ahead, in whole seconds.
        case after(Duration)
        /// The same time of day on the next such day, 1 for Monday to 7 for Sunday; a week ahead when today is one.
        case weekly(weekday: Int)
    }

    /// Payments checked up to this age, inclusive, take this step.
    public struct Tier: Sendable, Equatable {
        /// From the creation to the last check.
        public var age: Duration
        /// From now to the next check.
        public var step: Step

        /// Payments up to this age take this step.
        public init(age: Duration, step: Step) {
            self.age = age
            self.step = step
        }
    }

    /// What steps are counted in. Ages are differences of instants, whatever it is.
    public enum Arithmetic: String, Sendable, CaseIterable {
        /// As deployed: the wall clock without its offset, read as Python's `datetime.astimezone()` reads it. What
        /// falls into the hour that March skips, or into the second of the two that October shows, is planned for the
        /// past: such payments are due in every loop of that hour.
        case naiveLocal
        /// The wall clock, which never plans for the past: the skipped hour is moved behind the change, and of an hour
        /// shown twice the next one is meant.
        case wallClock
        /// Elapsed seconds; only the weekly step looks at the wall clock.
        case absolute
    }

    /// Which days old payments are checked on; sources disagree.
    public enum Variant: String, Sendable, CaseIterable {
        /// As deployed: from the thirtieth day on, on Sundays.
        case weeklyOnSunday
        /// The same on Saturdays, as an issue asked for.
        case weeklyOnSaturday
        /// After the first quarter of an hour once a day, which is the most that the documentation allows.
        case daily
    }

    /// What follows from a check.
    public enum Outcome: Sendable, Equatable {
        /// The next check is due then.
        case check(at: Timestamp)
        /// The payment is older than the last tier.
        case expired
        /// Nothing was ever checked, so nothing is computed: `next_check_at` stays as it is.
        case notComputed
    }

    /// By age, youngest first.
    public var tiers: [Tier] { didSet { waitSeconds = Self.waitSeconds(of: tiers) } }
    /// What ages and steps are counted in.
    public var arithmetic: Arithmetic
    /// Of each tier; 0 for a weekly one. Kept, since to divide a `Duration` costs as much as the rest of a plan.
    private var waitSeconds: [Int]

    /// As deployed, unless tiers or arithmetic are given.
    public init(tiers: [Tier] = CheckSchedule.documentedTiers, arithmetic: Arithmetic = .naiveLocal) {
        self.tiers = tiers
        self.arithmetic = arithmetic
        waitSeconds = Self.waitSeconds(of: tiers)
    }

    /// A variant of the table.
    /// - Parameter expireAfter: the age up to which payments are checked; as deployed, a year.
    public init(
        _ variant: Variant, expireAfter: Duration = .seconds(365 * 86_400), arithmetic: Arithmetic = .naiveLocal
    ) {
        let (first, last): (ArraySlice<Tier>, Step) =
            switch variant {
            case .weeklyOnSunday: (Self.documentedTiers.dropLast(), .weekly(weekday: 7))
            case .weeklyOnSaturday: (Self.documentedTiers.dropLast(), .weekly(weekday: 6))
            case .daily: (Self.documentedTiers.prefix(2), .after(.seconds(86_400)))
            }
        // Each tier begins where the one before it ends: what begins behind the end is never taken.
        let whole = first.prefix { $0.age < expireAfter }
        let step = first.dropFirst(whole.count).first?.step ?? last
        self.init(tiers: whole + [Tier(age: expireAfter, step: step)], arithmetic: arithmetic)
    }

    private static func waitSeconds(of tiers: [Tier]) -> [Int] {
        tiers.map { if case .after(let wait) = $0.step { Int(wait.components.seconds) } else { 0 } }
    }

    /// The table as deployed: 317 checks of a payment that nobody ever pays.
    public static let documentedTiers = [
        Tier(age: .seconds(5 * 60), step: .after(.seconds(60))),
        Tier(age: .seconds(15 * 60), step: .after(.seconds(5 * 60))),
        Tier(age: .seconds(7 * 86_400), step: .after(.seconds(3600))),
        Tier(age: .seconds(30 * 86_400), step: .after(.seconds(6 * 3600))),
        Tier(age: .seconds(365 * 86_400), step: .weekly(weekday: 7)),
    ]

    /// When the next check is due after one that has changed nothing.
    ///
    /// - Parameters:
    ///   - lastCheck: `links.update.last_check_at`, which decides the tier.
    ///   - now: what the step is counted from.
    public func next(createdAt: Timestamp, lastCheck: Timestamp?, now: Timestamp) -> Outcome {
        guard let lastCheck else { return .notComputed }
        let age = Duration.seconds(lastCheck.seconds(since: createdAt))
        guard let tier = tiers.firstIndex(where: { age <= $0.age }) else { return .expired }
        return .check(at: instant(ofTier: tier, from: now))
    }

    private func instant(ofTier tier: Int, from now: Timestamp) -> Timestamp {
        switch tiers[tier].step {
        case .after where arithmetic == .absolute: now.adding(seconds: Int64(waitSeconds[tier]))
        case .after: read(now.romeTime.adding(seconds: waitSeconds[tier]), from: now)
        case .weekly(let weekday): read(now.romeTime.next(weekday: weekday), from: now)
        }
    }

    private func read(_ local: LocalTime, from now: Timestamp) -> Timestamp {
        guard arithmetic != .naiveLocal else { return Timestamp(asPythonReads: local) }
        let first = Timestamp(local)
        return first > now ? first : first.adding(seconds: 3600)
    }
}
