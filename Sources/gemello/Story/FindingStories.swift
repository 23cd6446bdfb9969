import Foundation
import Observation
import Results
import Statistics
import Twin

/// The stories of what a run found: of each promise that broke the first finding that concerns a payment.
struct FindingStories {
    private let ending: RunEnding

    init(_ ending: RunEnding) { self.ending = ending }

    /// Writes `I3-<payment>.md` and `I3-<payment>.svg` for each of them into a folder, which is made when absent, in
    /// the place of those that an earlier run left there. A run that found nothing is not repeated.
    /// - Returns: what there is, and what there is not.
    /// - Throws: `Failure`, `ResultStoreError`.
    func write(to folder: String) throws -> Written {
        try OutputFolder.prepare(folder)
        try Self.clear(folder)
        guard !ending.findings.violations.isEmpty else { return Written() }
        let teller = StoryTeller(after: ending)
        let (listed, directory) = try teller.listing()
        var told: [(promise: String, subject: StorySubject)] = []
        for finding in listed.findings.violations where !told.contains(where: { $0.promise == finding.invariant }) {
            if let subject = directory.subject(of: finding) { told.append((finding.invariant, subject)) }
        }
        var written = Written(stories: told.count)
        for finding in listed.findings.violations where !told.contains(where: { $0.promise == finding.invariant }) {
            if !written.untold.contains(finding.invariant) { written.untold.append(finding.invariant) }
        }
        guard !told.isEmpty else { return written }
        let stories = try teller.stories(of: told.map(\.subject), in: directory, after: listed)
        for ((promise, subject), story) in zip(told, stories) {
            let name = "\(folder)/\(promise)-\(subject.payments.first?.id.description ?? subject.names[0])"
            try OutputFile.write(StoryMarkdown(story).text(), to: name + ".md")
            try OutputFile.write(StorySVG(story).text(), to: name + ".svg")
        }
        return written
    }

    /// Takes the files of an earlier run away, which would stand beside those of this one as if they were its own.
    private static func clear(_ folder: String) throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        for name in names where name.wholeMatch(of: #/I[0-9]+-[0-9a-f-]{36}\.(md|svg)/#) != nil {
            try FileManager.default.removeItem(atPath: "\(folder)/\(name)")
        }
    }

    /// What came of it.
    struct Written: Equatable {
        var stories = 0
        /// The promises that broke, and none of whose findings is about a payment.
        var untold: [String] = []

        /// In a sentence, without the folder.
        var text: String {
            let told = stories == 1 ? "1 story of a finding" : "\(HumanUnits.grouped(stories)) stories of findings"
            return told + (untold.isEmpty ? "" : " (none of \(untold.joined(separator: ", ")): no payment is theirs)")
        }
    }
}
