import Scenarios

/// Words as a shell would have to be given them.
enum CommandLineText {
    static func text(of words: [String]) -> String { words.map(quoted).joined(separator: " ") }

    private static func quoted(_ word: String) -> String {
        let plain = "-_./=:,+%@"
        let isPlain =
            !word.isEmpty && word.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || plain.contains($0)) }
        if isPlain { return word }
        if TerminalText.escaped(word) != word { return ansiQuoted(word) }
        return "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }

    /// `$'...'`, in which a shell reads what no terminal shows from its bytes' numbers.
    private static func ansiQuoted(_ word: String) -> String {
        "$'"
            + word.utf8.map { byte in
                switch byte {
                case UInt8(ascii: "'"): "\\'"
                case UInt8(ascii: "\\"): "\\\\"
                case 0x20..<0x7F: String(UnicodeScalar(byte))
                default: "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
                }
            }.joined() + "'"
    }
}
