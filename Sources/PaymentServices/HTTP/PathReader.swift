import PaymentModel

/// Reads a request's path from left to right, without cutting it into pieces first: the poller's `/update/{id}` is the
/// hottest path of the flow.
struct PathReader {
    private let text: String
    private let utf8: String.UTF8View
    private var position: String.Index

    init(_ path: String?) {
        text = path ?? ""
        utf8 = text.utf8
        position = utf8.startIndex
    }

    /// Steps over `literal` when it comes next.
    mutating func take(_ literal: StaticString) -> Bool {
        var place = position
        for offset in 0..<literal.utf8CodeUnitCount {
            guard place < utf8.endIndex, utf8[place] == literal.utf8Start[offset] else { return false }
            place = utf8.index(after: place)
        }
        position = place
        return true
    }

    /// Steps over an id when one comes next.
    mutating func takeID() -> EntityID? {
        guard let end = utf8.index(position, offsetBy: 36, limitedBy: utf8.endIndex),
            let id = EntityID(text[position..<end])
        else { return nil }
        position = end
        return id
    }

    /// Steps over everything up to the next slash or the query; nil when that is nothing.
    mutating func takeSegment() -> Substring? {
        let start = position
        while position < utf8.endIndex, !Self.endsSegment(utf8[position]) { position = utf8.index(after: position) }
        return start == position ? nil : text[start..<position]
    }

    private static func endsSegment(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "/") || byte == UInt8(ascii: "?") }

    /// Nothing is left but perhaps a query.
    var isAtEnd: Bool { position == utf8.endIndex || utf8[position] == UInt8(ascii: "?") }

    /// The value of a query parameter, as written; nil when it is absent.
    func query(_ name: String) -> Substring? {
        guard let mark = utf8[position...].firstIndex(of: UInt8(ascii: "?")) else { return nil }
        for pair in text[text.index(after: mark)...].split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts[0] == name { return parts.count == 2 ? parts[1] : "" }
        }
        return nil
    }
}
