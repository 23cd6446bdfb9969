/// The seeds that a test has failed with, as they are kept from one run of it to the next, without IO.
///
/// A test may call `simulate` more than once, and its calls share what is kept: each is known by the line it has within
/// its test, so that a change of other code does not matter.
struct FailedSeeds: Sendable, Equatable {
    /// One seed that one call has failed with.
    struct Entry: Sendable, Hashable {
        var call: String
        var seed: UInt64
    }

    /// The latest is the last.
    private(set) var entries: [Entry] = []

    /// Of calls that are gone nobody takes the seeds away: so many are kept at the most.
    static let most = 32

    /// What was kept as `text`; a line that says nothing is passed over.
    init(text: String = "") {
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count == 2, let seed = UInt64(words[1]) else { continue }
            // A trap adds its line without a look at the others.
            add(seed, of: String(words[0]))
        }
    }

    /// One line for each seed.
    var text: String { entries.map { Self.line($0.seed, of: $0.call) }.joined() }

    static func line(_ seed: UInt64, of call: String) -> String { "\(call) \(seed)\n" }

    /// What a call runs first: the latest failure before the others.
    func seeds(of call: String) -> [UInt64] { entries.reversed().filter { $0.call == call }.map(\.seed) }

    /// The seed has failed.
    mutating func add(_ seed: UInt64, of call: String) {
        remove(seed, of: call)
        entries.append(Entry(call: call, seed: seed))
        entries.removeFirst(max(0, entries.count - Self.most))
    }

    /// The seed has passed.
    mutating func remove(_ seed: UInt64, of call: String) { entries.removeAll { $0.call == call && $0.seed == seed } }
}
