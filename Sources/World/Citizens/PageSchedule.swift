/// When the citizen's page asks Core again (<doc:/PaymentModel/LifeOfAPayment>, step 3): at once, then after 2 s five
/// times, then after 2 s x the number of the try (12, 14, ... 60 s); about 15 minutes in all, then the page says that
/// it timed out.
enum PageSchedule {
    /// Calls after the first one.
    static let triesMax = 30

    /// Nanoseconds to wait after `tries` calls that showed nothing, or nil when the page gives up.
    static func waitNanoseconds(afterTries tries: Int) -> Int64? {
        precondition(tries >= 1, "The first call waits for nothing.")
        guard tries <= triesMax else { return nil }
        return (tries <= 5 ? 2 : 2 * Int64(tries)) * 1_000_000_000
    }
}
