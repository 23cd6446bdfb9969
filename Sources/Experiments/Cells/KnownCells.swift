/// Cells in order, some of which are known from runs before: only the others are run, and all are told in order.
package struct KnownCells: Sendable {
    /// How many cells.
    package let count: Int
    /// Their numbers, ascending.
    private let known: [Int]

    /// - Parameters:
    ///   - count: how many cells there are, numbered from 0.
    ///   - known: the numbers of those that need not be run, in any order and each once.
    package init(count: Int, known: [Int] = []) {
        self.count = count
        self.known = known.sorted()
        precondition(self.known.first.map { $0 >= 0 } ?? true, "Cells are numbered from 0.")
        precondition(self.known.last.map { $0 < count } ?? true, "A cell that is known is one of those that there are.")
    }

    /// How many are known.
    package var knownCount: Int { known.count }

    /// How many must be run.
    package var missingCount: Int { count - known.count }

    /// The number of the cell that is run at a place, counted from 0: no list is held of what may be endlessly many.
    package func missing(at place: Int) -> Int {
        precondition(place >= 0 && place < missingCount, "So many cells are not missing.")
        // Before a known cell there are as many missing ones as its number is greater than its place among the known.
        var (low, high) = (0, known.count)
        while low < high {
            let middle = (low + high) / 2
            if known[middle] - middle <= place { low = middle + 1 } else { high = middle }
        }
        return place + low
    }

    /// Runs what is missing, and hands over all cells in order on the thread that calls.
    /// - Parameters:
    ///   - batch: of the missing cells, in order; nil when none are.
    ///   - take: gets the numbers of the known ones; after a `false` nothing else begins.
    ///   - deliver: gets the results of the others, with their numbers; likewise.
    package func tell(_ batch: RunBatch?, take: (Int) -> Bool, deliver: (Int, RunBatch.Result) -> Bool) {
        var next = known[...]
        func takeAll(before number: Int) -> Bool {
            while let cell = next.first, cell < number {
                next.removeFirst()
                guard take(cell) else { return false }
            }
            return true
        }
        guard takeAll(before: batch == nil ? count : missing(at: 0)) else { return }
        guard let batch else { return }
        var place = 0
        var goesOn = true
        batch.run { result in
            defer { place += 1 }
            // What had begun is still delivered: it is there, and is not to be lost.
            guard goesOn else { return deliver(missing(at: place), result) && false }
            goesOn = takeAll(before: missing(at: place))
            goesOn = deliver(missing(at: place), result) && goesOn
            return goesOn
        }
        if goesOn { _ = takeAll(before: count) }
    }
}
