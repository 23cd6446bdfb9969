import PaymentModel

/// I13: no payment of one tenant is visible or updated through another. No bound in time: it must hold at every moment.
///
/// A payment has the tenant and the service of its application, its debt position the tenant's tax code at the tenant's
/// intermediary, and a page shows the payment of its own application.
struct TenantsApart: SafetyPromise {
    static let invariant = Invariant.tenantsApart
    static let statement = "no payment of one tenant is visible or updated through another"
    static let occasions = ["a payment with its application", "a creditor", "a page with a payment"]

    private(set) var given = Occasions()

    @inline(__always)
    mutating func judge(_ evidence: Evidence, at nanoseconds: Int64, _ log: inout ViolationLog) {
        switch evidence {
        case .paymentLinked(let payment, let application): linked(payment, application, at: nanoseconds, &log)
        case .creditorCompared(let payment, let comparison): compared(payment, comparison, at: nanoseconds, &log)
        case .paymentShown(let payment, let application, let owner):
            given.note(2)
            guard owner != application else { return }
            log.add(
                Self.finding(
                    at: nanoseconds, .payment(payment),
                    "the page of application \(application) shows it, and it is of application \(owner)"))
        default: break
        }
    }

    private mutating func linked(
        _ payment: PaymentEvent, _ application: ApplicationEvent, at nanoseconds: Int64, _ log: inout ViolationLog
    ) {
        given.note(0)
        let (its, applications) = (payment.origin.values, application.origin.values)
        guard its.tenantID != applications.tenantID || its.serviceID != applications.serviceID else { return }
        log.add(
            Self.finding(
                at: nanoseconds, .payment(payment.id),
                "\(payment.envelope.appID) writes it for tenant \(its.tenantID), service \(its.serviceID), and its "
                    + "application is of tenant \(applications.tenantID), service \(applications.serviceID)"))
    }

    private mutating func compared(
        _ payment: EntityID, _ comparison: CreditorComparison, at nanoseconds: Int64, _ log: inout ViolationLog
    ) {
        given.note(1)
        let differs =
            if comparison.positionTaxCode != comparison.taxCode {
                "asks for money for creditor \(comparison.positionTaxCode), and \(comparison.tenant) is "
                    + comparison.taxCode
            } else if comparison.positionIntermediary != comparison.intermediary {
                "is held by \(comparison.positionIntermediary), and \(comparison.tenant) is with "
                    + comparison.intermediary
            } else {
                ""
            }
        guard !differs.isEmpty else { return }
        log.add(Self.finding(at: nanoseconds, .payment(payment), "its debt position \(differs)"))
    }
}
