import ServicePorts

/// What calls say, for the trace.
extension SimulatedNetwork {
    @inline(__always)
    static func digest(of request: HTTPRequestHead, _ body: Payload) -> UInt64 {
        var digest = WireDigest()
        digest.enter(request)
        digest.enter(body)
        return digest.value
    }

    @inline(__always)
    static func digest(of outcome: CallOutcome) -> UInt64 {
        switch outcome {
        case .answered(let reply): return WireDigest.of(reply)
        case .failed(let error):
            var digest = WireDigest()
            digest.enter(error.description)
            return digest.value
        }
    }
}

extension HTTPRequestHead {
    /// What is asked of whom, for people.
    var line: String { "\(method.rawValue) \(scheme)://\(authority)\(path)" }
}
