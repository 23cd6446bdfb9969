import ServicePorts

/// `org.apache.kafka.clients.consumer.StickyAssignor` (KIP-54, KIP-341): as balanced as can be, and among the balanced
/// assignments one that moves few partitions.
enum StickyAssignor {
    static func assign(_ members: [Subscription], partitionCount: (String) -> Int32) -> [[TopicPartition]] {
        guard let first = members.first else { return [] }
        let topics = Set(first.topics)
        if members.allSatisfy({ Set($0.topics) == topics }) {
            return UniformStickyAssignment(members, partitions: members.partitions(partitionCount)).result
        }
        return MixedStickyAssignment(members, partitions: members.partitions(partitionCount)).balanced()
    }
}

/// The case in which all members subscribe to the same topics: everybody gets the floor or the ceiling of the mean.
private struct UniformStickyAssignment {
    private(set) var result: [[TopicPartition]]
    private var unassigned: [TopicPartition] = []
    private var belowFloor: [Int] = []
    private var atFloor: [Int] = []
    private let floor: Int
    private let ceiling: Int
    /// How many members may get the ceiling when it is not the floor, and how many have it.
    private let ceilingCount: Int
    private var withCeiling = 0

    init(_ members: [Subscription], partitions: [TopicPartition]) {
        result = [[TopicPartition]](repeating: [], count: members.count)
        floor = partitions.count / members.count
        ceilingCount = partitions.count % members.count
        ceiling = ceilingCount == 0 ? floor : floor + 1
        let byName = members.indices.sorted { members[$0].memberID < members[$1].memberID }
        keepWhatIsOwned(Self.validClaims(of: members, on: Set(partitions)), byName)
        let kept = Set(result.joined())
        unassigned = partitions.filter { !kept.contains($0) }
        distribute()
    }

    /// What each member may claim: the newest generation counts, and what two members claim belongs to neither.
    private static func validClaims(
        of members: [Subscription], on partitions: Set<TopicPartition>
    ) -> [[TopicPartition]] {
        let newest = members.map { $0.generation ?? -1 }.max() ?? -1
        var claims: [TopicPartition: Int] = [:]
        let valid = members.map { member in
            (member.generation ?? -1) == newest ? member.owned.filter(partitions.contains) : []
        }
        for partition in valid.joined() { claims[partition, default: 0] += 1 }
        return valid.map { $0.filter { claims[$0] == 1 } }
    }

    private mutating func keepWhatIsOwned(_ owned: [[TopicPartition]], _ byName: [Int]) {
        for member in byName {
            if owned[member].count < floor {
                result[member] = owned[member]
                belowFloor.append(member)
            } else if owned[member].count >= ceiling, ceiling > floor, withCeiling < ceilingCount {
                result[member] = Array(owned[member].prefix(ceiling))
                withCeiling += 1
            } else {
                result[member] = Array(owned[member].prefix(floor))
                if ceiling > floor { atFloor.append(member) }
            }
        }
    }

    private mutating func distribute() {
        var turn = 0
        for partition in unassigned {
            if !belowFloor.isEmpty {
                if turn >= belowFloor.count { turn = 0 }
                let member = belowFloor[turn]
                result[member].append(partition)
                if result[member].count == floor {
                    belowFloor.remove(at: turn)
                    if ceiling > floor { atFloor.append(member) }
                } else {
                    turn += 1
                }
            } else {
                result[atFloor.removeFirst()].append(partition)
            }
        }
    }
}
