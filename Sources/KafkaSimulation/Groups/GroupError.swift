/// What a group's coordinator answers when it refuses a request, by the protocol's names.
enum GroupError: String, Error, Equatable {
    case unknownMemberID = "UNKNOWN_MEMBER_ID"
    case illegalGeneration = "ILLEGAL_GENERATION"
    case rebalanceInProgress = "REBALANCE_IN_PROGRESS"
    case fencedInstanceID = "FENCED_INSTANCE_ID"
    case inconsistentGroupProtocol = "INCONSISTENT_GROUP_PROTOCOL"
    /// The broker that coordinates the group is down or still loads it; trying again helps.
    case coordinatorNotAvailable = "COORDINATOR_NOT_AVAILABLE"
}
