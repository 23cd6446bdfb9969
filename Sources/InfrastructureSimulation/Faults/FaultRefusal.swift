import VirtualTime

/// What a fault cannot do where it was aimed.
public enum FaultRefusal: Error, Sendable, Equatable, CustomStringConvertible {
    /// Nothing of this name is there.
    case noTarget(InfrastructureFault)
    /// It happens at one instant and takes no length.
    case noLength(InfrastructureFault)
    /// It changes until its end, which has to be known.
    case needsLength(InfrastructureFault)
    /// The topics have one copy of each partition, which nobody else can lead and nothing lags behind.
    case needsCopies(InfrastructureFault)
    /// It lasts no time.
    case noTime(InfrastructureFault, length: Duration)
    /// With this value it would change nothing, or could not be, whatever it befalls; the reason ends with the way out.
    case changesNothing(InfrastructureFault, reason: String)
    /// It happens at one instant and cannot be ended.
    case noEnd(InfrastructureFault)

    /// What is wrong, in words.
    public var description: String {
        switch self {
        case .noTarget(let fault): "\(fault): nothing of this name is there"
        case .noLength(let fault): "\(fault): it happens at one instant and takes no length"
        case .needsLength(let fault): "\(fault): it changes until its end, so give it a length"
        case .needsCopies(let fault): "\(fault): there is one copy of each partition, and no other"
        case .noTime(let fault, let length):
            "\(fault): a length of \(length.told) is no time; give it more than 0 s, or none and end it yourself"
        case .changesNothing(let fault, let reason): "\(fault): \(reason)"
        case .noEnd(let fault): "\(fault): it happens at one instant and has no end"
        }
    }
}
