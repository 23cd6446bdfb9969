import Foundation
import Testing

@testable import Results
@testable import gemello

@Suite struct RunListTests {
    private func heading(
        _ scenario: String, settings: [String] = [], replication: UInt64 = 0, schedule: String = "fifo"
    ) -> RunHeading {
        RunHeading(
            id: 7, started: "2026-03-01T08:00:00Z", scenario: scenario, file: "a.yaml", settings: settings, seed: 3,
            replication: replication, schedule: schedule, traceHash: 0xAB, verdict: .held, codeVersion: "0.1.0")
    }

    @Test("Runs that differ in replication or schedule do not look alike")
    func replicationAndScheduleAreShown() {
        let list = RunList(headings: [
            heading("plain"), heading("plain", settings: ["seed=4"], replication: 3, schedule: "shuffle"),
        ])
        let lines = list.text().split(separator: "\n")
        #expect(lines[2].hasSuffix("0.1.0"))
        #expect(lines[3].hasSuffix("seed=4, replication 3, schedule shuffle"))
    }

    @Test("What no terminal shows is written out before the columns are measured")
    func whatNoTerminalShows() {
        let list = RunList(headings: [
            heading("plain", settings: ["name=plain"]), heading("a\nb\u{1B}\0c", settings: ["description=x\ny"]),
        ])
        let lines = list.text().split(separator: "\n")
        #expect(lines.count == 4)
        #expect(lines[3].hasPrefix("  7    a\\nb\\u{1B}\\u{0}c  3 "))
        let columns = lines.dropFirst().map { line in
            ["held", "verdict"].compactMap { line.range(of: $0) }.first.map {
                line.distance(from: line.startIndex, to: $0.lowerBound)
            }
        }
        #expect(Set(columns).count == 1)
        #expect(lines[3].hasSuffix("description=x\\ny"))
    }
}
