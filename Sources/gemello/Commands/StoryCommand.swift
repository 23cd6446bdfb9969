import ArgumentParser
import Foundation
import Observation
import Results
import Scenarios
import Twin

/// `gemello story`: everything that happened to one payment, in order.
struct StoryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "story", abstract: "Tell the story of one payment: every message, write and answer, in order.",
        discussion: """
            The run is repeated twice, once to learn who is in it and once with everything recorded that concerns the \
            application of this payment; its trace hash is the same. A story is a line an event with a column for \
            each service; `*` marks what changed. `--list` says of whom a story can be told.
            """)

    @Argument(
        help: ArgumentHelp(
            "A run of the database by its number, or a file: a scenario or a ticket.", valueName: "run|scenario"))
    var source: String

    @Argument(
        help: ArgumentHelp(
            "The id of a payment or an application, a notice number or an IUV, or the beginning of one.",
            valueName: "payment"))
    var payment: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Seed of every random stream; the scenario's or the ticket's own when absent.",
            valueName: "n"),
        transform: OptionValue.wholeNumber(0...UInt64.max))
    var seed: UInt64?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Of a scenario: which of the independent repetitions of a seed.", valueName: "n"),
        transform: OptionValue.wholeNumber(0...UInt64.max))
    var replication: UInt64?

    @Option(help: ArgumentHelp("Of a scenario: set a value, as `gemello run` does.", valueName: "path=value"))
    var set: [String] = []

    @Option(help: ArgumentHelp("The database that keeps the run.", valueName: "file"))
    var db: String?

    @Flag(help: "List the payments of the run instead, those that fit the four filters.")
    var list = false

    @Option(
        help: ArgumentHelp("Only payments that end in this status, such as COMPLETE.", valueName: "status"),
        transform: { word in
            let status = word.uppercased()
            guard StoryFilter.statuses.contains(status) else {
                throw ValidationError("there are \(StoryFilter.statuses.joined(separator: ", "))")
            }
            return status
        })
    var status: String?

    @Option(
        help: ArgumentHelp("Only payments for which this promise broke, such as I3.", valueName: "promise"),
        transform: { word in
            guard let promise = Invariant(rawValue: word.uppercased()) else {
                throw ValidationError("`gemello promises` lists them")
            }
            return promise
        })
    var finding: Invariant?

    @Option(help: ArgumentHelp("Only payments of the tenant with this name.", valueName: "name"))
    var tenant: String?

    @Option(
        help: ArgumentHelp(
            "Only payments with this anomaly: \(StoryAnomaly.allCases.map(\.rawValue).joined(separator: ", ")).",
            valueName: "word"),
        transform: { word in
            guard let anomaly = StoryAnomaly(rawValue: word) else {
                throw ValidationError("there are \(StoryAnomaly.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            return anomaly
        })
    var anomaly: StoryAnomaly?

    @Flag(help: "Show bodies as well, each as the JSON text of the real wire.")
    var bodies = false

    @Flag(help: "Print Markdown: a Mermaid diagram, then every event with its body.")
    var markdown = false

    @Flag(help: "Print a Mermaid sequence diagram.")
    var mermaid = false

    @Option(help: ArgumentHelp("Write a drawing of the story into this file.", valueName: "file"))
    var svg: String?

    @Option(help: ArgumentHelp("Write the story for Perfetto into this file.", valueName: "file"))
    var trace: String?

    func validate() throws {
        guard list || payment != nil else { throw ValidationError("give a payment, or --list to see which there are") }
        let filters = [
            ("--status", status != nil), ("--finding", finding != nil), ("--tenant", tenant != nil),
            ("--anomaly", anomaly != nil),
        ]
        if !list, let (option, _) = filters.first(where: \.1) {
            throw ValidationError("\(option) is of use with --list only")
        }
        let forms = [
            ("--markdown", markdown), ("--mermaid", mermaid), ("--bodies", bodies), ("--svg", svg != nil),
            ("--trace", trace != nil),
        ]
        if list, let (option, _) = forms.first(where: \.1) {
            throw ValidationError("\(option) shows one story, --list all that there are; keep one of the two")
        }
        guard !list || payment == nil else { throw ValidationError("--list lists; leave the payment out") }
        guard svg == nil || svg != trace else {
            throw ValidationError("--svg and --trace name the same file; give each one of its own")
        }
        guard !markdown || !mermaid else { throw ValidationError("--markdown and --mermaid exclude each other") }
        guard !bodies || !markdown && !mermaid else {
            throw ValidationError("--bodies is of the terminal's form; Markdown has them, a diagram none")
        }
    }

    func run() throws {
        let origin = try StorySource(
            name: source, seed: seed, replication: replication, settings: set, database: db)
        Interruption.listen()
        let teller = StoryTeller(origin)
        let (ending, directory) = try teller.listing()
        if list { return try printList(ending, directory) }
        let subject: StorySubject
        do { subject = try directory.search(payment ?? "") } catch { throw Failure("\(source): \(error)") }
        guard let story = try teller.stories(of: [subject], in: directory, after: ending).first else {
            preconditionFailure("One story was asked for.")
        }
        if let svg { try OutputFile.write(StorySVG(story).text(), to: svg) }
        if let trace { try OutputFile.write(StoryTrace(story).text(), to: trace) }
        try print(story)
    }

    private func print(_ story: RecordedStory) throws {
        if markdown { return try StandardOutput.write(StoryMarkdown(story).text()) }
        if mermaid { return try StandardOutput.write(StoryMermaid(story).text()) }
        let text = StoryText(story, isColoured: StandardOutput.isColourful, showsBodies: bodies)
        // Colours are what a terminal shall obey; everything else in it is escaped already.
        try StandardOutput.write(raw: text.text())
    }

    private func printList(_ ending: RunEnding, _ directory: PaymentDirectory) throws {
        let filter = StoryFilter(status: status, finding: finding, tenant: tenant, anomaly: anomaly)
        let found = filter.take(from: directory, ending.findings.violations)
        guard !found.isEmpty else {
            let tenants = Array(Swift.Set(directory.subjects.map(\.tenant))).sorted().prefix(6)
            let advice = tenant == nil ? "" : "; tenants are \(tenants.joined(separator: ", "))"
            throw Failure("\(source): none of its \(directory.subjects.count) applications fits\(advice)")
        }
        try StandardOutput.write(StoryList(found).text())
    }
}
