import PaymentModel

/// Which of all stories of a run are meant: those that fit all that is given.
package struct StoryFilter: Sendable {
    /// Of one of its payments, as the topic writes it.
    package var status: String?
    /// A promise that broke for it.
    package var finding: Invariant?
    /// The tenant's name.
    package var tenant: String?
    package var anomaly: StoryAnomaly?

    /// All, unless something is asked of them.
    package init(
        status: String? = nil, finding: Invariant? = nil, tenant: String? = nil, anomaly: StoryAnomaly? = nil
    ) {
        self.status = status
        self.finding = finding
        self.tenant = tenant
        self.anomaly = anomaly
    }

    /// The words of `status`.
    package static let statuses = PaymentStatus.allCases.map(\.rawValue)

    /// Those who are meant, each with the promises that broke for it, in the order in which they were first heard of.
    package func take(
        from directory: PaymentDirectory, _ violations: [Violation]
    ) -> [(subject: StorySubject, findings: [String])] {
        var findings: [String: [String]] = [:]
        for violation in violations {
            guard let name = directory.subject(of: violation)?.names.first else { continue }
            if findings[name]?.contains(violation.invariant) != true {
                findings[name, default: []].append(violation.invariant)
            }
        }
        return directory.subjects.compactMap { subject in
            let broken = subject.names.first.flatMap { findings[$0] } ?? []
            return takes(subject, broken) ? (subject, broken) : nil
        }
    }

    private func takes(_ subject: StorySubject, _ findings: [String]) -> Bool {
        if let status, !subject.payments.contains(where: { $0.status?.rawValue == status }) { return false }
        if let finding, !findings.contains(finding.rawValue) { return false }
        if let tenant, subject.tenant != tenant { return false }
        return anomaly.map(subject.anomalies.contains) ?? true
    }
}
