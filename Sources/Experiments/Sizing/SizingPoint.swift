import Statistics

/// One choice that is sized: what it sets, and what its runs found.
package struct SizingPoint: Sendable {
    /// One for each axis.
    package let settings: [SweepPoint.Setting]
    /// The value's place on each axis; nil for one that was put between those of the grid.
    package let places: [Int]?
    /// Seconds, or the number, behind each setting; nil for what has no order.
    package let numbers: [Double?]
    /// What makes it better than others, greater being better; nil where only runs can tell.
    package let merit: Double?
    /// One after the other, in the order of the series.
    package private(set) var runs: [SizingRun] = []
    /// What the runs said of each gate when the choice was judged last.
    package private(set) var results: [SeriesGateResult] = []

    init(settings: [SweepPoint.Setting], places: [Int]?, numbers: [Double?], merit: Double?) {
        self.settings = settings
        self.places = places
        self.numbers = numbers
        self.merit = merit
    }

    mutating func take(_ run: SizingRun) { runs.append(run) }

    mutating func judge(by gates: [SeriesGate], confidence: Double) {
        results = gates.indices.map { gates[$0].judge(figures(ofGate: $0), confidence: confidence) }
    }

    /// What each run says of a gate.
    package func figures(ofGate gate: Int) -> [RunFigure] { runs.map { $0.figures[gate] } }

    /// Of what the objective asks of runs.
    package var objective: RunningMean { RunningMean(of: runs.compactMap(\.objective)) }

    /// In words, short enough for a row.
    package var label: String { settings.map(\.value).joined(separator: ", ") }
}

/// What one run of a choice found.
package struct SizingRun: Sendable, Equatable {
    /// What it says of each gate.
    package let figures: [RunFigure]
    /// What the objective asks; nil where the run has no such figure, and where the objective asks nothing of runs.
    package let objective: Double?

    /// A run that says this.
    package init(_ figures: [RunFigure], objective: Double? = nil) {
        self.figures = figures
        self.objective = objective
    }
}
