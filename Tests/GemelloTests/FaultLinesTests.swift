import Observation
import Testing
import Twin

@testable import gemello

@Suite struct FaultLinesTests {
    private func summary(_ ending: RunEnding) -> [String] {
        RunSummary(ending: ending, repeatLine: "gemello run a.yaml", places: []).text().split(separator: "\n").map(
            String.init)
    }

    @Test("A run without faults says nothing of them")
    func aRunWithoutFaults() {
        #expect(FaultLines(ending: fullEnding()).lines().isEmpty)
        #expect(!summary(fullEnding()).contains { $0.contains("injected") })
    }

    @Test("A fault is one line: what, on whom, when, how often, how long, and its hits")
    func aFaultIsOneLine() throws {
        var ending = fullEnding()
        ending.findings.faults = [sampleFault()]
        let lines = summary(ending)
        let row = try #require(lines.first { $0.hasPrefix("  link_partition silfi-payment-proxy") })
        #expect(row.contains(" 10 min 00 s ") && row.contains(" 3 ") && row.contains(" 30 min 00 s "))
        #expect(row.hasSuffix(" 1,234 messages"))
        #expect(row.count == RunSummary.width)
        #expect(lines.contains { $0.hasPrefix("Meanwhile: ") && $0.contains("records delivered again") })
    }

    @Test("A fault that never came about is named as such")
    func aFaultThatNeverCame() throws {
        var ending = fullEnding()
        ending.findings.faults = [
            InjectedFault(index: 0, kind: "crash", target: "core-1", text: "", hitUnit: "processes")
        ]
        let row = try #require(summary(ending).first { $0.hasPrefix("  crash core-1") })
        #expect(row.contains(" never "))
    }

    @Test("What a swarm drew is folded where YAML may be folded, within the width")
    func whatASwarmDrewIsFolded() {
        var ending = fullEnding()
        let fault = "{kind: link_partition, " + (1...20).map { "key\($0): value" }.joined(separator: ", ") + "}"
        ending.findings.drawnFaults = "faults:\n  - \(fault)\n  - {kind: crash}\n"
        let lines = FaultLines(ending: ending).drawn()
        for line in lines { #expect(line.count <= RunSummary.width, "\(line)") }
        #expect(lines.count > 4)
        #expect(lines.last == "  - {kind: crash}")
        let joined = lines.dropFirst().joined(separator: " ").split(separator: " ").joined(separator: " ")
        #expect(joined == "faults: - \(fault) - {kind: crash}")
    }

    @Test("Thirty faults are shown, the others counted")
    func thirtyFaultsAreShown() {
        var ending = fullEnding()
        ending.findings.faults = (0..<45).map { _ in sampleFault() }
        let lines = FaultLines(ending: ending).lines()
        #expect(lines.count { $0.hasPrefix("  link_partition") } == 30)
        #expect(lines.contains("  and 15 more"))
    }
}
