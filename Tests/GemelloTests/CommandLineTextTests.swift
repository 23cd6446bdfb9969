import Testing

@testable import gemello

@Suite struct CommandLineTextTests {
    @Test func `A word that the shell would split or expand is quoted`() {
        let words = ["gemello", "run", "a b.yaml", "--set", "x={constant: 5ms}", "it's", ""]
        #expect(CommandLineText.text(of: words) == "gemello run 'a b.yaml' --set 'x={constant: 5ms}' 'it'\\''s' ''")
    }

    @Test func `Plain words stay as they are`() {
        let words = ["gemello", "run", "Scenarios/typical-day.yaml", "--set", "services.poller.loop_time=45s"]
        #expect(CommandLineText.text(of: words) == words.joined(separator: " "))
    }
}
