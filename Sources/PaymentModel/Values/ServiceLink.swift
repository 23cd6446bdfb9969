/// The fixed part of a family of URLs, shared by all of them: everything but the id. One object serves every payment of
/// a proxy, so that a link costs one reference and an id.
public final class LinkTemplate: Sendable, Hashable {
    /// `https`, without what follows it.
    public let scheme: String
    /// Host, with the port where it is not the scheme's own.
    public let authority: String
    /// The path up to the id, from the first slash; the whole path when the link carries no id.
    public let pathBeforeID: String
    /// What follows the id, query included.
    public let pathAfterID: String
    /// Of all parts, worked out once for all links of the family.
    let ownDigest: UInt64

    /// A family such as `https://proxy.test/update/` + id, or `https://core.test/pratiche/` + id + `/detail`.
    /// A path with a UUID after its id could not be read back and traps.
    public init(scheme: String, authority: String, pathBeforeID: String, pathAfterID: String = "") {
        precondition(!LinkText.holdsID(pathAfterID), "The last UUID of a link must be its id.")
        self.scheme = scheme
        self.authority = authority
        self.pathBeforeID = pathBeforeID
        self.pathAfterID = pathAfterID
        ownDigest = Self.ownDigest(
            scheme: scheme, authority: authority, pathBeforeID: pathBeforeID, pathAfterID: pathAfterID)
    }

    /// The link of this family for `id`.
    public func link(_ id: EntityID) -> ServiceLink { ServiceLink(template: self, id: id) }

    /// Equal in every part.
    public static func == (a: LinkTemplate, b: LinkTemplate) -> Bool {
        a === b
            || a.pathBeforeID == b.pathBeforeID && a.authority == b.authority && a.pathAfterID == b.pathAfterID
                && a.scheme == b.scheme
    }

    /// Hashes what tells families apart.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(authority)
        hasher.combine(pathBeforeID)
    }
}

/// A URL held in parts; its text is made only when read. Reading the text back gives an equal value.
public struct ServiceLink: Hashable, Sendable, CustomStringConvertible {
    /// The family that the URL is of.
    public let template: LinkTemplate
    /// The entity the URL speaks of; nil for a URL that holds no UUID in lower case.
    public let id: EntityID?

    /// A template made for ids needs one: without it the path would end in the middle.
    public init(template: LinkTemplate, id: EntityID?) {
        self.template = template
        self.id = id
    }

    /// `https`, without what follows it.
    public var scheme: String { template.scheme }
    /// Host, with the port where it is not the scheme's own.
    public var authority: String { template.authority }

    /// Path and query: what an HTTP request line carries.
    public var path: String {
        String(unsafeUninitializedCapacity: pathLength) { buffer in
            var text = TextBuffer(buffer)
            appendPath(to: &text)
            return text.length
        }
    }

    /// The whole URL.
    public var description: String {
        let capacity = template.scheme.utf8.count + 3 + template.authority.utf8.count + pathLength
        return String(unsafeUninitializedCapacity: capacity) { buffer in
            var text = TextBuffer(buffer)
            text.append(template.scheme)
            text.append("://")
            text.append(template.authority)
            appendPath(to: &text)
            return text.length
        }
    }

    private var pathLength: Int {
        template.pathBeforeID.utf8.count + (id == nil ? 0 : EntityID.textLength) + template.pathAfterID.utf8.count
    }

    private func appendPath(to text: inout TextBuffer) {
        text.append(template.pathBeforeID)
        if let id { text.append(id) }
        text.append(template.pathAfterID)
    }

    /// Reads an absolute URL; nil without a scheme and a host.
    public init?(_ text: String) {
        var text = text
        guard let link = text.withUTF8({ ServiceLink(utf8: $0) }) else { return nil }
        self = link
    }

    private init?(utf8 bytes: UnsafeBufferPointer<UInt8>) {
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), colon > 0,
            bytes[colon...].starts(with: "://".utf8), !bytes.contains(where: { $0 <= UInt8(ascii: " ") })
        else { return nil }
        let host = colon + 3
        let pathStart = bytes[host...].firstIndex(where: LinkText.endsAuthority) ?? bytes.count
        guard pathStart > host else { return nil }
        func piece(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
        let found = LinkText.lastID(in: bytes, from: pathStart)
        id = found?.id
        let idStart = found?.offset ?? bytes.count
        let idEnd = min(idStart + EntityID.textLength, bytes.count)
        template = LinkTemplate(
            scheme: piece(0..<colon), authority: piece(host..<pathStart),
            pathBeforeID: piece(pathStart..<idStart), pathAfterID: piece(idEnd..<bytes.count))
    }
}

extension ServiceLink: JSONText {
    /// The whole URL.
    public var wireText: String { description }

    /// Reads an absolute URL.
    public init?(wireText: String) { self.init(wireText) }

    /// It is no absolute URL.
    public static func refusal(of text: String) -> ValidationError.Reason { .unreadable(expected: "an absolute URL") }
}

/// Finds the parts of a URL.
enum LinkText {
    static func endsAuthority(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "/") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#")
    }

    /// Whether a lower-case UUID stands anywhere in the text.
    static func holdsID(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { lastID(in: $0, from: 0) } != nil
    }

    /// The last lower-case UUID that begins at `first` or later.
    static func lastID(in bytes: UnsafeBufferPointer<UInt8>, from first: Int) -> (offset: Int, id: EntityID)? {
        for start in stride(from: bytes.count - EntityID.textLength, through: first, by: -1)
        where bytes[start + 8] == UInt8(ascii: "-") {
            let window = bytes[start..<start + EntityID.textLength]
            // An id in upper case could not be written back as it was read.
            guard !window.contains(where: { (UInt8(ascii: "A")...UInt8(ascii: "F")).contains($0) }) else { continue }
            if let id = EntityID(utf8: UnsafeBufferPointer(rebasing: window)) { return (start, id) }
        }
        return nil
    }
}
