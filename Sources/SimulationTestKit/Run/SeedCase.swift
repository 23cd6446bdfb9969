/// One seed as a call of `simulate` runs it: what everything that is told of it begins and ends with.
struct SeedCase {
    let seed: UInt64
    let options: SimulationOptions
    let test: TestIdentity
    /// Which of the seeds that are run, from 1.
    let place: Int
    /// Of seeds that would be run.
    let count: UInt64

    /// That it fails, and how it was run.
    var head: String {
        let replication = options.replication == 0 ? "" : ", replication \(options.replication)"
        return "Seed \(seed) fails\(replication), schedule \(options.schedule), wire \(options.wire)"
    }

    /// How it is run again, and how far the call had come.
    var tail: String {
        "Repeat it: \(test.command(repeating: seed))\nIt was number \(place) of \(count) seeds."
    }
}
