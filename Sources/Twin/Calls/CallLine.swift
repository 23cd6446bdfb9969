import HTTPTypes
import ServicePorts

/// One call as a line of `--http`: what left the caller, who took it, what came back.
struct CallLine: Encodable {
    /// The call's number in its run.
    var call: UInt64
    /// When it left its caller, in milliseconds since 1970, as the topics have it.
    var ts: Int64
    /// A replica, a host of the world, or the browsers of all citizens.
    var caller: String
    var host: String
    /// The replica behind the host that took it; nil where it never arrived, and of a host of the world.
    var server: String?
    var method: String
    var path: String
    /// The body as the real wire carries it; nil for none.
    var request: String?
    /// Nil where the caller never had an answer.
    var status: Int?
    var answer: String?
    /// What the answer's `Retry-After` says, in seconds.
    var retryAfterSeconds: Int64?
    /// Why there was no answer, in words.
    var error: String?
    /// From when it left until the caller knew, in microseconds; nil where it never did.
    var latencyMicroseconds: Int64?
    /// Of an answer that came when nobody awaited it any more.
    var unheardStatus: Int?
    /// What faults did to it, in words.
    var faults: [String] = []

    private enum CodingKeys: String, CodingKey {
        case call, ts, caller, host, server, method, path, request, status, answer, error, faults
        case latencyMicroseconds = "latency_us"
        case retryAfterSeconds = "retry_after_s"
        case unheardStatus = "unheard_status"
    }

    /// What is not there is `null`.
    func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(call, forKey: .call)
        try fields.encode(ts, forKey: .ts)
        try fields.encode(caller, forKey: .caller)
        try fields.encode(host, forKey: .host)
        try fields.encode(server, forKey: .server)
        try fields.encode(method, forKey: .method)
        try fields.encode(path, forKey: .path)
        try fields.encode(request, forKey: .request)
        try fields.encode(status, forKey: .status)
        try fields.encode(answer, forKey: .answer)
        try fields.encode(retryAfterSeconds, forKey: .retryAfterSeconds)
        try fields.encode(error, forKey: .error)
        try fields.encode(latencyMicroseconds, forKey: .latencyMicroseconds)
        try fields.encode(unheardStatus, forKey: .unheardStatus)
        try fields.encode(faults, forKey: .faults)
    }

    /// A body as text; what is no UTF-8 reads as such with replacement characters.
    static func text(of body: Payload) throws -> String? {
        body.isEmpty ? nil : String(decoding: try body.wireBytes(), as: UTF8.self)
    }
}
