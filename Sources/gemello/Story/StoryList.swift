import Observation

/// Of whom stories can be told: a line for each payment, and for each application that has none.
struct StoryList {
    private let found: [(subject: StorySubject, findings: [String])]

    init(_ found: [(subject: StorySubject, findings: [String])]) { self.found = found }

    func text() -> String {
        let rows =
            [["payment", "status", "application", "tenant", "notices", "anomalies", "findings"]]
            + found.flatMap(rows)
        let widths = rows[0].indices.map { column in rows.map(\.[column].count).max() ?? 0 }
        return rows.map { row in
            let line = zip(row, widths).map { RunSummary.left($0, $1 + 2) }.joined()
            return String(line.reversed().drop { $0 == " " }.reversed()) + "\n"
        }.joined()
    }

    private func rows(of entry: (subject: StorySubject, findings: [String])) -> [[String]] {
        let subject = entry.subject
        func list(_ words: [String]) -> String { words.isEmpty ? "-" : words.joined(separator: ",") }
        let rest = [list(subject.anomalies.map(\.rawValue)), list(entry.findings)]
        let application = subject.application?.description ?? "-"
        let tenant = subject.tenant.isEmpty ? "-" : subject.tenant
        guard !subject.payments.isEmpty else { return [["-", "-", application, tenant, "-"] + rest] }
        return subject.payments.map { payment in
            [
                payment.id.description, payment.status?.rawValue ?? "-", application, tenant,
                list(payment.notices.map(\.description)),
            ] + rest
        }
    }
}
