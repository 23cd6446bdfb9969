import VirtualTime

/// What the network enters into the trace.
enum NetworkTrace: UInt64, TraceTag {
    /// Of a host: the call's number.
    case requestArrived = 0x4E41_0000_0000
    /// Of a link: the call's number, and what the faults there made of its request or answer.
    case messageMetFaults = 0x4E46_0000_0000
    /// Of a host: the call's number, and what the faults there made of it.
    case requestMetFaults = 0x4E48_0000_0000
    /// Of a fault: 1 when it begins, 0 when it ends.
    case fault = 0x4E49_0000_0000
    /// Of a host: the call's number.
    case outcomeArrived = 0x4E52_0000_0000
}
