import Testing

@testable import gemello

@Suite struct CommandLineTextTests {
    @Test("A word that the shell would split or expand is quoted")
    func aWordThatTheShellWould() {
        let words = ["gemello", "run", "a b.yaml", "--set", "x={constant: 5ms}", "it's", ""]
        #expect(CommandLineText.text(of: words) == "gemello run 'a b.yaml' --set 'x={constant: 5ms}' 'it'\\''s' ''")
    }

    @Test("A word that no terminal shows is written so that a shell reads it back")
    func aWordThatNoTerminalShows() throws {
        let word = "a\nb\u{1B}'c\\ è"
        let text = CommandLineText.text(of: [word])
        #expect(text == "$'a\\x0ab\\x1b\\'c\\\\ \\xc3\\xa8'")
        let program = try BuiltProgram()
        #expect(try program.run(command: ["/bin/bash", "-c", "printf %s \(text)"]).output == word)
    }

    @Test("Plain words stay as they are")
    func plainWordsStay() {
        let words = ["gemello", "run", "Scenarios/typical-day.yaml", "--set", "services.poller.loop_time=45s"]
        #expect(CommandLineText.text(of: words) == words.joined(separator: " "))
    }
}
