import VirtualTime

/// What is said of a seed that failed.
struct FailureText: CustomStringConvertible {
    private let run: SeedRun
    private let seedCase: SeedCase
    private let memo: String

    /// - Parameter memo: whether the seed is tried first next time, in words.
    init(_ run: SeedRun, _ seedCase: SeedCase, _ memo: String) {
        self.run = run
        self.seedCase = seedCase
        self.memo = memo
    }

    /// So many failures are told of one seed.
    private static let most = 20

    var description: String {
        let head = "\(seedCase.head), after \(run.elapsed.told) of virtual time, trace \(run.trace.text):"
        let more = run.failures.count - Self.most
        let failures = run.failures.prefix(Self.most).map { "- \($0)" } + (more > 0 ? ["- and \(more) more"] : [])
        return ([head] + failures + ["\(seedCase.tail) \(memo)"]).joined(separator: "\n")
    }
}
