import PaymentModel
import VirtualTime
import World

/// What happens in a run, in the world's words: all that a witness is told, by its one door `RunWitness.observe`.
///
/// Measures and promises are made of facts and of nothing else. A fact is a small value: ids, numbers, words of the
/// world, and at most one reference to what was published anyway.
package enum Fact: Sendable {
    // MARK: Core

    /// Core accepted an application, which stands in 1500 now: a payment is due.
    case applicationSubmitted(EntityID, tenant: TenantID)
    /// Core committed this state of an application, whether or not the topic will hear of it.
    case applicationStored(EntityID, ApplicationStatus)

    // MARK: Topics

    /// A record was appended, to whatever topic; what it says is a fact of its own.
    case recordAppended
    /// An event of topic `applications`, with its `event_id`.
    case applicationPublished(EntityID, ApplicationStatus, event: EntityID)
    /// An event of topic `payments`.
    case paymentPublished(PaymentEvent)
    /// Records that a consumer group has not committed yet; told when it is looked at.
    case lag(ConsumerGroupID, records: Int)
    /// Records handed out again to groups that had been given them before.
    case redelivered(records: Int)
    /// Groups were given their partitions anew.
    case rebalanced(times: Int)
    /// Produce requests were sent once more.
    case produceRetried(requests: Int)
    /// Partitions got another leader.
    case leadersElected(partitions: Int)
    /// Records that a new leader did not have.
    case recordsLost(Int)

    // MARK: View

    /// The view's row of a payment shows this status now.
    case viewTookRow(payment: EntityID, PaymentStatus)
    /// The view read so many rows to name the open payments that are due.
    case viewNamedDuePayments(rowsRead: Int)

    // MARK: Poller

    /// A replica of the poller set out on a loop over the due payments; it has one at a time.
    case pollerLoopBegan(PollerID)
    /// The loop is over, every due payment asked.
    case pollerLoopEnded(PollerID)
    /// A poller called a payment's update URL.
    case pollerCalled(PollerID, ProxyID)
    /// What became of such a call: nil when no answer came.
    case pollerAnswered(ProxyID, status: Int?)

    // MARK: Intermediaries

    /// Somebody sent an intermediary a request.
    case intermediaryCalled(IntermediaryID)
    /// What became of a request after so long: nil when no answer came.
    case intermediaryAnswered(IntermediaryID, status: Int?, after: Duration)
    /// A debt position was opened, the payment's first or a further one.
    case positionOpened(payment: EntityID, IntermediaryID)
    /// The money changed hands. From `statusShows` on the intermediary answers that the payment is paid.
    case moneyMoved(payment: EntityID, MoneyMovement.Way, IntermediaryID, statusShows: VirtualInstant)

    /// An intermediary told its proxy of a payment: nil when no answer came.
    case outcomePushed(IntermediaryID, status: Int?)

    // MARK: Checkout

    /// The checkout was asked for a cart.
    case cartAsked
    /// It took the cart so long after it was asked: there is a session to pay in.
    case cartAccepted(after: Duration)
    /// It refused the cart so long after it was asked.
    case cartRefused(CartRefusal, after: Duration)
    /// An online payment session ended.
    case sessionEnded(SessionEnd)

    // MARK: Citizens

    /// The page of an application offers to pay.
    case payLinkShown(application: EntityID)
    /// The page says that a payment has been received.
    case pageShowed(payment: EntityID)
    /// A citizen is done with an application, or gave it up.
    case citizenLeft(CitizenEnd)
    /// The node refused somebody's attempt to pay.
    case attemptRefused(NodeFault)

    // MARK: Trouble

    /// Calls over the network went wrong in this way.
    case callsFailed(CallFailure, calls: Int)
    /// Faults began so many times.
    case faultsBegan(times: Int)
    /// Faults touched so many calls, messages, processes ...
    case faultsHit(times: Int)
}

/// How a call over the network goes wrong.
package enum CallFailure: Sendable, Hashable, CaseIterable {
    /// Its caller waited in vain.
    case timedOut
    /// Nobody listened, or the connection broke.
    case refused, reset
    /// Answered with 500 and above.
    case serverError
}
