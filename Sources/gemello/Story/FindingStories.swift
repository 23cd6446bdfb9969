import Observation
import Results
import Twin

/// The stories of what a run found: of each promise that broke the first finding that concerns a payment.
struct FindingStories {
    private let ending: RunEnding

    init(_ ending: RunEnding) { self.ending = ending }

    /// Writes `I3-<payment>.md` and `I3-<payment>.svg` for each of them into a folder, which is made when absent. A run
    /// that found nothing is not repeated.
    /// - Returns: how many stories there are.
    /// - Throws: `Failure`, `ResultStoreError`.
    func write(to folder: String) throws -> Int {
        try OutputFolder.prepare(folder)
        guard !ending.findings.violations.isEmpty else { return 0 }
        let teller = StoryTeller(after: ending)
        let (listed, directory) = try teller.listing()
        var told: [(promise: String, subject: StorySubject)] = []
        for finding in listed.findings.violations where !told.contains(where: { $0.promise == finding.invariant }) {
            if let subject = directory.subject(of: finding) { told.append((finding.invariant, subject)) }
        }
        guard !told.isEmpty else { return 0 }
        let stories = try teller.stories(of: told.map(\.subject), in: directory, after: listed)
        for ((promise, subject), story) in zip(told, stories) {
            let name = "\(folder)/\(promise)-\(subject.payments.first?.id.description ?? subject.names[0])"
            try OutputFile.write(StoryMarkdown(story).text(), to: name + ".md")
            try OutputFile.write(StorySVG(story).text(), to: name + ".svg")
        }
        return told.count
    }
}
