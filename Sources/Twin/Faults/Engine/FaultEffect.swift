/// What one fault does to the part of the installation that it befalls. The engine says when.
protocol FaultEffect: AnyObject {
    /// - Parameter end: nanoseconds of virtual time at which it will end.
    func begin(until end: Int64)
    /// Puts right what `begin` did.
    func end()
    /// The begin of healing: also what is no matter of a length is put right, as a crashed process or a clock.
    func heal()
    /// What it has touched so far, in all its occurrences.
    var hits: UInt64 { get }
    /// When it happened; nil when the engine let it begin and so knows by itself.
    var episodes: FaultEpisodes? { get }
}

/// How often something happened, and when first and last, in nanoseconds of virtual time.
struct FaultEpisodes: Sendable {
    var count: UInt64
    var first: Int64?
    var last: Int64?
}

extension FaultEffect {
    func heal() {}
    var episodes: FaultEpisodes? { nil }
}
