/// What a group's coordinator has been asked and what it has answered: the log that protocol tests and reports read.
public struct GroupEvent: Sendable, Equatable {
    /// What has happened, by the protocol's requests.
    public enum Kind: Sendable, Equatable {
        /// A request to join has arrived.
        case join
        /// A request for the partitions of a generation has arrived.
        case sync
        /// The leader's division is known: everybody is assigned under this generation.
        case stable(generation: Int32)
        /// Offsets were stored.
        case commit
        /// Committed offsets of so many partitions were forgotten, since the group had no members for too long.
        case offsetsExpired(partitions: Int)
        /// A member has left by itself.
        case leave
        /// Its session, its poll interval or a round of joins was over.
        case evicted
        /// The request was refused, by the protocol's name of the error.
        case refused(request: String, error: String)
    }

    /// `group.id`
    public var group: String
    /// The member's name; empty for what concerns all.
    public var member: String
    /// What has happened.
    public var kind: Kind
}

extension GroupCoordinator {
    @inline(__always)
    func tell(_ kind: @autoclosure () -> GroupEvent.Kind, of member: GroupMember) {
        guard let onEvent else { return }
        onEvent(GroupEvent(group: member.group.name, member: member.name, kind: kind()))
    }

    /// Of what concerns all members.
    func tell(_ kind: GroupEvent.Kind, of group: ConsumerGroup) {
        onEvent?(GroupEvent(group: group.name, member: "", kind: kind))
    }
}
