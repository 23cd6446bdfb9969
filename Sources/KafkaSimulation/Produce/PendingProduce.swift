import Containers
import ServicePorts
import VirtualTime

/// What several calls wait for together: how one batch ended.
final class BatchDelivery {
    enum Outcome {
        /// The first record's offset, or -1 when nobody tells (`acks=0`), and the broker's time with `LogAppendTime`.
        case stored(log: LogID, base: Int64, appendTime: Int64?)
        case failed(KafkaError)
    }

    let number: UInt64
    var outcome: Outcome?
    var waiters: [Waiter] = []
    /// Whether a record of it was enqueued: then a failure is for `flush` to tell.
    var isEnqueued = false

    init(number: UInt64) { self.number = number }
}

/// A batch between its producer and the acknowledgement: one produce request and its repetitions.
struct PendingProduce {
    enum Phase: Equatable {
        /// On the agenda is its arrival.
        case sent
        /// Stored by the leader, not yet by all in-sync replicas.
        case awaiting
        /// On the agenda is its answer.
        case answering
        /// The request or its answer is lost: nothing comes any more.
        case silent
        /// Waits for `retry.backoff.ms`, then for its turn.
        case backingOff
        case retrying
        /// Nobody needs it any more, but something on the agenda still names it.
        case orphaned
        case settled
    }

    let client: any ProduceClient
    let log: LogID
    let acks: ProducerSettings.Acks
    let records: BatchRecords
    /// Bytes of nominal size, as they count in `buffer.memory`.
    let size: Int
    let createdAtNanoseconds: Int64
    var phase = Phase.sent
    var attempt: Int32 = 0
    var sequence: BatchSequence?
    /// The connection it went over, and the leader it was for.
    var broker: BrokerID = 0
    var leaderEpoch: Int32 = 0
    /// When the producer has the acknowledgement; always after the append.
    var acknowledgedAtNanoseconds: Int64 = 0
    /// The answer's own way back.
    var answerDelayNanoseconds: Int64 = 0
    var losesAnswer = false
    /// A call waits for `acknowledgedAtNanoseconds` by itself, and nothing else will end the request.
    var isDirect = false
    /// The call that sent it directly has not woken yet: it will ask for this entry.
    var isHeld = false
    /// Whether it takes one of `max.in.flight.requests.per.connection`.
    var isCounted = false
    var delivery: BatchDelivery?
    var error: KafkaError?
    /// -1 until the records are appended.
    var offset: Int64 = -1

    /// Puts one more attempt on its way to `broker`.
    @inline(__always)
    mutating func leaves(
        for broker: BrokerID, leaderEpoch: Int32, arrivesAtNanoseconds: Int64, answerDelayNanoseconds: Int64,
        losesAnswer: Bool, isCounted: Bool
    ) {
        precondition(attempt == 0 || phase == .retrying, "A request goes again when its retry is due.")
        precondition(answerDelayNanoseconds > 0, "An acknowledgement comes after the append.")
        self.broker = broker
        self.leaderEpoch = leaderEpoch
        self.answerDelayNanoseconds = answerDelayNanoseconds
        acknowledgedAtNanoseconds = arrivesAtNanoseconds + answerDelayNanoseconds
        attempt += 1
        self.losesAnswer = losesAnswer
        self.isCounted = isCounted
        error = nil
        offset = -1
    }
}

extension KafkaError {
    /// Whether Kafka's producer tries again by itself.
    var isRetriable: Bool {
        switch self {
        case .requestTimedOut, .networkException, .notLeaderOrFollower, .notEnoughReplicas,
            .notEnoughReplicasAfterAppend, .outOfOrderSequence:
            true
        default: false
        }
    }
}
