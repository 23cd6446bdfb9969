import PaymentModel
import Testing

@Suite struct PaymentTransitionTests {
    private static let table = PaymentTransitions.documented
    private static let arrows: [(PaymentStatus?, PaymentStatus)] = [
        (nil, .creationPending), (nil, .paymentPending), (.creationPending, .creationFailed),
        (.creationPending, .paymentPending), (.paymentPending, .paymentStarted), (.paymentPending, .complete),
        (.paymentPending, .canceled), (.paymentPending, .expired), (.paymentStarted, .complete),
        (.paymentStarted, .expired),
    ]
    private static let anomalies: [(PaymentStatus, PaymentStatus, PaymentAnomaly)] = [
        (.paymentStarted, .paymentPending, .abandonedOnline), (.expired, .complete, .lateReceipt),
        (.canceled, .complete, .paidAfterCancellation), (.creationFailed, .creationPending, .creationRetried),
    ]

    @Test("Every pair of states is judged as the diagram says")
    func everyPairOfStates() {
        for from in [nil] + PaymentStatus.allCases.map(Optional.some) {
            for to in PaymentStatus.allCases {
                let expected: PaymentTransitions.Judgement =
                    if from == to {
                        .unchanged
                    } else if Self.arrows.contains(where: { $0 == (from, to) }) {
                        .allowed
                    } else if let anomaly = Self.anomalies.first(where: { $0.0 == from && $0.1 == to }) {
                        .anomaly(anomaly.2)
                    } else if from == .complete {
                        .anomaly(.leftComplete)
                    } else {
                        .violation
                    }
                #expect(Self.table.judge(from: from, to: to) == expected, "\(String(describing: from)) -> \(to)")
            }
        }
    }

    @Test("Only the owners may move a payment")
    func onlyTheOwnersMay() {
        #expect(Self.table.judge(from: nil, to: .creationPending, by: .dispatcher) == .allowed)
        #expect(Self.table.judge(from: nil, to: .creationPending, by: .proxy) == .wrongActor(.proxy))
        #expect(Self.table.judge(from: nil, to: .paymentPending, by: .importer) == .allowed)
        #expect(Self.table.judge(from: nil, to: .paymentPending, by: .dispatcher) == .wrongActor(.dispatcher))
        #expect(Self.table.judge(from: .paymentPending, to: .complete, by: .proxy) == .allowed)
        #expect(Self.table.judge(from: .paymentPending, to: .complete, by: .importer) == .wrongActor(.importer))
        #expect(
            Self.table.judge(from: .paymentPending, to: .paymentPending, by: .dispatcher) == .wrongActor(.dispatcher))
        #expect(Self.table.judge(from: .creationFailed, to: .expired, by: .proxy) == .violation)
    }

    @Test("Five states are final")
    func fiveStatesAreFinal() {
        let final = PaymentStatus.allCases.filter(\.isFinal)
        #expect(final == [.creationFailed, .complete, .canceled, .expired, .paymentFailed])
    }

    @Test("Wire names are the documented ones")
    func wireNamesAreTheDocumentedOnes() {
        #expect(
            PaymentStatus.allCases.map(\.rawValue) == [
                "CREATION_PENDING", "CREATION_FAILED", "PAYMENT_PENDING", "PAYMENT_STARTED", "COMPLETE", "CANCELED",
                "EXPIRED", "PAYMENT_FAILED", "PAYMENT_CONFIRMED", "NOTIFICATION_PENDING",
            ])
    }
}

@Suite struct ApplicationTransitionTests {
    private static let table = ApplicationTransitions.documented

    @Test(
        "Documented paths are accepted",
        arguments: [
            [.draft, .paymentPending, .paymentSuccess, .preSubmit, .submitted],
            [.paymentPending, .paymentOutcomePending, .paymentSuccess], [.draft, .preSubmit, .submitted, .registered],
            [.pending, .paymentPending, .paymentSuccess, .completeWaitingAttachments, .complete, .pending],
            [.paymentPending, .paymentError], [.preSubmit, .withdrawn, .pending, .cancelled, .pending],
            [.pending, .integrationRequested, .draftForIntegration, .submittedAfterIntegration, .pending],
        ] as [[ApplicationStatus]])
    func documentedPathsAreAccepted(path: [ApplicationStatus]) throws {
        for (from, to) in zip(path, path.dropFirst()) { try Self.table.validateChangeStatus(from: from, to: to) }
    }

    @Test("The same state again is accepted")
    func theSameStateAgainIsAccepted() throws {
        for status in ApplicationStatus.allCases { try Self.table.validateChangeStatus(from: status, to: status) }
    }

    @Test("A refused payment is a dead end")
    func aRefusedPaymentIsADead() {
        for status in ApplicationStatus.allCases where status != .paymentError {
            #expect(throws: ApplicationTransitionError(from: .paymentError, to: status)) {
                try Self.table.validateChangeStatus(from: .paymentError, to: status)
            }
        }
    }

    @Test(
        "Other moves are refused by name",
        arguments: [
            (.draft, .paymentSuccess), (.paymentPending, .preSubmit), (.submitted, .paymentPending),
            (.preSubmit, .paymentSuccess), (.paymentSuccess, .paymentPending), (.complete, .paymentPending),
        ] as [(ApplicationStatus, ApplicationStatus)])
    func otherMovesAreRefusedByName(from: ApplicationStatus, to: ApplicationStatus) {
        #expect(throws: ApplicationTransitionError(from: from, to: to)) {
            try Self.table.validateChangeStatus(from: from, to: to)
        }
    }

    @Test("Only one status name makes a candidate")
    func onlyOneStatus() {
        let candidates = ApplicationStatus.allCases.filter { $0.name.contains("status_payment_pending") }
        #expect(candidates == [.paymentPending])
        #expect(Set(ApplicationStatus.allCases.map(\.name)).count == ApplicationStatus.allCases.count)
    }

    @Test("Codes and labels are the documented ones")
    func codesAndLabelsAreTheDocumented() {
        #expect(ApplicationStatus(code: "1500") == .paymentPending)
        #expect(ApplicationStatus(code: "1501") == nil)
        #expect(ApplicationStatus.preSubmit.italianLabel == "Inviata")
        #expect(ApplicationStatus.submitted.italianLabel == "Acquisita")
        #expect(ApplicationStatus.allCases.filter(\.acceptsPaymentOutcome).map(\.rawValue) == [1500, 1510])
    }
}
