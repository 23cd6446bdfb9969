/// How long a run still takes, by the pace since it was first told of: what it took to set it up comes once and is no
/// part of that pace.
struct TimeLeft: Equatable {
    /// Since the program began, when the run was first told of.
    let firstSeconds: Double
    /// How much of the run was done then, 0 to 1.
    let firstShare: Double

    /// Before so much of a run was seen, a guess would be a multiple of the truth.
    private static let leastSeen = 0.02

    /// - Returns: in seconds; nil while there is too little to go by.
    func seconds(atSeconds now: Double, share: Double) -> Double? {
        let seen = share - firstShare
        guard seen >= Self.leastSeen, now > firstSeconds else { return nil }
        return (now - firstSeconds) / seen * (1 - share)
    }
}
