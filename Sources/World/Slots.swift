/// Records found by number in constant time; the numbers of removed records are used again.
struct Slots<Record> {
    private(set) var records: ContiguousArray<Record?> = []
    private var free: ContiguousArray<UInt32> = []

    var count: Int { records.count - free.count }

    mutating func insert(_ record: Record) -> Int {
        if let slot = free.popLast() {
            records[Int(slot)] = record
            return Int(slot)
        }
        records.append(record)
        return records.count - 1
    }

    /// The record in a slot that is taken; traps otherwise.
    subscript(_ slot: Int) -> Record {
        get {
            guard let record = records[slot] else { preconditionFailure("Slot \(slot) is free.") }
            return record
        }
        set {
            precondition(records[slot] != nil, "Slot \(slot) is free.")
            records[slot] = newValue
        }
    }

    @discardableResult
    mutating func remove(_ slot: Int) -> Record {
        guard let record = records[slot].take() else { preconditionFailure("Slot \(slot) is free.") }
        free.append(UInt32(slot))
        return record
    }
}
