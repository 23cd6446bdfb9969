/// Which of several things that are ready at one instant goes first.
public enum SchedulePolicy: Sendable, Equatable {
    /// First come, first served: the faithful one.
    case fifo
    /// A seeded choice among everything that is ready: jobs, and agenda entries of that instant.
    case shuffle
    /// The choices of an earlier run of the same simulation, one by one. Where they do not fit, the run ends with
    /// `Simulation.RunEnd.diverged`: it is another run.
    case replay(DecisionLog)
    /// The choices of a log as far as they go, then first come, first served; where there is less to choose from than
    /// the log takes for granted, the last goes. What shrinking tries, where another run is what is looked for.
    case follow(DecisionLog)
}

/// Why a replay is not the run that its decisions were made in.
public enum ReplayDivergence: Error, Sendable, Hashable, CustomStringConvertible {
    /// There was something to choose after the last of `count` decisions.
    case decisionsUsedUp(count: Int, at: VirtualInstant)
    /// The decision with this index, counted from 0, takes the `choice`th, counted from 0, of `ready` things.
    case choiceOutOfRange(index: Int, choice: Int, ready: Int, at: VirtualInstant)

    /// Where the replay parted, in words.
    public var description: String {
        switch self {
        case .decisionsUsedUp(let count, let instant):
            "the replay needs more than its \(count) decisions, at \(instant.nanoseconds) ns"
        case .choiceOutOfRange(let index, let choice, let ready, let instant):
            "decision \(index) of the replay takes number \(choice) of \(ready), at \(instant.nanoseconds) ns"
        }
    }
}

/// The choices of a run that were not forced, in order: what replay repeats and what shrinking reduces.
///
/// A choice is the position, in the set of what was ready, of what went first: a byte or two in LEB128.
public struct DecisionLog: Sendable, Equatable {
    /// What a run stores of it.
    public private(set) var bytes: [UInt8] = []
    /// Choices.
    public private(set) var count = 0

    /// A log without choices.
    public init() {}

    /// The log whose `bytes` a run has stored.
    /// - Throws: `Malformed` for bytes that no log has.
    public init(bytes: [UInt8]) throws(Malformed) {
        self.bytes = bytes
        var cursor = Cursor()
        while let choice = try decode(&cursor) {
            guard choice <= Int.max else { throw Malformed(offset: cursor.offset, cause: .tooLarge) }
            count += 1
        }
        precondition(cursor.offset == bytes.count, "A log that is read is read to its end.")
    }

    /// Bytes that are no decision log.
    public struct Malformed: Error, Sendable, Hashable, CustomStringConvertible {
        /// What is wrong with them.
        public enum Cause: Sendable {
            /// The last choice has no end.
            case cutOff
            /// A choice above `Int.max`.
            case tooLarge
            /// A choice in more bytes than it takes.
            case padded
        }

        /// How many bytes had been read.
        public let offset: Int
        /// What is wrong with the last of these bytes.
        public let cause: Cause

        /// What is wrong with the bytes, in words.
        public var description: String {
            let problem =
                switch cause {
                case .cutOff: "the last choice is cut off"
                case .tooLarge: "a choice is too large"
                case .padded: "a choice takes more bytes than it needs"
                }
            return "no decision log: \(problem), \(offset) bytes in"
        }
    }

    /// A log made by hand or cut down from another; choices are not negative.
    public init(_ choices: some Sequence<Int>) {
        for choice in choices { append(choice) }
    }

    /// The choices, decoded.
    public var choices: [Int] {
        var cursor = Cursor()
        var all: [Int] = []
        all.reserveCapacity(count)
        while let choice = next(&cursor) { all.append(choice) }
        precondition(all.count == count, "A log has as many choices as it counts.")
        return all
    }

    /// A place in the log.
    struct Cursor { fileprivate(set) var offset = 0 }

    mutating func append(_ choice: Int) {
        precondition(choice >= 0, "A choice is a place in a line.")
        var rest = UInt(choice)
        while rest > 0x7F {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
        count += 1
    }

    /// The choice at `cursor`, which moves behind it; nil at the end.
    func next(_ cursor: inout Cursor) -> Int? {
        do throws(Malformed) { return try decode(&cursor).map { Int($0) } } catch {
            preconditionFailure("The bytes of a log are checked when it is made.")
        }
    }

    private func decode(_ cursor: inout Cursor) throws(Malformed) -> UInt? {
        precondition(cursor.offset <= bytes.count, "A place in a log lies within it.")
        guard cursor.offset < bytes.count else { return nil }
        var choice: UInt = 0
        var shift: UInt = 0
        while cursor.offset < bytes.count {
            let byte = bytes[cursor.offset]
            cursor.offset += 1
            guard shift < 63 || byte < 2 else { throw Malformed(offset: cursor.offset, cause: .tooLarge) }
            choice |= UInt(byte & 0x7F) << shift
            shift += 7
            guard byte < 0x80 else { continue }
            guard byte > 0 || shift == 7 else { throw Malformed(offset: cursor.offset, cause: .padded) }
            return choice
        }
        throw Malformed(offset: cursor.offset, cause: .cutOff)
    }
}
