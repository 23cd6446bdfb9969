import ServicePorts

// Each value enters all that tells it from another one.

extension EntityID: Digestible {
    /// Enters both words.
    @inlinable
    public func digest(into digest: inout WireDigest) {
        digest.enter(high)
        digest.enter(low)
    }
}

extension Timestamp: Digestible {
    /// Enters the seconds.
    @inlinable
    public func digest(into digest: inout WireDigest) { digest.enter(secondsSinceEpoch) }
}

extension EuroCents: Digestible {
    /// Enters the cents.
    @inlinable
    public func digest(into digest: inout WireDigest) { digest.enter(cents) }
}

extension PaymentStatus: Digestible {
    /// Enters which one it is.
    public func digest(into digest: inout WireDigest) { digest.enter(index) }
}

extension ApplicationStatus: Digestible {
    /// Enters the code.
    public func digest(into digest: inout WireDigest) { digest.enter(rawValue) }
}

extension LinkMethod: Digestible {
    /// Enters which one it is.
    @inline(__always)
    public func digest(into digest: inout WireDigest) {
        switch self {
        case .get: digest.enter(0)
        case .post: digest.enter(1)
        case .put: digest.enter(2)
        case .patch: digest.enter(3)
        case .delete: digest.enter(4)
        }
    }
}

extension PaymentType: Digestible {
    /// Enters the word.
    public func digest(into digest: inout WireDigest) { digest.enter(description) }
}

extension EventVersion: Digestible {
    /// Enters whether it is a text, and the text or the digits; what nearly every event has, as one word.
    @inline(__always)
    public func digest(into digest: inout WireDigest) {
        // One more than there are truth values.
        if self == .two { digest.enter(3) } else { digestUnusual(into: &digest) }
    }

    private func digestUnusual(into digest: inout WireDigest) {
        if case .text = self { digest.enter(true) } else { digest.enter(false) }
        digest.enter(description)
    }
}

extension LinkTemplate: Digestible {
    /// Enters the template's own digest.
    @inline(__always)
    public func digest(into digest: inout WireDigest) { digest.enter(ownDigest) }

    static func ownDigest(
        scheme: String, authority: String, pathBeforeID: String, pathAfterID: String
    ) -> UInt64 {
        var digest = WireDigest()
        digest.enter(scheme)
        digest.enter(authority)
        digest.enter(pathBeforeID)
        digest.enter(pathAfterID)
        return digest.value
    }
}

extension ServiceLink: Digestible {
    /// Enters the parts.
    @inline(__always)
    public func digest(into digest: inout WireDigest) {
        digest.enter(template)
        digest.enter(id)
    }
}

extension JSONValue: Digestible {
    /// Enters which kind it is, and the value; members in the order of their names.
    public func digest(into digest: inout WireDigest) {
        switch self {
        case .null: digest.enter(0)
        case .bool(let flag):
            digest.enter(1)
            digest.enter(flag)
        case .number(let number):
            digest.enter(2)
            digest.enter(number.description)
        case .string(let text):
            digest.enter(3)
            digest.enter(text)
        case .array(let elements):
            digest.enter(4)
            digest.enter(elements)
        case .object(let members):
            digest.enter(5)
            digest.enter(members.count)
            for (name, value) in members.sorted(by: { $0.key < $1.key }) {
                digest.enter(name)
                digest.enter(value)
            }
        }
    }
}
