import VirtualTime

/// How citizens behave. Shares are integer ratios; the defaults are those of <doc:/PaymentModel/Sizing> where it has
/// one, and assumptions where it says nothing (named so below).
public struct CitizenSettings: Sendable, Hashable {
    /// Pays online from the page; the others pay the notice.
    public var paysOnline = Ratio(55, in: 100)

    /// An online payer who leaves before paying.
    public var abandons = Ratio(22, in: 100)
    /// Of those, who tries again within a week.
    public var returnsAfterAbandoning = Ratio(1, in: 2)
    /// Of those who leave, who presses "cancel" and is sent back instead of closing the tab. Assumed.
    public var pressesCancel = Ratio(1, in: 2)
    /// An online payer whose PSP refuses.
    public var failsAtPSP = Ratio(8, in: 100)
    /// Of those, who tries again within a week. Assumed.
    public var returnsAfterFailing = Ratio(1, in: 2)
    /// Who has paid and closes the tab before the way back (race 40 of the catalogue). Assumed.
    public var closesTabAfterPaying = Ratio(3, in: 100)
    /// Opens a second tab on the same payment.
    public var opensSecondTab = Ratio(5, in: 1000)
    /// Pays online and, within the hour, the notice too.
    public var paysTwice = Ratio(3, in: 1000)

    /// Never pays the notice.
    public var neverPaysNotice = Ratio(12, in: 100)
    /// Pays the notice after its term.
    public var paysNoticeLate = Ratio(2, in: 100)
    /// Pays the notice in the last days of its term.
    public var paysNoticeAtTerm = Ratio(10, in: 100)
    /// From reading the notice to paying it, for all others; cut where the last days begin. The p99 is assumed.
    public var offlineDelay = Distribution.logNormal(median: .seconds(6 * 86_400), p99: .seconds(60 * 86_400))
    /// From the notice to its term (90 days in Core).
    public var noticeTerm = Duration.seconds(90 * 86_400)
    /// How long before the term the last days begin.
    public var lastDays = Duration.seconds(2 * 86_400)
    /// How long after the term late payers pay. Assumed.
    public var lateDelay = Distribution.uniform(.seconds(3600), .seconds(30 * 86_400))
    /// Who has paid the notice and looks at the page afterwards. Assumed.
    public var looksAfterOffline = Ratio(1, in: 2)
    /// From paying the notice to looking. Assumed.
    public var lookDelay = Distribution.logNormal(median: .seconds(1800), p99: .seconds(86_400))

    /// From seeing the links to opening one. Assumed.
    public var thinkTime = Distribution.logNormal(median: .seconds(20), p99: .seconds(300))
    /// From the portal's page to the outcome: 99 % end within ten minutes (<doc:/PaymentModel/Sizing>).
    public var sessionTime = Distribution.logNormal(median: .seconds(150), p99: .seconds(600))
    /// From leaving to the next attempt.
    public var retryDelay = Distribution.uniform(.seconds(60), .seconds(7 * 86_400))
    /// From the first tab to the second. Assumed.
    public var tabDelay = Distribution.uniform(.seconds(5), .seconds(60))
    /// From the first payment to the second of who pays twice: the same hour.
    public var secondPaymentDelay = Distribution.uniform(.seconds(60), .seconds(3600))
    /// From giving up on a page to looking again. Assumed.
    public var revisitDelay = Distribution.logNormal(median: .seconds(3 * 3600), p99: .seconds(2 * 86_400))

    /// Attempts at a submission, at opening a notice or at paying online before giving up. Assumed.
    public var triesMax = 3
    /// Visits to a page that does not show what it should. Assumed.
    public var visitsMax = 6
    /// What a browser waits for an answer (<doc:/PaymentModel/PagoPA>, front-end time-out).
    public var requestTimeout = Duration.seconds(10)
    /// What a browser waits for a submission, a notice and a redirect, which take longer. Assumed.
    public var slowRequestTimeout = Duration.seconds(30)
    /// What a payment is about.
    public var amounts = AmountDistribution.documented

    /// The defaults.
    public init() {}
}

/// `CitizenSettings` made ready for drawing: constants of the distributions computed once.
struct CitizenHabits: Sendable {
    let settings: CitizenSettings
    let offlineDelay, lateDelay, lookDelay, thinkTime, sessionTime, retryDelay, tabDelay, secondPaymentDelay,
        revisitDelay: Sampler
    private let noticeShares: ShareTable
    private let sessionShares: ShareTable
    private let noticeTermNanoseconds: Int64
    private let lastDaysNanoseconds: Int64

    init(_ settings: CitizenSettings) {
        precondition(settings.triesMax > 0 && settings.visitsMax > 0, "A citizen tries and comes at least once.")
        precondition(settings.noticeTerm >= settings.lastDays, "The last days lie within the term.")
        self.settings = settings
        offlineDelay = Sampler(settings.offlineDelay)
        lateDelay = Sampler(settings.lateDelay)
        lookDelay = Sampler(settings.lookDelay)
        thinkTime = Sampler(settings.thinkTime)
        sessionTime = Sampler(settings.sessionTime)
        retryDelay = Sampler(settings.retryDelay)
        tabDelay = Sampler(settings.tabDelay)
        secondPaymentDelay = Sampler(settings.secondPaymentDelay)
        revisitDelay = Sampler(settings.revisitDelay)
        noticeShares = ShareTable(settings.neverPaysNotice, settings.paysNoticeLate, settings.paysNoticeAtTerm)
        sessionShares = ShareTable(settings.abandons, settings.failsAtPSP)
        noticeTermNanoseconds = settings.noticeTerm.wholeNanoseconds
        lastDaysNanoseconds = settings.lastDays.wholeNanoseconds
    }

    /// From the notice to paying it in nanoseconds, or nil for who never does.
    func drawNoticeDelay(_ stream: inout RandomStream) -> Int64? {
        let lastDaysBegin = noticeTermNanoseconds - lastDaysNanoseconds
        switch noticeShares.draw(&stream) {
        case 0: return nil
        case 1: return noticeTermNanoseconds + lateDelay.sampleNanoseconds(&stream)
        case 2: return lastDaysBegin + Int64(stream.next(below: UInt64(max(lastDaysNanoseconds, 1))))
        default: return min(offlineDelay.sampleNanoseconds(&stream), lastDaysBegin)
        }
    }

    func drawSessionPlan(_ stream: inout RandomStream) -> SessionPlan {
        switch sessionShares.draw(&stream) {
        case 0: stream.happens(settings.pressesCancel) ? .cancel : .closeTab
        case 1: .failAtPSP
        default: .pay
        }
    }
}

/// What a citizen will do in an online session.
enum SessionPlan: UInt8, Sendable { case pay, failAtPSP, cancel, closeTab }

/// A choice among outcomes that exclude each other, by the share of each; what the shares leave is the last outcome.
struct ShareTable: Sendable {
    private static let scale: UInt64 = 1 << 53
    private let thresholds: [UInt64]

    /// The shares may sum to one at most.
    init(_ shares: Ratio...) {
        var sum: UInt64 = 0
        thresholds = shares.map { share in
            let scaled = share.numerator.multipliedFullWidth(by: Self.scale)
            sum += share.denominator.dividingFullWidth(scaled).quotient
            return sum
        }
        precondition(sum <= Self.scale, "Shares of outcomes that exclude each other sum to more than one.")
    }

    /// The position of the drawn share, or the number of shares for the rest.
    func draw(_ stream: inout RandomStream) -> Int {
        let roll = stream.next(below: Self.scale)
        return thresholds.firstIndex { roll < $0 } ?? thresholds.count
    }
}
