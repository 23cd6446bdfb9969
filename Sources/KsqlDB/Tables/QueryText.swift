/// A query with its quoted texts taken out, so that queries that differ only in them share one prepared statement.
struct QueryText: Equatable {
    /// With `?` for each text.
    let pattern: String
    let texts: [String]

    /// Nil for what is better left alone: no text at all, parameters of its own, a blob literal, an open quote.
    init?(_ sql: String) {
        var pattern: [UInt8] = []
        var texts: [String] = []
        let bytes = Array(sql.utf8)
        pattern.reserveCapacity(bytes.count)
        var at = 0
        while at < bytes.count {
            let byte = bytes[at]
            switch byte {
            case UInt8(ascii: "'"):
                if let before = pattern.last, Self.isWord(before) { return nil }
                guard let (text, end) = Self.quoted(in: bytes, from: at) else { return nil }
                texts.append(text)
                pattern.append(UInt8(ascii: "?"))
                at = end
            case UInt8(ascii: "\""), UInt8(ascii: "["), UInt8(ascii: "`"):
                let close = byte == UInt8(ascii: "[") ? UInt8(ascii: "]") : byte
                guard let end = bytes[(at + 1)...].firstIndex(of: close) else { return nil }
                pattern += bytes[at...end]
                at = end + 1
            case UInt8(ascii: "?"), UInt8(ascii: ":"), UInt8(ascii: "@"), UInt8(ascii: "$"), UInt8(ascii: "/"):
                return nil
            case UInt8(ascii: "-") where at + 1 < bytes.count && bytes[at + 1] == byte: return nil
            default:
                var end = at + 1
                while end < bytes.count, !Self.isSpecial(bytes[end]) { end += 1 }
                pattern.append(contentsOf: bytes[at..<end])
                at = end
            }
        }
        guard !texts.isEmpty else { return nil }
        self.pattern = String(decoding: pattern, as: UTF8.self)
        self.texts = texts
    }

    /// Whether `init` has to look at the byte. Columns and keywords, most of a query, are passed over.
    private static func isSpecial(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"),
            UInt8(ascii: " "), UInt8(ascii: ","):
            false
        default: true
        }
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
            true
        default: false
        }
    }

    /// The text that opens at `start`, doubled quotes made single, and where it ends.
    private static func quoted(in bytes: [UInt8], from start: Int) -> (text: String, end: Int)? {
        let quote = UInt8(ascii: "'")
        var text: [UInt8] = []
        var at = start + 1
        while at < bytes.count {
            if bytes[at] != quote {
                text.append(bytes[at])
                at += 1
            } else if at + 1 < bytes.count, bytes[at + 1] == quote {
                text.append(quote)
                at += 2
            } else {
                return (String(decoding: text, as: UTF8.self), at + 1)
            }
        }
        return nil
    }
}
