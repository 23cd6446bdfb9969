import ServicePorts

/// The case of the sticky assignor in which members subscribe to different topics: start from what is held, give the
/// rest to whoever has least, then move single partitions while that makes the assignment more balanced.
struct MixedStickyAssignment {
    /// A partition that has moved, by the members' ranks.
    private struct Movement: Equatable {
        var from: Int
        var to: Int
    }

    private let members: [Subscription]
    /// Ranks to places of the members: Kafka breaks ties by member id.
    private let byName: [Int]
    /// Those with fewest possible readers first.
    private let partitions: [TopicPartition]
    /// By partition: the ranks of the members that could read it.
    private let readers: [[Int]]
    /// By rank: how many partitions the member could read.
    private var readable: [Int]
    /// By rank: places of partitions, in the order they were given.
    private var held: [[Int]]
    private var holder: [Int?]
    /// By partition: who held it in the generation before the newest.
    private var previous: [Int?]
    /// By partition: where it has moved since the assignment began.
    private var movements: [Movement?]
    private var mustRevoke = false

    init(_ members: [Subscription], partitions unordered: [TopicPartition]) {
        self.members = members
        let byName = members.indices.sorted { members[$0].memberID < members[$1].memberID }
        self.byName = byName
        func readers(of partition: TopicPartition) -> [Int] {
            byName.indices.filter { members[byName[$0]].topics.contains(partition.topic) }
        }
        let counted = unordered.map { (partition: $0, readers: readers(of: $0)) }
        let ordered = counted.sorted {
            ($0.readers.count, $0.partition) < ($1.readers.count, $1.partition)
        }
        partitions = ordered.map(\.partition)
        self.readers = ordered.map(\.readers)
        readable = [Int](repeating: 0, count: members.count)
        held = [[Int]](repeating: [], count: members.count)
        holder = [Int?](repeating: nil, count: ordered.count)
        previous = holder
        movements = [Movement?](repeating: nil, count: ordered.count)
        for readers in self.readers {
            for rank in readers { readable[rank] += 1 }
        }
        takeOverClaims()
    }

    /// Per member, in the order given, its partitions.
    func balanced() -> [[TopicPartition]] {
        var copy = self
        copy.balance()
        var result = [[TopicPartition]](repeating: [], count: members.count)
        for rank in byName.indices { result[byName[rank]] = copy.held[rank].map { partitions[$0] } }
        return result
    }

    /// Of several members that claim a partition the one with the newest generation has it.
    private mutating func takeOverClaims() {
        let places = Dictionary(uniqueKeysWithValues: zip(partitions, partitions.indices))
        var claims = [[(generation: Int32, rank: Int)]](repeating: [], count: partitions.count)
        for rank in byName.indices {
            let member = members[byName[rank]]
            for partition in member.owned {
                guard let place = places[partition] else { continue }
                let generation = member.generation ?? -1
                // Two members cannot have been given it in one generation; the first one is believed.
                guard !claims[place].contains(where: { $0.generation == generation }) else { continue }
                claims[place].append((generation, rank))
            }
        }
        for place in partitions.indices {
            let newestFirst = claims[place].sorted { $0.generation > $1.generation }
            guard let newest = newestFirst.first else { continue }
            if newestFirst.count > 1 { previous[place] = newestFirst[1].rank }
            if readers[place].contains(newest.rank) {
                give(place, to: newest.rank)
            } else {
                mustRevoke = true
            }
        }
    }

    private mutating func balance() {
        let isNew = held.allSatisfy(\.isEmpty)
        let unassigned = partitions.indices.filter { holder[$0] == nil }
        for place in unassigned {
            if let rank = leastLoaded(byName.indices.filter(readers[place].contains)) { give(place, to: rank) }
        }
        let movable = partitions.indices.filter { readers[$0].count >= 2 }
        let active = byName.indices.filter { rank in
            held[rank].count < readable[rank] || held[rank].contains { readers[$0].count >= 2 }
        }
        let before = (held, holder)
        if !mustRevoke { _ = reassign(unassigned.filter { readers[$0].count >= 2 }, among: active) }
        let hasMoved = reassign(movable, among: active)
        if !isNew, hasMoved, Self.score(held, active) >= Self.score(before.0, active) { (held, holder) = before }
    }

    private mutating func give(_ place: Int, to rank: Int) {
        held[rank].append(place)
        holder[place] = rank
    }

    private func leastLoaded(_ ranks: [Int]) -> Int? { ranks.min { (held[$0].count, $0) < (held[$1].count, $1) } }

    private func isBalanced(_ active: [Int]) -> Bool {
        let sizes = active.map { held[$0].count }
        guard let least = sizes.min(), let most = sizes.max(), least < most - 1 else { return true }
        for rank in active where held[rank].count < readable[rank] {
            for place in partitions.indices where readers[place].contains(rank) {
                guard let other = holder[place], other != rank, active.contains(other) else { continue }
                if held[rank].count < held[other].count { return false }
            }
        }
        return true
    }

    private mutating func reassign(_ places: [Int], among active: [Int]) -> Bool {
        var hasMovedAny = false
        var hasMoved = true
        while hasMoved {
            hasMoved = false
            for place in places {
                if isBalanced(active) { break }
                guard let owner = holder[place] else { continue }
                let target: Int?
                if let previous = previous[place], held[owner].count > held[previous].count + 1 {
                    target = previous
                } else if readers[place].contains(where: { held[owner].count > held[$0].count + 1 }) {
                    target = leastLoaded(active.filter(readers[place].contains))
                } else {
                    target = nil
                }
                guard let target else { continue }
                move(place, from: owner, to: target)
                hasMoved = true
                hasMovedAny = true
            }
        }
        return hasMovedAny
    }

    /// Moves the partition, or instead one of the same topic that has come the other way, which then goes back home.
    private mutating func move(_ place: Int, from owner: Int, to target: Int) {
        let origin = movements[place]?.from ?? owner
        let opposite = Movement(from: target, to: origin)
        let returning = partitions.indices.first {
            movements[$0] == opposite && partitions[$0].topic == partitions[place].topic
        }
        let moving = returning ?? place
        guard let from = holder[moving] else { preconditionFailure("What moves is held.") }
        held[from].removeAll { $0 == moving }
        give(moving, to: target)
        let first = movements[moving]?.from ?? from
        movements[moving] = first == target ? nil : Movement(from: first, to: target)
    }

    /// The sum of the differences between all pairs; zero is perfect balance.
    private static func score(_ held: [[Int]], _ active: [Int]) -> Int {
        var score = 0
        for (index, a) in active.enumerated() {
            for b in active[(index + 1)...] { score += abs(held[a].count - held[b].count) }
        }
        return score
    }
}
