import Observation
import Statistics
import Twin

/// What the runs of one scenario came to, figure by figure: the same whatever order they came in.
package struct PointTally: Sendable {
    /// In how many runs a gate held.
    package struct GateShare: Sendable, Equatable {
        /// As the scenario wrote it, and over what it is judged where that is not each run.
        package var expression: String
        /// How many runs held it.
        package var held = 0
        /// How many were judged.
        package var judged = 0
    }

    /// Of each figure the value at each place of the series; not a number where there is none.
    private var values: [[Double]]
    /// How many runs were taken, crashed ones too.
    package private(set) var runs = 0
    /// Of any run.
    package private(set) var worst = Verdict.held
    /// In the order of the scenario.
    package private(set) var gates: [GateShare] = []

    private var gateTally = GateTally()
    private let members: Int

    /// - Parameter members: how many runs the series has.
    init(figures: Int, members: Int) {
        self.members = members
        values = Array(repeating: Array(repeating: .nan, count: members), count: figures)
    }

    /// The figures of a run that came halfway are no figures of a whole one.
    mutating func add(_ ending: RunEnding, at member: Int, _ figures: [MeasuredFigure]) {
        runs += 1
        worst = max(worst, ending.findings.verdict)
        gateTally.add(ending, at: member)
        guard ending.findings.crash == nil else { return }
        guard ending.isWhole else { return addAborted(ending) }
        for (place, figure) in figures.enumerated() {
            let found = figure.value(in: ending.findings.measures, duration: ending.findings.virtualTime)
            values[place][member] = found ?? .nan
        }
        let asked = ending.ticket.scenario.gates
        let isAligned = asked.count == ending.findings.gates.count
        for (place, gate) in ending.findings.gates.enumerated() {
            if place == gates.count {
                gates.append(GateShare(expression: isAligned ? asked[place].text : gate.expression))
            }
            gates[place].judged += 1
            if gate.held { gates[place].held += 1 }
        }
    }

    /// What ended a run is judged, and nothing else.
    private mutating func addAborted(_ ending: RunEnding) {
        if gates.isEmpty { gates = ending.ticket.scenario.gates.map { GateShare(expression: $0.expression) } }
        for gate in ending.findings.gates {
            guard let place = gates.firstIndex(where: { $0.expression == gate.expression }) else { continue }
            gates[place].judged += 1
        }
    }

    /// The scenario's gates, judged by the runs that there are.
    package var gateResults: [SeriesGateResult] { gateTally.results(of: members) }

    /// Over the runs that have the figure.
    package func mean(of figure: Int) -> RunningMean {
        var mean = RunningMean()
        for value in values[figure] { mean.add(value) }
        return mean
    }

    /// By how much the figure is greater here than there, run by run of one seed and replication: what the citizens of
    /// a seed bring along stands on both sides and falls out.
    package func difference(of figure: Int, from other: PointTally) -> RunningMean {
        var mean = RunningMean()
        for (here, there) in zip(values[figure], other.values[figure]) { mean.add(here - there) }
        return mean
    }
}

/// What a sweep came to.
package struct SweepTally: Sendable {
    /// Whether a point is the best or the worst of a figure.
    package enum Standing: Sendable, Equatable { case best, worst }

    /// What is asked of each point.
    package let figures: [MeasuredFigure]
    private let blocks: [Int]
    private var tallies: [PointTally]

    /// Nothing has been added yet.
    package init(_ plan: SweepPlan, figures: [MeasuredFigure]) {
        self.figures = figures
        blocks = plan.points.map(\.block)
        tallies = Array(
            repeating: PointTally(figures: figures.count, members: plan.series.count), count: plan.blockCount)
    }

    /// Takes in the run of a cell.
    package mutating func add(_ ending: RunEnding, of cell: SweepPlan.Cell) {
        tallies[cell.block].add(ending, at: cell.member, figures)
    }

    /// How many runs were taken.
    package var runs: Int { tallies.reduce(0) { $0 + $1.runs } }

    /// Of any run.
    package var worst: Verdict { tallies.map(\.worst).max() ?? .held }

    /// What a point came to.
    package subscript(point: Int) -> PointTally { tallies[blocks[point]] }

    /// Which points have the best and the worst mean of a figure, by its own direction; none where it has none, or all
    /// are alike.
    package func standings(of figure: Int) -> [Standing?] {
        let means = blocks.map { block -> Double? in
            let mean = tallies[block].mean(of: figure)
            return mean.count > 0 ? mean.mean : nil
        }
        let known = means.compactMap(\.self)
        guard let direction = figures[figure].direction, let low = known.min(), let high = known.max(), low < high
        else { return means.map { _ in nil } }
        let (best, worst) = direction == .lowerIsBetter ? (low, high) : (high, low)
        return means.map { $0 == best ? .best : $0 == worst ? .worst : nil }
    }
}
