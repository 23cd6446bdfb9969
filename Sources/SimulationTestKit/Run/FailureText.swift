import VirtualTime

/// What is said of a seed that failed.
struct FailureText: CustomStringConvertible {
    private let run: SeedRun
    private let options: SimulationOptions
    private let test: TestIdentity
    private let place: Int
    private let count: Int
    private let memo: String

    /// - Parameters:
    ///   - place: which of the seeds that are run, from 1.
    ///   - count: of seeds that would be run.
    ///   - memo: whether the seed is tried first next time, in words.
    init(
        _ run: SeedRun, _ options: SimulationOptions, _ test: TestIdentity, place: Int, of count: Int, _ memo: String
    ) {
        self.run = run
        self.options = options
        self.test = test
        self.place = place
        self.count = count
        self.memo = memo
    }

    /// So many failures are told of one seed.
    private static let most = 20

    var description: String {
        let replication = options.replication == 0 ? "" : ", replication \(options.replication)"
        let head =
            "Seed \(run.seed) fails\(replication), schedule \(options.schedule), wire \(options.wire), after "
            + "\(run.elapsed.told) of virtual time, trace \(run.trace.text):"
        let more = run.failures.count - Self.most
        let failures = run.failures.prefix(Self.most).map { "- \($0)" } + (more > 0 ? ["- and \(more) more"] : [])
        let tail = [
            "Repeat it: \(test.command(repeating: run.seed))",
            "It was number \(place) of \(count) seeds. \(memo)",
        ]
        return ([head] + failures + tail).joined(separator: "\n")
    }
}

extension TraceHash {
    /// 16 hexadecimal digits.
    var text: String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
