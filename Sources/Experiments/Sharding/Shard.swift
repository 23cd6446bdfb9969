/// One slice of many cells: of N shards the first has the cells 0, N, 2N ..., so that each has a part of every point.
package struct Shard: Sendable, Equatable {
    /// From 1.
    package let number: Int
    /// Of how many.
    package let count: Int

    /// All cells.
    package static let whole = Shard(1, of: 1)

    private init(_ number: Int, of count: Int) {
        self.number = number
        self.count = count
    }

    /// Reads `I/N`, the first being `1/N`; nil for what is none.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let number = Int(parts[0]), let count = Int(parts[1]), number >= 1, number <= count
        else { return nil }
        self.init(number, of: count)
    }

    /// Every one of so many, in order.
    package static func all(of count: Int) -> [Shard] { (1...count).map { Shard($0, of: count) } }

    /// As it is written.
    package var text: String { "\(number)/\(count)" }

    /// How many of so many cells it has.
    package func size(of cells: Int) -> Int { cells < number ? 0 : (cells - number) / count + 1 }

    /// The number, among all, of one of its cells.
    package func cell(_ place: Int) -> Int { number - 1 + place * count }

    // MARK: Engines

    /// The shard that the engine of a cluster gives this process, and the variables that say so; nil where none does.
    ///
    /// A Slurm array task has `SLURM_ARRAY_TASK_ID` and `SLURM_ARRAY_TASK_COUNT`, and begins at `SLURM_ARRAY_TASK_MIN`
    /// (sbatch(1)); a job of GitLab's `parallel` has `CI_NODE_INDEX` from 1 and `CI_NODE_TOTAL`; the pod of an indexed
    /// job of Kubernetes has `JOB_COMPLETION_INDEX` from 0, and is told how many there are by `JOB_COMPLETION_COUNT`,
    /// which the manifest must set.
    /// - Throws: `Refusal`: a number is there and no shard can be made of it.
    package static func given(
        by environment: [String: String]
    ) throws(Refusal) -> (shard: Shard, variables: String)? {
        func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        for engine in engines {
            guard let index = value(engine.index) else { continue }
            let first = value(engine.first ?? "") ?? String(engine.firstByDefault)
            let step = value(engine.step ?? "") ?? "1"
            let variables = "\(engine.index) and \(engine.count)"
            guard let count = value(engine.count) else {
                throw Refusal("\(engine.index) is set and \(engine.count) is not; set it, or give --shard I/N")
            }
            guard let number = Int(index), let count = Int(count), let first = Int(first), let step = Int(step),
                step > 0, number >= first, let shard = Shard("\((number - first) / step + 1)/\(count)")
            else {
                throw Refusal(
                    "\(variables) (\(index), \(count)) make no shard; set others, or give --shard I/N")
            }
            return (shard, variables)
        }
        return nil
    }

    /// Why an engine's variables make no shard, in one line with the way out.
    package struct Refusal: Error, Equatable, CustomStringConvertible {
        /// The line.
        package let description: String

        fileprivate init(_ description: String) { self.description = description }
    }

    private struct Engine {
        var index, count: String
        var first, step: String?
        var firstByDefault: Int
    }

    private static let engines: [Engine] = [
        Engine(
            index: "SLURM_ARRAY_TASK_ID", count: "SLURM_ARRAY_TASK_COUNT", first: "SLURM_ARRAY_TASK_MIN",
            step: "SLURM_ARRAY_TASK_STEP", firstByDefault: 1),
        Engine(index: "JOB_COMPLETION_INDEX", count: "JOB_COMPLETION_COUNT", firstByDefault: 0),
        Engine(index: "CI_NODE_INDEX", count: "CI_NODE_TOTAL", firstByDefault: 1),
    ]
}
