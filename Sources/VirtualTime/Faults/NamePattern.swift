/// A name, or several: `*` stands for any run of characters, also an empty one. Capitals count.
public struct NamePattern: Sendable, Hashable, ExpressibleByStringInterpolation, CustomStringConvertible {
    /// As it was written.
    public let text: String
    private let hasStar: Bool

    /// A pattern; without a star it is the one name.
    public init(_ text: String) {
        self.text = text
        hasStar = text.utf8.contains(Self.star)
    }

    /// The same, written as a literal.
    public init(stringLiteral text: String) { self.init(text) }

    /// Every name.
    public static let any = NamePattern("*")

    /// The text, stars and all.
    public var description: String { text }

    /// Whether the whole of `name` fits.
    public func matches(_ name: String) -> Bool {
        guard hasStar else { return text == name }
        return Self.matches(Array(text.utf8), Array(name.utf8))
    }

    private static let star = UInt8(ascii: "*")

    /// On a mismatch the last star takes one character more: no earlier one needs to be tried again.
    private static func matches(_ pattern: [UInt8], _ name: [UInt8]) -> Bool {
        var (place, position) = (0, 0)
        var retry: (place: Int, position: Int)?
        while position < name.count {
            if place < pattern.count, pattern[place] == star {
                retry = (place + 1, position)
                place += 1
            } else if place < pattern.count, pattern[place] == name[position] {
                place += 1
                position += 1
            } else if let last = retry {
                retry = (last.place, last.position + 1)
                (place, position) = (last.place, last.position + 1)
            } else {
                return false
            }
        }
        return pattern[place...].allSatisfy { $0 == star }
    }
}
