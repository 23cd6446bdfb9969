import VirtualTime

/// What the cluster enters into the trace.
enum KafkaTrace: UInt64, TraceTag {
    // Of brokers; the broker's number follows.
    case brokerStopped = 0x4B30
    case brokerStarted = 0x4B31
    case failoverEnded = 0x4B37
    // Of faults; the fault's number follows.
    case faultInjected = 0x4B32
    case faultRemoved = 0x4B33
    case faultHit = 0x4B34
    // Of groups: the member's number, the offset or the generation follows.
    case memberEvicted = 0x4B45
    case memberJoined = 0x4B4A
    case offsetCommitted = 0x4B43_0000_0000
    case groupRebalanced = 0x4B52_0000_0000
    case offsetsExpired = 0x4B45_0000_0000
    case recordsFetched = 0x4B46_0000_0000
    // Of producers: the id, or the place of the request.
    case producerIDGiven = 0x4B49
    case produceFailed = 0x4B46_4149
    // Of a log; an offset follows, or who is in sync or leads.
    case recordsAppended = 0x4B41_5050_0000_0000
    case inSyncReplicas = 0x4B35_0000_0000
    case highWatermark = 0x4B36_0000_0000
    case leaderElected = 0x4B38_0000_0000
    case logTruncated = 0x4B39_0000_0000
    case logCleaned = 0x4B3A_0000_0000
    case offsetOutOfRange = 0x4B3B_0000_0000
    case duplicateDropped = 0x4B44_0000_0000
}
