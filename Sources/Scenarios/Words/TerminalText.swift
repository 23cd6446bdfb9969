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

    /// The same of a text of several lines.
    package static func escapedLines(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { escaped(String($0)) }.joined(
            separator: "\n")
    }

    /// The same of a text of any lines, on one.
    package static func onOneLine(_ text: String) -> String {
        escaped(text.split(whereSeparator: \.isNewline).joined(separator: " "))
    }

    /// JSON text that says the same without any such character, which stand in its strings alone.
    package static func escapedJSON(_ json: String) -> String {
        guard json.unicodeScalars.contains(where: isUnsafe) else { return json }
        var escaped = ""
        for scalar in json.unicodeScalars {
            if isUnsafe(scalar) {
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16)
                    escaped += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            } else {
                escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    /// Controls, separators of lines, and what is there to be invisible or to turn the direction of writing.
    static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        // Of these only controls are, and nearly all that is asked about is one of these.
        if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F }
        return switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        case .format: scalar != "\u{200D}"
        case .privateUse, .unassigned, .surrogate: true
        default: false
        }
    }
}
