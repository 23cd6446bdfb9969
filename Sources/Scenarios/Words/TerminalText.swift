/// Text from outside (names, paths, values of a scenario) on its way to a terminal, a log or a one-line message.
package enum TerminalText {
    /// `text` without anything that moves a cursor, changes colours, ends a line or turns the direction of writing:
    /// each such character as Swift writes it, `\n`, `\t` or `\u{1B}`. Everything else stays as it is.
    package static func escaped(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isUnsafe) else { return text }
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": escaped += "\\n"
            case "\t": escaped += "\\t"
            case _ where isUnsafe(scalar): escaped += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    /// Controls, separators of lines, and what is there to be invisible or to turn the direction of writing.
    static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        case .format: scalar != "\u{200D}"
        case .privateUse, .unassigned, .surrogate: true
        default: false
        }
    }
}
