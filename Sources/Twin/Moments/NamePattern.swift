/// A name, or a pattern in which each `*` stands for any text: `updater-1`, `*-payment-proxy-*`.
struct NamePattern: Hashable, Sendable, CustomStringConvertible {
    static let anything = NamePattern("*")

    /// What stands between the stars, in order.
    private let pieces: [Substring]
    let description: String

    init(_ text: String) {
        description = text
        pieces = text.split(separator: "*", omittingEmptySubsequences: false)
    }

    var isExact: Bool { pieces.count == 1 }

    func matches(_ name: String) -> Bool {
        guard let first = pieces.first, let last = pieces.last, !isExact else { return name == description }
        guard name.count >= first.count + last.count, name.hasPrefix(first), name.hasSuffix(last) else { return false }
        var rest = name.dropFirst(first.count).dropLast(last.count)
        for piece in pieces.dropFirst().dropLast() where !piece.isEmpty {
            guard let found = rest.range(of: piece) else { return false }
            rest = rest[found.upperBound...]
        }
        return true
    }
}

extension Substring {
    /// Where `piece` first occurs.
    fileprivate func range(of piece: Substring) -> Range<Index>? {
        indices.first { self[$0...].hasPrefix(piece) }.map { $0..<index($0, offsetBy: piece.count) }
    }
}
