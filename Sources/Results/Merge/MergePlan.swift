import Scenarios

/// Which runs of several databases are joined, and in which order: the same whatever order the databases are named in.
struct MergePlan: Sendable, Equatable {
    /// A run, and the place of its database.
    struct Member: Sendable, Equatable {
        var source: Int
        var run: MergeRun
    }

    /// By path.
    let sources: [MergeSource]
    /// In the order of the cells, each cell once.
    let members: [Member]
    /// How many runs are left out because another one of the same cell is there.
    let repeated: Int
    /// Each sweep once, with the shards that began anywhere.
    let sweeps: [MergeSource.Note]

    /// - Throws: `MergeRefusal`: they are not parts of one piece of work, or disagree.
    init(_ sources: [MergeSource]) throws(MergeRefusal) {
        self.sources = sources.sorted { $0.path < $1.path }
        try Self.checkCode(of: self.sources)
        sweeps = try Self.sweeps(of: self.sources)
        let blocks = try Self.blocks(of: self.sources, sweeps.first?.sweep)
        let all = self.sources.enumerated().flatMap { place, source in
            source.runs.map { Member(source: place, run: $0) }
        }
        let sorted = all.map { (place: blocks[$0.run.block] ?? blocks.count, member: $0) }.sorted {
            $0.place != $1.place ? $0.place < $1.place : Self.isBefore($0.member, $1.member)
        }
        var members: [Member] = []
        for (_, member) in sorted {
            guard member.run.isCell, let last = members.last, last.run.isCell, last.run.hasCell(of: member.run) else {
                members.append(member)
                continue
            }
            guard last.run.findings == member.run.findings else { throw Self.disagreement(last, member, self.sources) }
        }
        self.members = members
        repeated = all.count - members.count
    }

    /// Of what the cells found, 16 hex digits: equal for the same cells, wherever and in how many parts they were run.
    var cellsHash: String {
        ScenarioIdentity.hash(
            of: members.filter(\.run.isCell).map { member in
                let run = member.run
                return "\(run.block.scenarioHash) \(run.block.wire) \(run.block.schedule) \(run.seed) "
                    + "\(run.replication) \(traceHashText(run.findings.traceHash))\n"
            }.joined())
    }

    /// Of two runs of one cell the older one stands for it.
    private static func isBefore(_ one: Member, _ other: Member) -> Bool {
        let (one, other) = (one.run, other.run)
        guard one.numbers == other.numbers else { return one.numbers < other.numbers }
        return one.text < other.text
    }

    // MARK: What is refused

    private static func checkCode(of sources: [MergeSource]) throws(MergeRefusal) {
        var first: (version: String, place: String)?
        for source in sources {
            let versions =
                source.runs.map { ($0.codeVersion, "run \($0.id) of \(source.path)") }
                + source.sweeps.map { ($0.sweep.codeVersion, "the sweep of \(source.path)") }
            for (version, place) in versions {
                let known = first ?? (version, place)
                first = known
                guard known.version == version else {
                    throw MergeRefusal(
                        "\(place) is of program \(version), and \(known.place) of \(known.version): they are different "
                            + "cells; run the one part again with the program of the other")
                }
            }
        }
    }

    private static func sweeps(of sources: [MergeSource]) throws(MergeRefusal) -> [MergeSource.Note] {
        var found: [MergeSource.Note] = []
        var place = ""
        for source in sources {
            for note in source.sweeps {
                guard let first = found.first else {
                    found.append(note)
                    place = source.path
                    continue
                }
                guard first.sweep.hasCells(of: note.sweep) else {
                    throw MergeRefusal(
                        "\(source.path) has a part of `\(note.sweep.command.joined(separator: " "))`, and \(place) of "
                            + "`\(first.sweep.command.joined(separator: " "))`, whose cells are others; "
                            + "merge the shards of one sweep")
                }
                if let known = found.firstIndex(where: { $0.sweep.shards == note.sweep.shards }) {
                    found[known].shards = Set(found[known].shards + note.shards).sorted()
                } else {
                    found.append(note)
                }
            }
        }
        return found.sorted { $0.sweep.shards < $1.sweep.shards }
    }

    /// The place of each distinct scenario in the order of cells.
    private static func blocks(
        of sources: [MergeSource], _ sweep: StoredSweep?
    ) throws(MergeRefusal) -> [StoredSweep.Block: Int] {
        var places: [StoredSweep.Block: Int] = [:]
        for block in sweep?.blocks ?? [] { places[block] = places.count }
        var first: (hash: String, place: String)?
        for source in sources {
            for run in source.runs {
                let place = "run \(run.id) of \(source.path)"
                if sweep != nil {
                    guard places[run.block] != nil else {
                        throw MergeRefusal(
                            "\(place) has scenario \(run.block.scenarioHash) (\(run.block.wire), "
                                + "\(run.block.schedule)), which is no point of the sweep; keep it in another database")
                    }
                    continue
                }
                let known = first ?? (run.block.scenarioHash, place)
                first = known
                guard known.hash == run.block.scenarioHash else {
                    throw MergeRefusal(
                        "\(place) has scenario \(run.block.scenarioHash), and \(known.place) has \(known.hash): "
                            + "they are runs of different scenarios; keep them in different databases")
                }
            }
        }
        guard sweep == nil else { return places }
        // Wire and schedule may differ: with no sweep to say how, they are in the order of their names.
        let found = Set(sources.flatMap { $0.runs.map(\.block) }).sorted {
            ($0.wire, $0.schedule) < ($1.wire, $1.schedule)
        }
        for block in found { places[block] = places.count }
        return places
    }

    private static func disagreement(_ one: Member, _ other: Member, _ sources: [MergeSource]) -> MergeRefusal {
        func place(_ member: Member) -> String { "run \(member.run.id) of \(sources[member.source].path)" }
        func hash(_ member: Member) -> String { traceHashText(member.run.findings.traceHash) }
        return MergeRefusal(
            "\(place(one)) and \(place(other)) are the same cell (seed \(one.run.seed), replication "
                + "\(one.run.replication)), and one is \(hash(one)) and the other \(hash(other)); "
                + "`gemello replay --run \(one.run.id) --db \(sources[one.source].path) --verify` says which is right")
    }
}

extension MergeRun {
    func hasCell(of other: MergeRun) -> Bool {
        block == other.block && seed == other.seed && replication == other.replication
    }

    /// What stands for nothing comes behind the cell that it would be.
    fileprivate var numbers: (UInt64, UInt64, Int) { (seed, replication, isCell ? 0 : 1) }

    /// Asked for where the numbers are equal, which is rare.
    fileprivate var text: String { "\(started) \(wallTimeNanoseconds) \(findings.traceHash)" }
}
