import PaymentModel

/// I12: cents are conserved from end to end, and with them all else that says what a payment is about: amount, term,
/// reason, payer and debtor are the same in form, application, payment, debt position, cart and money, and the shares
/// of a split sum to the amount, or to 1.00 as weights. No bound in time: it must hold at every moment.
struct DataConserved: SafetyPromise, PublicationPromise {
    static let invariant = Invariant.dataConserved
    static let statement = "amount, split, term, reason, payer and debtor are conserved from end to end"
    static let occasions = [
        "an amount said again", "a term said again", "a reason said again", "a payer said again",
        "a debtor said again", "a split",
    ]

    private(set) var given = Occasions()

    @inline(__always)
    mutating func judge(_ evidence: Evidence, at nanoseconds: Int64, _ log: inout ViolationLog) {
        switch evidence {
        case .restated(let restatement): restated(restatement, at: nanoseconds, &log)
        case .paymentPublished(let publication): judge(publication, at: nanoseconds, &log)
        default: break
        }
    }

    @inline(__always)
    mutating func judge(_ publication: PaymentPublication, at nanoseconds: Int64, _ log: inout ViolationLog) {
        guard publication.event.origin !== publication.before?.origin else { return }
        if let before = publication.before {
            again(publication.event, before, at: nanoseconds, &log)
        } else {
            first(publication.event, at: nanoseconds, &log)
        }
    }

    private mutating func restated(_ restatement: Restatement, at nanoseconds: Int64, _ log: inout ViolationLog) {
        switch restatement.says {
        case .amount: given.note(0)
        case .due: given.note(1)
        case .reason: given.note(2)
        case .payer: given.note(3)
        case .debtor: given.note(4)
        }
        guard restatement.says != restatement.said else { return }
        log.add(
            Self.finding(
                at: nanoseconds, .payment(restatement.payment),
                "\(restatement.place) says \(restatement.says.told), and \(restatement.origin) said "
                    + restatement.said.told))
    }

    private mutating func first(_ event: PaymentEvent, at nanoseconds: Int64, _ log: inout ViolationLog) {
        let values = event.origin.values
        guard !values.split.isEmpty else { return }
        given.note(5)
        let shares = values.split.compactMap(\.amount)
        let sum = shares.reduce(EuroCents.zero, +)
        let isWhole = shares.count == values.split.count && (sum == values.amount || sum == .oneEuro)
        guard !isWhole else { return }
        let amount = values.amount.map { "\($0) EUR" } ?? "no amount"
        log.add(
            Self.finding(
                at: nanoseconds, .payment(event.id),
                "the \(values.split.count) shares of its split sum to \(sum) EUR, and it asks for \(amount)"))
    }

    private func again(
        _ event: PaymentEvent, _ before: PaymentEvent, at nanoseconds: Int64, _ log: inout ViolationLog
    ) {
        guard event.origin != before.origin else { return }
        log.add(
            Self.finding(
                at: nanoseconds, .payment(event.id),
                "\(event.envelope.appID) publishes it with "
                    + Self.differences(event.origin.values, before.origin.values).joined(separator: ", ")
                    + "; its event before was of \(before.envelope.appID)"))
    }

    private static func differences(
        _ values: PaymentOrigin.Values, _ before: PaymentOrigin.Values
    ) -> [String] {
        func amount(_ values: PaymentOrigin.Values) -> String { values.amount.map { "\($0) EUR" } ?? "no amount" }
        let pairs: [(differs: Bool, words: String)] = [
            (values.amount != before.amount, "\(amount(values)) instead of \(amount(before))"),
            (values.split != before.split, "another split"), (values.expireAt != before.expireAt, "another term"),
            (values.reason != before.reason, "another reason"), (values.payer != before.payer, "another payer"),
            (values.debtor != before.debtor, "another debtor"),
            (values.remoteID != before.remoteID, "another application"),
            (values.tenantID != before.tenantID, "another tenant"),
            (values.serviceID != before.serviceID, "another service"),
            (values.createdAt != before.createdAt, "another creation"),
        ]
        let differences = pairs.filter(\.differs).map(\.words)
        return differences.isEmpty ? ["other data"] : differences
    }
}

extension Restatement.Value {
    fileprivate var told: String {
        switch self {
        case .amount(let amount): amount.map { "\($0) EUR" } ?? "no amount"
        case .due(let due): due.map { "\($0) as its term" } ?? "no term"
        case .reason(let reason): reason.map { "\"\($0)\" as its reason" } ?? "no reason"
        case .payer(let code): code.map { "payer \($0)" } ?? "no payer"
        case .debtor(let code): code.map { "debtor \($0)" } ?? "no debtor"
        }
    }
}
