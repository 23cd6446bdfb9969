import HTTPTypes

extension HTTPRequest {
    /// A GET of an absolute URL; nil when it is none. Only what the poller meets is cut: scheme, authority, the rest.
    init?(getting url: String) {
        let bytes = url.utf8
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let slashes = bytes[colon...].prefix(3)
        guard slashes.elementsEqual("://".utf8) else { return nil }
        let authority = slashes.endIndex
        let path = bytes[authority...].firstIndex(of: UInt8(ascii: "/")) ?? bytes.endIndex
        guard colon > bytes.startIndex, path > authority else { return nil }
        self.init(
            method: .get, scheme: String(url[..<colon]), authority: String(url[authority..<path]),
            path: path == bytes.endIndex ? "/" : String(url[path...]))
    }
}
