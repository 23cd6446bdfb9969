/// Which broker coordinates which groups.
struct CoordinatorPlacement {
    /// Who leads the partitions of the offsets topic that a broker leads by their place while all run; nil while nobody
    /// does.
    private var leaders: IDTable<BrokerID, BrokerID?>

    init(brokers: Int) { leaders = IDTable((0..<brokers).map { BrokerID($0) }) }

    /// The broker that coordinates a group; nil while none does.
    func coordinator(ofGroup name: String) -> BrokerID? { leaders[Self.home(ofGroup: name, among: leaders.count)] }

    mutating func stopped(_ broker: BrokerID) {
        for home in leaders.ids where leaders[home] == broker { leaders[home] = nil }
    }

    /// As `offsets.topic.replication.factor` allows: the next running broker stands in for a stopped one.
    mutating func elect(among isRunning: (BrokerID) -> Bool) {
        for home in leaders.ids where leaders[home] == nil {
            let inTurn = (0..<leaders.count).map { BrokerID((home.number + $0) % leaders.count) }
            leaders[home] = inTurn.first(where: isRunning)
        }
        precondition(
            leaders.ids.allSatisfy { leaders[$0].map(isRunning) ?? true }, "Only a running broker coordinates.")
    }

    // MARK: Where Kafka puts the coordinator of a group

    /// `offsets.topic.num.partitions`
    private static let partitions: Int32 = 50

    /// The broker that leads the group's partition of the offsets topic while all brokers run.
    static func home(ofGroup name: String, among brokers: Int) -> BrokerID {
        BrokerID(Int(partition(ofGroup: name)) % brokers)
    }

    /// As `GroupMetadataManager.partitionFor`: Java's hash of the id, made positive, modulo the partitions.
    static func partition(ofGroup name: String) -> Int32 {
        var hash: Int32 = 0
        for unit in name.utf16 { hash = 31 &* hash &+ Int32(unit) }
        return (hash & 0x7FFF_FFFF) % partitions
    }
}
