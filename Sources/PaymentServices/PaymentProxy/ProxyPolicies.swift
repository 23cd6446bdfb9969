/// Where proxies that are really installed differ from each other (<doc:/PaymentModel/Proxy> and
/// <doc:/PaymentModel/Races>). The defaults are what those articles mark as such.
public struct ProxyPolicies: Sendable, Equatable {
    /// What a CREATION_PENDING event meets when its payment is already stored.
    public enum CreationGuard: String, Sendable, CaseIterable {
        /// Nothing: every delivery creates a debt position.
        case none
        /// The event is skipped. A crash between storing and publishing is then never made up for.
        case skipStored
        /// No second debt position, but what was stored is published again.
        case republishStored
    }

    /// In which order a new payment is stored: itself and the entry that finds it by its iuv, two objects that no store
    /// writes as one.
    public enum CreationWrite: String, Sendable, CaseIterable {
        /// As deployed: the payment first. When the store fails behind it, the event is tried again, finds the payment
        /// and skips it: nobody hears of the debt position, and no notification finds the payment.
        case paymentThenIndex
        /// The payment last: until its own write is done there is none, and each write is repeated until the store has
        /// taken it.
        case indexThenPayment
    }

    /// What a write does when the stored payment has changed since it was read, or a creation when one is stored.
    public enum StaleWriteGuard: String, Sendable, CaseIterable {
        /// As deployed: the last write wins.
        case none
        /// The write is refused by the store, and the change is made again on the newer payment.
        case compareAndSwap
    }

    /// How the next state of a payment gets into the store and onto the topic, which nobody writes as one.
    public enum Publication: String, Sendable, CaseIterable {
        /// As deployed: when Kafka does not take the event of a state that is stored, nobody ever hears of it, unless
        /// the payment changes again.
        case storeThenPublish
        /// The event first: when the store fails, or has a newer payment, what was said is not so, and is perhaps taken
        /// back by what is said next.
        case publishThenStore
        /// The state first, and then an event of the payment as it stands, again and again until Kafka takes one. A
        /// proxy that dies meanwhile leaves it unsaid.
        case publishUntilTaken
        /// The stored payment says itself that its event has yet to be published: it is in the order of versions, and
        /// whoever reads a payment whose publisher has failed publishes it first. Needs `compareAndSwap`.
        case outbox
    }

    /// What `GET /update` does for a payment that is over.
    public enum FinalUpdate: String, Sendable, CaseIterable {
        /// 200, and nothing happens.
        case noOp
        /// The intermediary is asked and the payment is published as if it were open.
        case checkAgain
    }

    /// What `GET /online-payment` does for a payment that is over, from an old e-mail or a second tab.
    public enum FinalOpening: String, Sendable, CaseIterable {
        /// Back to the landing page with `esito=KO`.
        case refuse
        /// A new session begins, and the status goes back to PAYMENT_STARTED.
        case reopen
    }

    /// What a creation does whose answer never came: the debt position may exist or not.
    public enum UnansweredCreation: String, Sendable, CaseIterable {
        /// As deployed: CREATION_FAILED is published.
        case fail
        /// The event is tried again until the intermediary answers.
        case retry
    }

    /// What a creation does to which the intermediary answers 401 or 403, since a password has expired or the like.
    public enum UnauthorizedCreation: String, Sendable, CaseIterable {
        /// As deployed: it is a refusal like any other 4xx, and CREATION_FAILED is published.
        case fail
        /// The event is tried again until the intermediary lets the proxy in; those behind it wait.
        case retry
    }

    /// What a check does to the schedule when the intermediary does not answer it.
    public enum FailedCheck: String, Sendable, CaseIterable {
        /// 502: the payment stays due, and every loop of the poller repeats the call.
        case keepSchedule
        /// 502, but the check counts as made: a later one comes by the schedule.
        case advanceSchedule
    }

    /// What money does that is reported for a payment which ended without it (EXPIRED, CANCELED ...).
    public enum LateOutcome: String, Sendable, CaseIterable {
        /// A final state is final.
        case ignore
        /// The payment becomes COMPLETE after all.
        case complete
    }

    /// How many outcomes of one notification are acted on.
    public enum NotificationBatch: String, Sendable, CaseIterable {
        /// Every one.
        case all
        /// The first; the others are dropped.
        case firstOnly
    }

    /// As deployed, a stored payment is skipped.
    public var creationGuard = CreationGuard.skipStored
    /// A new payment is whole or absent.
    public var creationWrite = CreationWrite.indexThenPayment
    /// As deployed, the last write wins.
    public var staleWriteGuard = StaleWriteGuard.none
    /// As deployed, what Kafka does not take is never said.
    public var publication = Publication.storeThenPublish
    /// As deployed, a payment that is over is left alone.
    public var updateOfFinal = FinalUpdate.noOp
    /// As deployed, a payment that is over is not opened again.
    public var openingOfFinal = FinalOpening.refuse
    /// As deployed, a creation without an answer has failed.
    public var unansweredCreation = UnansweredCreation.fail
    /// As deployed, a creation that was not let in has failed.
    public var unauthorizedCreation = UnauthorizedCreation.fail
    /// As deployed, nobody is left alone who asks for it: neither the intermediary nor the Checkout API. Obeyed, a
    /// creation waits, and a check or a citizen's click is answered 503 with the same `Retry-After`.
    public var retryAfter = RetryAfterRule.ignore
    /// As deployed, a check without an answer is made again by the next loop.
    public var failedCheck = FailedCheck.keepSchedule
    /// As deployed, a final state is final.
    public var lateOutcome = LateOutcome.ignore
    /// As deployed, every outcome is acted on.
    public var notificationBatch = NotificationBatch.all

    /// As deployed, but for the order in which a new payment is stored.
    public init() {}
}
