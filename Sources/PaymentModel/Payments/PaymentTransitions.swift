/// Who may move a payment (<doc:PaymentStates>).
public enum PaymentActor: String, CaseIterable, Hashable, Sendable {
    case dispatcher, dispatcherAPI, importer, proxy
}

/// One arrow of the documented diagram; `from` is nil for a payment's first event.
public struct PaymentTransition: Hashable, Sendable {
    /// Nil for the first event.
    public let from: PaymentStatus?
    /// Where the payment goes.
    public let to: PaymentStatus
    /// Who may write it.
    public let actors: [PaymentActor]
}

/// A move that the diagram lacks and reality shows (<doc:PaymentStates>).
public enum PaymentAnomaly: String, CaseIterable, Hashable, Sendable {
    /// PAYMENT_STARTED -> PAYMENT_PENDING: the citizen gave up.
    case abandonedOnline
    /// EXPIRED -> COMPLETE: the receipt came after the last check.
    case lateReceipt
    /// CANCELED -> COMPLETE.
    case paidAfterCancellation
    /// CREATION_FAILED -> CREATION_PENDING.
    case creationRetried
    /// COMPLETE -> anything else.
    case leftComplete
}

/// The payment state machine as a value.
public struct PaymentTransitions: Sendable {
    /// How a move is to be taken.
    public enum Judgement: Hashable, Sendable {
        /// An arrow of the diagram, by one of its actors.
        case allowed
        /// The same status again: every check and every opened link publishes one.
        case unchanged
        /// A move that reality shows beside the diagram.
        case anomaly(PaymentAnomaly)
        /// The move exists in the diagram, but belongs to others.
        case wrongActor(PaymentActor)
        /// Neither in the diagram nor a known anomaly.
        case violation
    }

    /// The moves of the diagram.
    public let allowed: [PaymentTransition]
    /// The moves that the diagram lacks, by name.
    public let anomalies: [(from: PaymentStatus, to: PaymentStatus, name: PaymentAnomaly)]
    private let judgements: [Judgement]

    /// The documented diagram and the known anomalies.
    public static let documented = PaymentTransitions(
        allowed: [
            PaymentTransition(from: nil, to: .creationPending, actors: [.dispatcher, .dispatcherAPI]),
            PaymentTransition(from: nil, to: .paymentPending, actors: [.importer, .dispatcherAPI]),
            PaymentTransition(from: .creationPending, to: .creationFailed, actors: [.proxy]),
            PaymentTransition(from: .creationPending, to: .paymentPending, actors: [.proxy]),
            PaymentTransition(from: .paymentPending, to: .paymentStarted, actors: [.proxy]),
            PaymentTransition(from: .paymentPending, to: .complete, actors: [.proxy]),
            PaymentTransition(from: .paymentPending, to: .canceled, actors: [.proxy]),
            PaymentTransition(from: .paymentPending, to: .expired, actors: [.proxy]),
            PaymentTransition(from: .paymentStarted, to: .complete, actors: [.proxy]),
            PaymentTransition(from: .paymentStarted, to: .expired, actors: [.proxy]),
        ],
        anomalies: [
            (.paymentStarted, .paymentPending, .abandonedOnline),
            (.expired, .complete, .lateReceipt),
            (.canceled, .complete, .paidAfterCancellation),
            (.creationFailed, .creationPending, .creationRetried),
        ] + PaymentStatus.allCases.filter { $0 != .complete }.map { (.complete, $0, .leftComplete) })

    /// A table of these moves.
    init(
        allowed: [PaymentTransition],
        anomalies: [(from: PaymentStatus, to: PaymentStatus, name: PaymentAnomaly)]
    ) {
        self.allowed = allowed
        self.anomalies = anomalies
        var table = [Judgement](repeating: .violation, count: (PaymentStatus.count + 1) * PaymentStatus.count)
        for anomaly in anomalies {
            table[Self.cell(anomaly.from, anomaly.to)] = .anomaly(anomaly.name)
        }
        for transition in allowed { table[Self.cell(transition.from, transition.to)] = .allowed }
        for status in PaymentStatus.allCases { table[Self.cell(status, status)] = .unchanged }
        judgements = table
    }

    private static func cell(_ from: PaymentStatus?, _ to: PaymentStatus) -> Int {
        (from.map { $0.index + 1 } ?? 0) * PaymentStatus.count + to.index
    }

    /// Judges a move whoever made it.
    public func judge(from: PaymentStatus?, to: PaymentStatus) -> Judgement { judgements[Self.cell(from, to)] }

    /// Judges a move made by `actor`.
    public func judge(from: PaymentStatus?, to: PaymentStatus, by actor: PaymentActor) -> Judgement {
        let judgement = judge(from: from, to: to)
        switch judgement {
        case .allowed:
            let arrow = allowed.first { $0.from == from && $0.to == to }
            return arrow?.actors.contains(actor) == true ? .allowed : .wrongActor(actor)
        case .unchanged, .anomaly: return actor == .proxy ? judgement : .wrongActor(actor)
        case .wrongActor, .violation: return judgement
        }
    }
}
