import SimulationTestKit
import Synchronization
import Testing

/// Runs what is expected to fail, and gives the issues that it records instead of failing the test.
func issues(of body: () async throws -> Void) async throws -> [Issue] {
    let found = IssueList()
    try await withKnownIssue(isIntermittent: true) {
        try await body()
    } matching: { issue in
        found.all.withLock { $0.append(issue) }
        return true
    }
    return found.all.withLock { $0 }
}

private final class IssueList: Sendable {
    let all = Mutex<[Issue]>([])
}

extension SimulationOptions {
    /// For what fails whenever it is run.
    static var planted: SimulationOptions { SimulationOptions(verification: .none, keepsFailedSeeds: false) }
}

/// What processes tell a test.
final class Notes: Sendable {
    private let notes = Mutex<[String]>([])

    var all: [String] { notes.withLock { $0 } }

    func add(_ note: String) { notes.withLock { $0.append(note) } }
}
