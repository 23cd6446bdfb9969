import VirtualTime

/// What a run enters into the trace beside what its parts do.
enum TwinTrace: UInt64, TraceTag {
    /// Of a rule: how often its moment was reached.
    case moment = 0x4D4F_0000_0000
    /// Of a fault of the scenario: 1 when it begins, 2 when it ends; 3 when all have ended.
    case fault = 0x4641_0000_0000_0000
}
