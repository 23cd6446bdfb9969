import Twin

/// The runs of one scenario that differ in nothing but their randomness: each replication of each seed, those of one
/// seed together.
package struct RunSeries: Equatable, Sendable {
    /// Never empty.
    package let seeds: SeedRange
    /// Of each seed.
    package let replications: Int
    /// The number of the first of them.
    package let firstReplication: UInt64
    /// How many runs, at least one.
    package let count: Int

    /// - Parameter first: the number of the first replication; several are numbered from 0.
    /// - Throws: `SeedRange.Refusal`: they cannot be counted.
    package init(
        _ seeds: SeedRange, replications: Int = 1, from first: UInt64 = 0
    ) throws(SeedRange.Refusal) {
        precondition(replications == 1 || replications > 1 && first == 0, "Several replications are numbered from 0.")
        let (count, overflows) = seeds.count.multipliedReportingOverflow(by: replications)
        guard !overflows else { throw SeedRange.Refusal("with its replications it has more runs than can be counted") }
        self.seeds = seeds
        self.replications = replications
        firstReplication = first
        self.count = count
    }

    /// Seed and replication at a place, counted from 0.
    package subscript(index: Int) -> CellGroup.Member {
        .init(seed: seeds[index / replications], replication: firstReplication + UInt64(index % replications))
    }

    /// The place of a run; nil for one of another series.
    package func index(of member: CellGroup.Member) -> Int? {
        guard (seeds.first...seeds.last).contains(member.seed), member.replication >= firstReplication,
            member.replication - firstReplication < UInt64(replications)
        else { return nil }
        return Int(member.seed - seeds.first) * replications + Int(member.replication - firstReplication)
    }

    /// The seeds as they were written, and how often each.
    package var text: String {
        "seeds \(seeds.text)" + (replications == 1 ? "" : ", \(replications) replications each")
    }

    /// What tells a run of the series from the others, in words.
    package func name(of ticket: RunTicket) -> String {
        "seed \(ticket.seed)" + (replications == 1 ? "" : " replication \(ticket.replication)")
    }
}
