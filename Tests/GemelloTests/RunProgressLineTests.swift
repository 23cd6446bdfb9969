import Testing

@testable import Twin
@testable import gemello

@Suite struct RunProgressLineTests {
    private let line = RunProgressLine(
        progress: RunProgress(
            virtualTime: .seconds(50_400), share: 0.5, events: 1_000_000, jobs: 0, openPayments: 1_234),
        wallSeconds: 2)

    @Test("The line tells time, share, pace, pending payments and the time left")
    func theLineTellsTime() {
        #expect(
            line.text(columns: 200)
                == "virtual 14 h 00 min | 50 % | 500,000 events/s | 25,200 sim s/s | 1,234 pending | 2.00 s left"
        )
    }

    @Test("The line of a long run fits 100 columns in full")
    func theLineOfALongRun() {
        let long = RunProgressLine(
            progress: RunProgress(
                virtualTime: .seconds(365 * 86_400), share: 0.37, events: 987_654_321, jobs: 0, openPayments: 123_456),
            wallSeconds: 4_000)
        #expect(long.text(columns: 100).hasSuffix(" left"))
    }

    @Test("On a narrow terminal the time left outlives the pace")
    func onANarrowTerminalTheTime() {
        #expect(line.text(columns: 70) == "virtual 14 h 00 min | 50 % | 1,234 pending | 2.00 s left")
        #expect(line.text(columns: 41) == "virtual 14 h 00 min | 50 % | 2.00 s left")
    }

    @Test("The line never fills the terminal's last column", arguments: [1, 2, 40, 80])
    func theLineNeverFills(columns: Int) {
        #expect(line.text(columns: columns).count < columns)
    }

    @Test("Before anything is done no time left is guessed")
    func beforeAnythingIsDone() {
        let start = RunProgressLine(
            progress: RunProgress(virtualTime: .zero, share: 0, events: 0, jobs: 0, openPayments: 0), wallSeconds: 0)
        #expect(start.text(columns: 100) == "virtual 0 s | 0 % | 0 pending")
    }
}
