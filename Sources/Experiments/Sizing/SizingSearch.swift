import Statistics

/// Finds the best choice that keeps every gate, with as few runs as the confidence allows.
///
/// It is a value without a run in it: ``next()`` says which choices need how many runs, who makes them hands in what
/// they found, and asks again. What it does follows from what was found alone, so that an interrupted search goes on to
/// the same answer.
///
/// Each choice is judged after its first runs and, as long as a gate is undecided, after twice as many. The error that
/// the confidence leaves is shared out among all judgements that there may be (Bonferroni). Along one axis of many
/// values the first choices lie from end to end, and the search goes on by bisection as long as no gate's figure has
/// turned between any of those that ran; else every choice is run. Of several axes whose merit is known the best choice
/// goes first. Where only runs can tell which choice is better, `KimNelson` chooses among those that keep the gates.
package struct SizingSearch: Sendable {
    /// What is to be done.
    package enum Action: Sendable {
        /// These choices need so many runs.
        case run([Order])
        /// It is found, or known that it cannot be.
        case answer(SizingAnswer)
    }

    /// So many runs of a choice, those that there are among them.
    package struct Order: Sendable, Equatable {
        /// Among ``points``.
        package let point: Int
        /// In all.
        package let runs: Int
    }

    package let space: SizingSpace
    package let gates: [SeriesGate]
    package let effort: SizingEffort
    /// The grid, then what was put between its values.
    package private(set) var points: [SizingPoint]
    /// Of one judgement of one gate.
    package let gateConfidence: Double

    /// - Parameter gates: at least one.
    package init(_ space: SizingSpace, gates: [SeriesGate], effort: SizingEffort = SizingEffort()) {
        precondition(!gates.isEmpty, "A choice without a gate to keep is none.")
        precondition(effort.first >= 2 && effort.atMost >= effort.first, "A spread is that of two runs.")
        (self.space, self.gates, self.effort) = (space, gates, effort)
        points = space.grid
        let error = 1 - (space.objective.isKnown ? effort.confidence : effort.selectionConfidence)
        let judgements = (points.count + space.besideMax) * gates.count * effort.looks.count
        gateConfidence = 1 - error / Double(judgements)
    }

    /// Takes in the next run of a choice, in the order of the series.
    package mutating func take(_ run: SizingRun, of point: Int) {
        precondition(run.figures.count == gates.count, "A run says something of each gate.")
        points[point].take(run)
        // Between two looks nothing is judged: each judgement more would be one more chance to err.
        guard effort.looks.contains(points[point].runs.count) else { return }
        points[point].judge(by: gates, confidence: gateConfidence)
    }

    /// What is to be done, by all that has been found so far.
    package mutating func next() -> Action {
        let survey = SizingSurvey(self)
        if !survey.orders.isEmpty { return .run(survey.orders) }
        var selection = SizingSelection(self, among: survey.held)
        if !selection.orders.isEmpty { return .run(selection.orders) }
        guard let target = selection.best else { return .answer(SizingAnswer(of: self, survey.way)) }
        let neighbours = besides(target)
        let orders = neighbours.joined().compactMap(order)
        if !orders.isEmpty { return .run(orders) }
        selection.equals.removeAll { $0 == target }
        return .answer(
            SizingAnswer(of: self, survey.way, target: target, neighbours: neighbours, equals: selection.equals))
    }

    // MARK: Judgement

    /// What the runs of a choice say of each gate; nothing before it had its first runs.
    package func results(at point: Int) -> [SeriesGateResult] { points[point].results }

    /// Held when every gate is, missed when one is.
    package func verdict(at point: Int) -> SeriesGateResult.Verdict {
        let results = points[point].results
        if results.contains(where: { $0.verdict == .missed }) { return .missed }
        return results.isEmpty || results.contains { $0.verdict == .undecided } ? .undecided : .held
    }

    /// What a choice still needs; nil when it is decided, or has had as many runs as it may.
    func order(_ point: Int) -> Order? {
        let runs = points[point].runs.count
        guard runs >= effort.first else { return Order(point: point, runs: effort.first) }
        guard verdict(at: point) == .undecided else { return nil }
        return effort.looks.first { $0 > runs }.map { Order(point: point, runs: $0) }
    }

    // MARK: Neighbourhood

    /// Along each axis the places of the neighbours, which are put between those of the grid where there are finer
    /// values.
    private mutating func besides(_ target: Int) -> [[Int]] {
        space.axes.indices.map { axis in
            space.beside(points[target], onAxis: axis).map { neighbour in
                if let known = points.firstIndex(where: { $0.settings == neighbour.settings }) { return known }
                points.append(neighbour)
                return points.count - 1
            }
        }
    }
}
