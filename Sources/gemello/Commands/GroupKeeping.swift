import Experiments
import Results

/// Stores the endings of results that are handed over together, and tells the id of each when its turn comes.
struct GroupKeeping {
    /// How long what has ended may wait for others: what a kill can cost at the most.
    static let patience = Duration.milliseconds(100)

    private let store: ResultStore
    /// Of all that are stored.
    private(set) var ids: [Int64] = []
    /// How many of them have had their turn.
    private var told = 0
    private var trouble: ResultStoreError?

    init(_ store: ResultStore) { self.store = store }

    /// Stores those that have an ending.
    mutating func keep(_ results: [RunBatch.Result]) {
        let runs = results.compactMap { result in
            (try? result.ending.get()).map {
                FinishedRun(ending: $0, started: result.started.formatted(.iso8601))
            }
        }
        let appended = store.append(runs)
        ids += appended.ids
        trouble = appended.trouble
    }

    /// The id of the next one that has an ending.
    /// - Throws: why it is not stored.
    mutating func nextID() throws(ResultStoreError) -> Int64 {
        guard told < ids.count else {
            guard let trouble else { preconditionFailure("What is told was handed over before.") }
            throw trouble
        }
        told += 1
        return ids[told - 1]
    }
}
