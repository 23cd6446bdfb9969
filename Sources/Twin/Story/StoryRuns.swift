import Observation
import Scenarios
import VirtualTime

/// Runs that are repeated for their stories: first to learn who is in them, then with every door recorded.
extension TwinRun {
    /// Runs, and says whom stories can be told of.
    /// - Throws: what `run` throws.
    package func listing() throws(TwinRunError) -> (ending: RunEnding, directory: PaymentDirectory) {
        let listener = DirectoryListener()
        let ending = try run(journal: nil, listener)
        return (ending, listener.directory)
    }

    /// Runs once more and records the stories of `subjects`, of the same ticket's listing.
    /// - Parameter directory: finds out which findings belong to whom.
    /// - Throws: what `run` throws.
    package func stories(
        of subjects: [StorySubject], in directory: PaymentDirectory
    ) throws(TwinRunError) -> (ending: RunEnding, stories: [RecordedStory]) {
        let listener = StoryListener(subjects)
        let ending = try run(journal: nil, listener)
        let heading = RecordedStory.Run(
            scenario: ticket.scenario.name, seed: ticket.seed, replication: ticket.replication,
            traceHash: ending.findings.traceHash, startSeconds: scenario.start.unixSeconds)
        let stories = zip(subjects, listener.events).map { subject, events in
            RecordedStory(
                heading, of: subject, events,
                findings: ending.findings.violations.filter { directory.subject(of: $0) == subject })
        }
        return (ending, stories)
    }

    /// How many stories can be recorded in one run.
    package static var storiesMax: Int { StoryKeys.storiesMax }
}

/// Keeps of a run whom stories can be told of.
private final class DirectoryListener: RunListener {
    private(set) var directory = PaymentDirectory(tenants: [])

    func listen(to installation: Installation) {
        directory = PaymentDirectory(tenants: installation.witness.tenants)
        installation.witness.listener = directory
    }

    func listen(to faults: FaultEngine) {}

    func stop(listeningTo installation: Installation) { installation.witness.listener = nil }
}

/// Keeps of a run the stories that are asked for.
private final class StoryListener: RunListener {
    private let subjects: [StorySubject]
    private var recorder: StoryRecorder?

    init(_ subjects: [StorySubject]) { self.subjects = subjects }

    /// What was recorded, of each subject.
    var events: [[StoryEvent]] { recorder?.finish() ?? [] }

    func listen(to installation: Installation) {
        let recorder = StoryRecorder(subjects, of: installation)
        self.recorder = recorder
        recorder.listen(to: installation)
    }

    func listen(to faults: FaultEngine) {
        faults.onChange = { [weak recorder] in recorder?.faultChanged($0, begins: $1) }
    }

    func stop(listeningTo installation: Installation) {
        installation.network.recorder = nil
        installation.kafka.recorder = nil
        installation.witness.listener = nil
        for store in [installation.store, installation.database] { store.recorder = nil }
        installation.processBegan = nil
        installation.moments?.onAct = nil
    }
}
