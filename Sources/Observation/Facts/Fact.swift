import PaymentModel
import VirtualTime
import World

/// What happens in a run, in the world's words: all that a witness is told, by its one door `RunWitness.observe`.
///
/// Measures and promises are made of facts and of nothing else. A fact is a small value: ids, numbers, words of the
/// world, and at most one reference to what was published anyway. The few that say more are held behind one, so that no
/// other is taken apart at their size.
package enum Fact: Sendable {
    // MARK: Core

    /// Core told a citizen, who came at `arrived`, that it accepted an application, whose form asked to pay so much.
    case applicationSubmitted(EntityID, tenant: TenantID, asks: EuroCents, arrived: VirtualInstant)
    /// Core committed this state of an application, whether or not the topic will hear of it.
    case applicationStored(ApplicationEvent)

    // MARK: Topics

    /// A record was appended, to whatever topic; what it says is a fact of its own.
    case recordAppended
    /// An event of topic `applications`.
    case applicationPublished(ApplicationEvent)
    /// An event of topic `payments`.
    case paymentPublished(PaymentEvent)
    /// Records that a consumer group has not committed yet; told at each change.
    case lag(ConsumerGroupID, records: Int)
    /// The same of one of the partitions that it reads, known by its place among them and by its name: the offset up to
    /// which the group has committed, and the records behind it.
    indirect case consumerStands(ConsumerGroupID, partition: Int, named: String, committed: Int64, lag: Int64)
    /// Records handed out again to groups that had been given them before.
    case redelivered(records: Int)
    /// Groups were given their partitions anew.
    case rebalanced(times: Int)
    /// A group's rebalance is over, so long after the first member asked for it; told at the end, too, of those that
    /// are not.
    case groupRebalanced(ConsumerGroupID, after: Duration)
    /// Produce requests were sent once more.
    case produceRetried(requests: Int)
    /// Partitions got another leader.
    case leadersElected(partitions: Int)
    /// Records that a new leader did not have.
    case recordsLost(Int)

    // MARK: View

    /// The view's row of a payment is this event now.
    case viewTookRow(PaymentEvent)
    /// The view read so many rows to name the open payments that are due.
    case viewNamedDuePayments(rowsRead: Int)

    // MARK: Dispatcher

    /// A replica of the dispatcher sent a payment's first event; `answered` where the view has answered the replica
    /// since its last one.
    case dispatched(PaymentEvent, answered: Bool)

    // MARK: Poller

    /// A replica of the poller set out on a loop over the due payments, while so many of its loops were under way.
    case pollerLoopBegan(PollerID, beside: Int = 0)
    /// A loop is over; of several, the one that is told of is that which began first.
    case pollerLoopEnded(PollerID)
    /// A poller called a payment's update URL.
    case pollerCalled(PollerID, ProxyID)
    /// What became of such a call: nil when no answer came.
    case pollerAnswered(ProxyID, status: Int?)
    /// A poller asked for a check of a payment, and got no 200.
    case checkUnanswered(payment: EntityID)

    // MARK: Intermediaries

    /// Somebody sent an intermediary a request.
    case intermediaryCalled(IntermediaryID)
    /// What became of a request after so long: nil when no answer came.
    case intermediaryAnswered(IntermediaryID, status: Int?, after: Duration)
    /// A debt position was opened, the payment's first or a further one.
    indirect case positionOpened(PositionOpening)
    /// The money changed hands, the first time for its payment or once more.
    indirect case moneyMoved(MoneyMovement)

    /// An intermediary told its proxy of a payment: nil when no answer came.
    case outcomePushed(IntermediaryID, status: Int?)

    // MARK: Checkout

    /// The checkout was asked for a cart.
    case cartAsked
    /// It took the cart so long after it was asked: there is a session to pay these notices in.
    indirect case cartAccepted([CartItem], after: Duration)
    /// It refused the cart so long after it was asked.
    case cartRefused(CartRefusal, after: Duration)
    /// An online payment session ended.
    case sessionEnded(SessionEnd, payment: EntityID)

    // MARK: Citizens

    /// The page of an application offers to pay.
    case payLinkShown(application: EntityID, payment: EntityID)
    /// The page says that a payment has been received.
    case pageShowed(application: EntityID, payment: EntityID)
    /// A citizen who pays a payment came to a page that takes money for `paying`, if that is known.
    case sessionReached(payment: EntityID, paying: EntityID?)
    /// A citizen is back on Core's page, whose address says this of the session; `hasPaid` where money moved in it.
    case landed(payment: EntityID, LandingWord, hasPaid: Bool)
    /// A citizen is done with an application, or gave it up; nil where Core accepted none.
    case citizenLeft(CitizenEnd, application: EntityID?)
    /// The node refused somebody's attempt to pay; nil where it knows no such notice.
    case attemptRefused(NodeFault, payment: EntityID?)

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
