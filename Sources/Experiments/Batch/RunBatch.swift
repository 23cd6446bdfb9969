import Foundation
import Twin

/// Runs tickets side by side, each on a thread of its own, and hands over their endings in order, so that what comes
/// out is the same at any width. One at a time they run on the thread that calls: the first thread's memory has large
/// pages, which saves a run of poll-flood 3 % of its time.
package struct RunBatch: Sendable {
    /// A simulation can tell its own jobs from those of 126 others; some room is left for what is just ending.
    package static let mostAtOnce = 100

    /// What one ticket came to.
    package struct Result: Sendable {
        /// What was to be run.
        package var ticket: RunTicket
        /// Wall-clock instant.
        package var started: Date
        /// How it ended, or why it has no ending.
        package var ending: Swift.Result<RunEnding, TwinRunError>
    }

    private let count: Int
    private let width: Int
    private let ticket: @Sendable (Int) -> RunTicket
    private let cancellation: RunCancellation

    /// Whether each ticket is run twice and compared.
    package var verifies = false
    /// Where a ticket's topics are written; none are when nil.
    package var topicsDirectory: (@Sendable (RunTicket) -> String)?
    /// Where a ticket's calls over the network are written; none are when nil.
    package var callsDirectory: (@Sendable (RunTicket) -> String)?
    /// Hears how the runs go.
    package var watcher: (any RunWatcher)?

    /// - Parameters:
    ///   - width: how many run at a time; as many as there are cores when nil.
    ///   - cancellation: ends the runs that are on their way, and begins no other.
    ///   - ticket: the one with a number from 0 to `count`, asked for on the thread that runs it.
    package init(
        count: Int, width: Int? = nil, cancellation: RunCancellation, ticket: @escaping @Sendable (Int) -> RunTicket
    ) {
        precondition(count > 0, "A batch has something to run.")
        self.count = count
        self.width = min(width ?? ProcessInfo.processInfo.activeProcessorCount, Self.mostAtOnce, count)
        self.cancellation = cancellation
        self.ticket = ticket
    }

    /// How many run at a time.
    package var atOnce: Int { width }

    /// Returns when every run that was begun has ended and was handed over.
    /// - Parameter deliver: gets the results in order, on the thread that calls; after a `false` no other run is begun.
    package func run(deliver: (Result) -> Bool) {
        guard width > 1 else {
            for number in 0..<count where !deliver(job(number)) { return }
            return
        }
        SideBySide(count: count, width: width, job: job).run { _, result in deliver(result) }
    }

    private func job(_ number: Int) -> Result {
        let ticket = ticket(number)
        let started = Date()
        if cancellation.isCancelled { return Result(ticket: ticket, started: started, ending: .failure(.cancelled)) }
        var options = RunOptions(
            topicsDirectory: topicsDirectory?(ticket), callsDirectory: callsDirectory?(ticket),
            cancellation: cancellation)
        if let watcher { options.progress = { watcher.progressed(ticket, $0) } }
        let run = TwinRun(ticket, options: options)
        watcher?.begins(ticket)
        let ending = Swift.Result { () throws(TwinRunError) in try verifies ? run.verify() : run.run() }
        let isWhole = if case .failure(.cancelled) = ending { false } else { true }
        watcher?.ends(ticket, isWhole: isWhole)
        return Result(ticket: ticket, started: started, ending: ending)
    }
}

/// Hears how runs go, each on the thread that runs it.
package protocol RunWatcher: Sendable {
    func begins(_ ticket: RunTicket)
    /// Called often, between two slices of virtual time.
    func progressed(_ ticket: RunTicket, _ progress: RunProgress)
    /// - Parameter isWhole: false after a run that was broken off.
    func ends(_ ticket: RunTicket, isWhole: Bool)
}
