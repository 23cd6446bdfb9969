/// Reads a request's path from left to right, without cutting it into pieces first.
public struct PathReader {
    @usableFromInline var text: String
    /// In bytes.
    @usableFromInline var position = 0

    /// - Parameter path: with its query, as a request line carries it; nil reads like an empty one.
    @inlinable
    public init(_ path: String?) {
        text = path ?? ""
        text.makeContiguousUTF8()
    }

    /// Lets `read` look at the bytes that are left.
    @inlinable @inline(__always)
    func rest<Result>(_ read: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        let found = text.utf8.withContiguousStorageIfAvailable { bytes in
            read(UnsafeBufferPointer(rebasing: bytes[position...]))
        }
        guard let found else { preconditionFailure("The text was made contiguous.") }
        return found
    }

    /// Steps over `literal` when it comes next.
    @inlinable @inline(__always)
    public mutating func take(_ literal: StaticString) -> Bool {
        let count = literal.utf8CodeUnitCount
        let isNext = rest { bytes in
            guard bytes.count >= count else { return false }
            for offset in 0..<count where bytes[offset] != literal.utf8Start[offset] { return false }
            return true
        }
        if isNext { position += count }
        return isNext
    }

    /// Steps over the next `count` bytes when they are something.
    /// - Parameter read: what they are; nil when they are nothing that is looked for.
    @inlinable @inline(__always)
    public mutating func take<Value>(_ count: Int, _ read: (UnsafeBufferPointer<UInt8>) -> Value?) -> Value? {
        let value = rest { bytes in
            bytes.count < count ? nil : read(UnsafeBufferPointer(rebasing: bytes[..<count]))
        }
        if value != nil { position += count }
        return value
    }

    /// Steps over everything up to the next slash or the query; nil when that is nothing.
    public mutating func takeSegment() -> Substring? {
        let length = rest { bytes in bytes.firstIndex(where: Self.endsSegment) ?? bytes.count }
        guard length > 0 else { return nil }
        let start = text.utf8.index(text.startIndex, offsetBy: position)
        position += length
        return text[start..<text.utf8.index(start, offsetBy: length)]
    }

    private static func endsSegment(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "/") || byte == UInt8(ascii: "?") }

    /// Nothing is left but perhaps a query.
    @inlinable
    public var isAtEnd: Bool { rest { $0.isEmpty || $0[0] == UInt8(ascii: "?") } }

    /// The value of a query parameter, as written; nil when it is absent.
    public func query(_ name: String) -> Substring? {
        let start = text.utf8.index(text.startIndex, offsetBy: position)
        guard let mark = text.utf8[start...].firstIndex(of: UInt8(ascii: "?")) else { return nil }
        for pair in text[text.index(after: mark)...].split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts[0] == name { return parts.count == 2 ? parts[1] : "" }
        }
        return nil
    }
}
