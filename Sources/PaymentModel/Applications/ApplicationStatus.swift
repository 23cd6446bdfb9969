/// Where an application stands; the raw value is its code (<doc:ApplicationStates>).
public enum ApplicationStatus: Int, CaseIterable, Hashable, JSONText {
    /// "Bozza": begun, and not submitted.
    case draft = 1000
    /// Of later versions; the public table gives no moves.
    case stampPaymentPending = 1400
    /// "In attesa di pagamento".
    case paymentPending = 1500
    /// "In attesa dell'esito di pagamento".
    case paymentOutcomePending = 1510
    /// "Pagamento avvenuto con successo".
    case paymentSuccess = 1520
    /// "Pagamento rifiutato": a dead end.
    case paymentError = 1530
    /// "Inviata".
    case preSubmit = 1900
    /// "Acquisita".
    case submitted = 2000
    /// "Protocollata".
    case registered = 3000
    /// "In carico".
    case pending = 4000
    /// The first of the states of an integration, which all lead back to `pending`.
    case integrationRequested = 4100
    case draftForIntegration = 4200
    case submittedAfterIntegration = 4300
    case registeredAfterIntegration = 4400
    case pendingAfterIntegration = 4500
    /// Unused by the platform.
    case processing = 5000
    /// Complete but for its attachments.
    case completeWaitingAttachments = 6000
    /// The end; reopened, it is `pending` again.
    case complete = 7000
    /// Cancelled but for its attachments.
    case cancelledWaitingAttachments = 8000
    /// The end; reopened, it is `pending` again.
    case cancelled = 9000
    /// The end; reopened, it is `pending` again.
    case withdrawn = 20000
    case revoked = 50000

    /// The code as the event's `status` writes it.
    public var code: String { String(rawValue) }

    /// The status with this code, as the event's `status` writes it.
    public init?(code: String) {
        guard let value = Int(code) else { return nil }
        self.init(rawValue: value)
    }

    /// The code.
    public var wireText: String { code }

    /// The status with this code.
    public init?(wireText: String) { self.init(code: wireText) }

    /// Writes the code as a text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(code)
    }

    /// Reads the code as a text.
    /// - Throws: ``ValidationError`` for a code that there is not; `DecodingError` for anything but a text.
    public init(from decoder: any Decoder) throws {
        self = try Self.read(try decoder.singleValueContainer().decode(String.self)) { decoder.codingPath }
    }

    /// There is no such code.
    public static func refusal(of text: String) -> ValidationError.Reason { .unknownValue(text) }

    /// The constant's name as the event's `status_name` writes it.
    public var name: String {
        switch self {
        case .draft: "status_draft"
        case .stampPaymentPending: "status_stamp_payment_pending"
        case .paymentPending: Self.paymentPendingName
        case .paymentOutcomePending: "status_payment_outcome_pending"
        case .paymentSuccess: "status_payment_success"
        case .paymentError: "status_payment_error"
        case .preSubmit: "status_pre_submit"
        case .submitted: "status_submitted"
        case .registered: "status_registered"
        case .pending: "status_pending"
        case .integrationRequested: "status_request_integration"
        case .draftForIntegration: "status_draft_for_integration"
        case .submittedAfterIntegration: "status_submitted_after_integration"
        case .registeredAfterIntegration: "status_registered_after_integration"
        case .pendingAfterIntegration: "status_pending_after_integration"
        case .processing: "status_processing"
        case .completeWaitingAttachments: "status_complete_wait_allegati"
        case .complete: "status_complete"
        case .cancelledWaitingAttachments: "status_cancelled_wait_allegati"
        case .cancelled: "status_cancelled"
        case .withdrawn: "status_withdraw"
        case .revoked: "status_revoked"
        }
    }

    /// The name that makes an event a candidate for the dispatcher (<doc:ApplicationEvents>).
    public static let paymentPendingName = "status_payment_pending"

    /// What the public Core shows to people.
    public var italianLabel: String {
        switch self {
        case .draft: "Bozza"
        case .stampPaymentPending: "In attesa pagamento bollo"
        case .paymentPending: "In attesa di pagamento"
        case .paymentOutcomePending: "In attesa dell'esito di pagamento"
        case .paymentSuccess: "Pagamento avvenuto con successo"
        case .paymentError: "Pagamento rifiutato"
        case .preSubmit: "Inviata"
        case .submitted: "Acquisita"
        case .registered: "Protocollata"
        case .pending: "In carico"
        case .integrationRequested: "Richiesta integrazione"
        case .draftForIntegration: "Bozza integrazione"
        case .submittedAfterIntegration: "Integrazione inviata"
        case .registeredAfterIntegration: "Integrazione protocollata"
        case .pendingAfterIntegration: "In carico dopo integrazione"
        case .processing: "In lavorazione"
        case .completeWaitingAttachments: "Accettata in attesa di allegati"
        case .complete: "Accettata"
        case .cancelledWaitingAttachments: "Rifiutata in attesa di allegati"
        case .cancelled: "Rifiutata"
        case .withdrawn: "Ritirata"
        case .revoked: "Annullata"
        }
    }

    /// The states from which Core accepts a payment's outcome; all others answer 422 (<doc:Core>).
    public var acceptsPaymentOutcome: Bool { self == .paymentPending || self == .paymentOutcomePending }
}

/// A move of an application that Core's table forbids.
public struct ApplicationTransitionError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Where the application stands.
    public let from: ApplicationStatus
    /// Where it cannot go.
    public let to: ApplicationStatus

    /// A move that the table lacks.
    public init(from: ApplicationStatus, to: ApplicationStatus) {
        self.from = from
        self.to = to
    }

    /// The move, in words.
    public var description: String { "no move from \(from.name) to \(to.name)" }
}

/// Core's table of moves as a value (<doc:ApplicationStates>).
public struct ApplicationTransitions: Sendable {
    /// The moves, by where they begin.
    public let allowed: [(from: ApplicationStatus, to: [ApplicationStatus])]

    /// The public table. `paymentError` has no exit: a dead end of the real platform. Of the integration states the
    /// source says only that they loop back to `pending`; their order is that of their codes.
    public static let documented = ApplicationTransitions(allowed: [
        (.draft, [.paymentPending, .preSubmit]),
        (.paymentPending, [.paymentOutcomePending, .paymentSuccess, .paymentError]),
        (.paymentOutcomePending, [.paymentSuccess, .paymentError]),
        (.paymentSuccess, [.preSubmit, .complete, .completeWaitingAttachments]),
        (.preSubmit, [.submitted, .withdrawn]),
        (.submitted, [.registered, .pending, .withdrawn]),
        (.registered, [.pending, .withdrawn]),
        (
            .pending,
            [
                .integrationRequested, .paymentPending, .completeWaitingAttachments, .complete,
                .cancelledWaitingAttachments, .cancelled, .withdrawn,
            ]
        ),
        (.integrationRequested, [.draftForIntegration, .pending]),
        (.draftForIntegration, [.submittedAfterIntegration, .pending]),
        (.submittedAfterIntegration, [.registeredAfterIntegration, .pendingAfterIntegration, .pending]),
        (.registeredAfterIntegration, [.pendingAfterIntegration, .pending]),
        (.pendingAfterIntegration, [.pending]),
        (.completeWaitingAttachments, [.complete]),
        (.complete, [.pending]),
        (.cancelledWaitingAttachments, [.cancelled]),
        (.cancelled, [.pending]),
        (.withdrawn, [.pending]),
    ])

    /// Core's `validateChangeStatus`: the same state again is accepted, and emits another event
    /// (<doc:ApplicationStates>).
    public func validateChangeStatus(
        from: ApplicationStatus, to: ApplicationStatus
    ) throws(ApplicationTransitionError) {
        guard from != to else { return }
        guard allowed.contains(where: { $0.from == from && $0.to.contains(to) }) else {
            throw ApplicationTransitionError(from: from, to: to)
        }
    }
}
