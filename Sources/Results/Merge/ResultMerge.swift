import Foundation
import Twin

/// Several databases joined to one: the parts of a sweep that ran on many machines, or runs of one scenario.
///
/// What it holds is the same in whatever order the databases are named.
public struct ResultMerge: Sendable {
    /// A sweep that the databases have parts of.
    public struct Sweep: Sendable, Equatable {
        /// What it was to run.
        public var plan: StoredSweep
        /// The numbers of its shards that began in any of the databases, ascending.
        public var began: [Int]
        /// The cells that there are, by the places of their scenarios.
        public var cells: [[CellGroup.Member]]
    }

    private let plan: MergePlan

    /// Reads the databases and finds whether they fit together.
    /// - Throws: `MergeRefusal`: they are of different programs or scenarios, disagree about a cell, or one is named
    ///   twice; `ResultStoreError`: one cannot be read.
    public init(reading paths: [String]) throws {
        var known: [String: String] = [:]
        for path in paths {
            let file = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
            if let other = known[file] {
                throw MergeRefusal(
                    "\(path): the database is there twice\(other == path ? "" : ", also as \(other)"); name each once")
            }
            known[file] = path
        }
        plan = try MergePlan(paths.map { try MergeSource(reading: $0) })
    }

    /// How many runs are joined, each cell once.
    public var runs: Int { plan.members.count }

    /// How many of them stand for a cell: the others crashed, or repeated choices made before.
    public var cells: Int { plan.members.count { $0.run.isCell } }

    /// How many runs are left out because the same cell is there from another one, which found the same.
    public var repeated: Int { plan.repeated }

    /// Of what the cells found, 16 hex digits: equal for the same cells, wherever and in how many parts they were run.
    public var cellsHash: String { plan.cellsHash }

    /// The sweep that the parts belong to, once for each number of shards that it was divided into.
    public var sweeps: [Sweep] {
        plan.sweeps.map { note in
            var places: [StoredSweep.Block: Int] = [:]
            for (place, block) in note.sweep.blocks.enumerated() { places[block] = place }
            var cells: [[CellGroup.Member]] = Array(repeating: [], count: note.sweep.blocks.count)
            for member in plan.members where member.run.isCell {
                guard let place = places[member.run.block] else { continue }
                cells[place].append(.init(seed: member.run.seed, replication: member.run.replication))
            }
            return Sweep(plan: note.sweep, began: note.shards, cells: cells)
        }
    }

    /// Writes the new database.
    /// - Throws: `MergeRefusal`: there is something of that name; `ResultStoreError`: it cannot be written.
    public func write(to path: String) throws {
        try Self.check(path)
        try MergeWriting(plan: plan).write(to: path)
    }

    /// Finds before any work whether a database can be made there.
    public static func check(_ path: String) throws {
        guard try !DatabaseFile.check(path) else {
            throw MergeRefusal("\(path): there is such a file; remove it, or name another one for what is merged")
        }
    }
}
