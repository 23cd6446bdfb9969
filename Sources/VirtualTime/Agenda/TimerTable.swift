import Containers

/// Names one agenda entry that can be cancelled, until it has fired or was cancelled.
public struct TimerID: Hashable, Sendable {
    let token: SlotToken
}

/// What the entries that can be cancelled will call. Such an entry carries the token of its record here, and does
/// nothing once the record is gone.
struct TimerTable: ~Copyable {
    struct Call {
        let handler: UInt16
        let word: UInt64
    }

    private var calls: SlotTable<Call>

    init(capacity: Int = 64) { calls = SlotTable(capacity: capacity) }

    mutating func add(handler: UInt16, word: UInt64) -> TimerID {
        precondition(handler > HandlerTable.timer, "A timer calls a handler that was registered.")
        return TimerID(token: calls.insert(Call(handler: handler, word: word)))
    }

    /// The call that a timer stands for, once; nil when it has fired or was cancelled.
    mutating func remove(_ timer: TimerID) -> Call? { contains(timer) ? calls.remove(timer.token) : nil }

    func contains(_ timer: TimerID) -> Bool { calls.contains(timer.token) }
}
