import HTTPTypes

extension Payload: Digestible {
    /// Enters the body's own digest.
    @inlinable @inline(__always)
    public func digest(into digest: inout WireDigest) { digest.enter(contentDigest) }
}

extension HTTPReply: Digestible {
    /// Enters status, header fields and body.
    public func digest(into digest: inout WireDigest) {
        digest.enter(status.code)
        if !headerFields.isEmpty { headerFields.digest(into: &digest) }
        body.digest(into: &digest)
    }
}

extension HTTPRequestHead: Digestible {
    /// Enters the request line and the header fields.
    public func digest(into digest: inout WireDigest) {
        digest.enter(method.rawValue)
        digest.enter(scheme)
        digest.enter(authority)
        digest.enter(path)
        if !headerFields.isEmpty { headerFields.digest(into: &digest) }
    }
}

extension HTTPFields {
    /// Enters the fields in their order, each by its name in lower case and its value.
    func digest(into digest: inout WireDigest) {
        digest.enter(count)
        for field in self {
            digest.enter(field.name.canonicalName)
            digest.enter(field.value)
        }
    }
}

extension RecordKey: Digestible {
    /// Enters the bytes.
    @inlinable
    public func digest(into digest: inout WireDigest) {
        if isText { return digest.enter(characters) }
        withBytes { digest.enter(UnsafeRawBufferPointer($0)) }
    }
}

extension RecordHeader: Digestible {
    /// Enters name and value.
    public func digest(into digest: inout WireDigest) {
        digest.enter(key)
        if let value { digest.enter(value) } else { digest.enterAbsence() }
    }
}
