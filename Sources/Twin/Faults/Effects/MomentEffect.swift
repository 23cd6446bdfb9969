/// A fault that the board of moments carries out by itself, where a service reaches its moment.
final class MomentEffect: FaultEffect {
    private let board: MomentBoard
    private let rule: Int

    /// - Parameter rule: its position on the board.
    init(_ board: MomentBoard, rule: Int) {
        self.board = board
        self.rule = rule
    }

    func begin(until end: Int64) { preconditionFailure("The moment alone lets it begin.") }
    func end() {}
    var hits: UInt64 { UInt64(board.tallies[rule].hits) }

    var episodes: FaultEpisodes? {
        let tally = board.tallies[rule]
        return FaultEpisodes(
            count: UInt64(tally.hits), first: tally.firstHit?.nanoseconds, last: tally.lastHit?.nanoseconds)
    }
}
