/// Why a run has no ending: it was broken off from outside, or could not be what was asked.
public enum TwinRunError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Somebody asked it to stop.
    case cancelled
    /// The topics cannot be written.
    case topicDump(path: String, reason: String)
    /// The calls over the network cannot be written.
    case callDump(path: String, reason: String)
    /// A service's settings are refused by what it runs on.
    case refused(process: String, reason: String)
    /// The decisions of two runs cannot be kept for comparison.
    case unverifiable(String)

    /// What happened, for people.
    public var description: String {
        switch self {
        case .cancelled: "the run was cancelled"
        case .topicDump(let path, let reason): "\(path): cannot write topics: \(reason)"
        case .callDump(let path, let reason): "\(path): cannot write calls: \(reason)"
        case .refused(let process, let reason): "\(process) cannot start: \(reason)"
        case .unverifiable(let reason): "the decisions could not be compared: \(reason)"
        }
    }
}
