import Containers
import PaymentModel

/// Promises know whom they complain of by an id; a reader wants to know of whom.
extension RunWitness {
    /// The violation of a finding, with the names that are known now.
    func violation(_ finding: Finding) -> Violation {
        let (subject, names) = names(of: finding.subject)
        return Violation(
            invariant: finding.invariant.rawValue, grade: finding.invariant.grade,
            instantNanoseconds: finding.instant, subject: subject,
            message: names.isEmpty ? finding.text : "\(finding.text) (\(names))")
    }

    private func names(of subject: Finding.Subject) -> (subject: String, names: String) {
        switch subject {
        case .payment(let id): ("payment \(id)", names(ofPayment: id))
        case .application(let id): ("application \(id)", names(ofApplication: id))
        case .consumer(let group, let partition):
            ("group \(settings.tags.consumerGroups[group.position])", "partition \(partition)")
        }
    }

    private func names(ofPayment id: EntityID) -> String {
        guard let slot = payments.token(of: id) else { return "" }
        var names: [String] = []
        if let application = application(of: slot) { names.append("application \(application.id)") }
        if let origin = payments[slot].latest?.origin {
            names.append("tenant \(settings.tenant(origin.tenantID)?.name ?? "\(origin.tenantID)")")
            names.append("service \(origin.serviceID)")
        }
        return names.joined(separator: ", ")
    }

    private func names(ofApplication id: EntityID) -> String {
        guard let slot = applications.token(of: id) else { return "" }
        let row = applications[slot]
        var names: [String] = []
        if let payment = row.payment { names.append("payment \(payments[payment].id)") }
        if let tenant = row.tenant {
            names.append("tenant \(settings.tenants[tenant.position].name)")
        } else if let tenant = row.latest?.origin.tenantID {
            names.append("tenant \(settings.tenant(tenant)?.name ?? "\(tenant)")")
        }
        if let service = row.latest?.origin.serviceID { names.append("service \(service)") }
        return names.joined(separator: ", ")
    }
}
