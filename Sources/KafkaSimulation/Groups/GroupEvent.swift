/// What a group's coordinator has been asked and what it has answered: the log that protocol tests and reports read.
public struct GroupEvent: Sendable, Equatable {
    public enum Kind: Sendable, Equatable {
        case join
        case sync
        /// The leader's division is known: everybody is assigned under this generation.
        case stable(generation: Int32)
        case commit
        case leave
        /// Its session, its poll interval or a round of joins was over.
        case evicted
        /// The request was refused, by the protocol's name of the error.
        case refused(request: String, error: String)
    }

    public var group: String
    /// The member's name; empty for what concerns all.
    public var member: String
    public var kind: Kind
}

extension SimulatedKafka {
    @inline(__always)
    func tell(_ kind: @autoclosure () -> GroupEvent.Kind, of member: GroupMember) {
        guard let onGroupEvent else { return }
        onGroupEvent(GroupEvent(group: member.group.id, member: member.name, kind: kind()))
    }

    func tellStable(_ group: ConsumerGroup) {
        guard let onGroupEvent else { return }
        onGroupEvent(
            GroupEvent(group: group.id, member: "", kind: .stable(generation: group.membership.generation)))
    }
}
