/// The parts of a summary that people read first: the three questions of an architect, and what surrounds them. All
/// measures are in the database, the CSV files and the JSON object.
public enum SummarySection: Sendable, Equatable, CaseIterable {
    /// How loaded the poller is, how fast states converge, how many checkouts go through, and what surrounds these.
    case poller, convergence, checkout, around
    /// What else went wrong, counted in one sentence.
    case meanwhile

    /// The words above the section's lines.
    public var heading: String {
        switch self {
        case .poller: "How loaded is the poller?"
        case .convergence: "How fast do states converge?"
        case .checkout: "How many checkouts go through?"
        case .around: "And around them"
        case .meanwhile: "Meanwhile"
        }
    }

    /// The measures that the section shows, in its order, with the words that it has for each.
    public var lines: [SummaryLine] {
        MeasureCatalogue.all
            .flatMap { definition in definition.places.map { (definition, $0) } }
            .filter { $0.1.section == self }
            .sorted { $0.1.line < $1.1.line }
            .map { SummaryLine(measure: $0.0.name, words: $0.1.words, note: $0.1.note) }
    }
}

/// A measure as a section of a summary shows it.
public struct SummaryLine: Sendable, Equatable {
    /// Of the measure.
    public var measure: String
    /// What the line calls it, without its unit.
    public var words: String
    /// What must be known to read the figure right, in a line below it; nil for most.
    public var note: String?
}

/// Where a summary shows a measure, and in which words.
public struct SummaryPlace: Sendable, Equatable {
    /// The section that shows it.
    public var section: SummarySection
    /// Within the section, from 1; no two measures share one.
    public var line: Int
    /// What its line there calls it.
    public var words: String
    /// What must be known to read the figure right, in a line below it; nil for most.
    public var note: String?

    init(_ section: SummarySection, _ line: Int, _ words: String, note: String? = nil) {
        self.section = section
        self.line = line
        self.words = words
        self.note = note
    }
}
