/// Which of several things that are ready at one instant goes first.
public enum SchedulePolicy: Sendable, Equatable {
    /// First come, first served: the faithful one.
    case fifo
    /// A seeded choice among everything that is ready: jobs, and agenda entries of that instant.
    case shuffle
    /// The choices of an earlier run under `shuffle`, and first come, first served when they are used up.
    case replay(DecisionLog)
}

/// The choices of a run that were not forced, in order: what replay repeats and what shrinking reduces.
///
/// A choice is the position, in the set of what was ready, of what went first: a byte or two in LEB128.
public struct DecisionLog: Sendable, Equatable {
    public private(set) var bytes: [UInt8] = []
    public private(set) var count = 0

    public init() {}

    /// A log made by hand or cut down from another.
    public init(_ choices: some Sequence<Int>) {
        for choice in choices { append(choice) }
    }

    /// The choices, decoded.
    public var choices: [Int] {
        var cursor = Cursor()
        var all: [Int] = []
        all.reserveCapacity(count)
        while let choice = next(&cursor) { all.append(choice) }
        return all
    }

    /// A place in the log.
    struct Cursor { fileprivate var offset = 0 }

    mutating func append(_ choice: Int) {
        var rest = UInt(choice)
        while rest > 0x7F {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
        count += 1
    }

    func next(_ cursor: inout Cursor) -> Int? {
        guard cursor.offset < bytes.count else { return nil }
        var choice: UInt = 0
        var shift: UInt = 0
        while true {
            let byte = bytes[cursor.offset]
            cursor.offset += 1
            choice |= UInt(byte & 0x7F) << shift
            shift += 7
            if byte < 0x80 { return Int(choice) }
        }
    }
}
