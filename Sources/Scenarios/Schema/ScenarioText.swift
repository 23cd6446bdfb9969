extension Scenario {
    /// The canonical text: every key of the schema with its value, in the schema's order. Reading it gives an equal
    /// scenario, and equal scenarios have equal texts.
    public var text: String {
        var text = ""
        var open: [Substring] = []
        for key in ScenarioSchema.keys {
            let words = key.path.split(separator: ".")
            let sections = words.dropLast()
            var shared = 0
            while shared < min(open.count, sections.count), open[shared] == sections[shared] { shared += 1 }
            for depth in shared..<sections.count {
                text += String(repeating: "  ", count: depth) + sections[depth] + ":\n"
            }
            open = Array(sections)
            text +=
                String(repeating: "  ", count: sections.count) + words[words.count - 1] + ": " + key.text(self) + "\n"
        }
        return text
    }

    /// Name, canonical text and its hash.
    public var identity: ScenarioIdentity {
        let text = text
        return ScenarioIdentity(name: name, text: text, hash: ScenarioIdentity.hash(of: text))
    }
}

extension ScenarioIdentity {
    /// FNV-1a of 64 bits, as 16 hex digits.
    public static func hash(of text: String) -> String {
        let hash = text.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
