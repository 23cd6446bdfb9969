import VirtualTime

/// One pagoPA technology partner as the twin models it. Times and shares default to the REST profile of
/// <doc:/PaymentModel/Intermediaries>; where it gives none, the default is an assumption and says so.
public struct IntermediarySettings: Sendable, Hashable {
    /// Appears in its host name.
    public var name: String
    /// Its own host.
    public var authority: String

    /// What it makes of a second creation with one IUD.
    public var repeatedIUD = RepeatedIUD.secondPosition
    /// Opening a debt position.
    public var creationTime = Distribution.logNormal(median: .milliseconds(350), p99: .seconds(3))
    /// Answering for a position's status.
    public var statusTime = Distribution.logNormal(median: .milliseconds(500), p99: .seconds(5))
    /// Notices and receipts.
    public var documentTime = Distribution.logNormal(median: .milliseconds(1500), p99: .seconds(12))
    /// Opening an online session and showing the portal's page. Assumed to be like a creation.
    public var sessionTime = Distribution.logNormal(median: .milliseconds(350), p99: .seconds(3))
    /// Calls answered with a 500 before anything is done.
    public var fails = Ratio(1, in: 100)
    /// Calls that are never answered.
    public var hangs = Ratio(5, in: 1000)
    /// Of those, the calls whose work is done all the same (race 10 of the catalogue). Assumed.
    public var actsWhenHanging = Ratio(1, in: 2)
    /// Creations refused for a business reason.
    public var refusesCreation = Ratio(3, in: 1000)

    /// Whether outcomes are pushed; if not, the proxy has to ask.
    public var pushesOutcomes = true
    /// From the money's movement to the push.
    public var pushDelay = Distribution.logNormal(median: .seconds(20), p99: .seconds(15 * 60))
    /// Pushes that are sent once more.
    public var pushesTwice = Ratio(2, in: 100)
    /// Pushes that are overtaken: they wait a second delay.
    public var pushesOutOfOrder = Ratio(1, in: 100)
    /// That second delay.
    public var overtakenBy = Distribution.uniform(.seconds(60), .seconds(15 * 60))
    /// Pushes that are never sent.
    public var losesPush = Ratio(5, in: 1000)
    /// Further tries of a push that brought no 200, each after `pushRetryDelay`. Assumed.
    public var pushRetriesMax = 3
    /// From a failed try to the next.
    public var pushRetryDelay = Distribution.constant(.seconds(300))
    /// How long a push waits for its answer. Assumed.
    public var pushTimeout = Duration.seconds(10)

    /// From the money's movement until a question for the status learns of it.
    public var statusLag = Distribution.logNormal(median: .seconds(60), p99: .seconds(30 * 60))
    /// Payments whose status waits for a batch instead ("now and then"; the share is assumed).
    public var statusWaitsForBatch = Ratio(1, in: 200)
    /// How long such a payment waits for its batch.
    public var batchLag = Distribution.uniform(.seconds(0), .seconds(6 * 3600))

    /// Whether a notice can be paid after its due date.
    public var payableAfterDue = true
    /// Life of a link to the portal that nobody opens: about 14 min in the sample of an IRIS link
    /// (<doc:/PaymentModel/Intermediaries>).
    public var portalLinkLife = Duration.seconds(14 * 60)
    /// How long a paid position is kept in full; later only the fact of its payment is. Assumed.
    public var keepsPaidFor = Duration.seconds(2 * 86_400)

    /// - Parameter name: lower-case letters, digits and dashes: it becomes part of host names.
    public init(name: String = "silfi") {
        self.name = name
        authority = "\(name).test"
    }
}

/// `IntermediarySettings` made ready for drawing.
struct IntermediaryHabits: Sendable {
    let creationTime, statusTime, documentTime, sessionTime, pushDelay, overtakenBy, pushRetryDelay, statusLag,
        batchLag: Sampler

    init(_ settings: IntermediarySettings) {
        creationTime = Sampler(settings.creationTime)
        statusTime = Sampler(settings.statusTime)
        documentTime = Sampler(settings.documentTime)
        sessionTime = Sampler(settings.sessionTime)
        pushDelay = Sampler(settings.pushDelay)
        overtakenBy = Sampler(settings.overtakenBy)
        pushRetryDelay = Sampler(settings.pushRetryDelay)
        statusLag = Sampler(settings.statusLag)
        batchLag = Sampler(settings.batchLag)
    }
}
