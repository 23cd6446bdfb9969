import Testing

@testable import gemello

@Suite struct CommandLineTextTests {
    @Test("A word that the shell would split or expand is quoted")
    func aWordThatTheShellWould() {
        let words = ["gemello", "run", "a b.yaml", "--set", "x={constant: 5ms}", "it's", ""]
        #expect(CommandLineText.text(of: words) == "gemello run 'a b.yaml' --set 'x={constant: 5ms}' 'it'\\''s' ''")
    }

    @Test("Plain words stay as they are")
    func plainWordsStay() {
        let words = ["gemello", "run", "Scenarios/typical-day.yaml", "--set", "services.poller.loop_time=45s"]
        #expect(CommandLineText.text(of: words) == words.joined(separator: " "))
    }
}
