import Observation
import Scenarios

extension SeriesGate {
    /// A gate that a choice must keep: over the runs that it says itself; one that says nothing on every run where it
    /// wants equality, since one run then shows that it is not kept, and else on the mean of the runs.
    package init(keeping gate: Gate) {
        let usual: GateScope = gate.comparison == .equal ? .everySeed : .mean
        self.init(gate, over: gate.scope == .everySeed ? usual : gate.scope)
    }

    /// Reads `MEASURE AGGREGATE < VALUE`; without the aggregate the usual one is taken, and a rate that is named as one
    /// per second may do without its unit: `intermediary.calls_per_s < 20`.
    /// - Parameter tags: what measures of families may be told apart by.
    /// - Throws: `GateError`, which says where in the text, what is wrong and the way out.
    package init(keeping text: String, tags: MeasureTags) throws(GateError) {
        let completed = Self.completed(text, tags)
        self.init(keeping: try Gate(reading: completed, tags: tags))
    }

    /// As it was where nothing is missing.
    private static func completed(_ text: String, _ tags: MeasureTags) -> String {
        guard let place = text.firstIndex(where: { "<>=".contains($0) }),
            let figure = try? MeasuredFigure(reading: String(text[..<place]), tags: tags)
        else { return text }
        let behind = text[place...]
        let bound = behind.drop { "<>= ".contains($0) }
        let isBare = !bound.isEmpty && bound.allSatisfy { $0.isNumber || $0 == "." }
        let unit = figure.unit == "1/s" && figure.measure.contains("per_s") && isBare ? "/s" : ""
        return "\(figure.measure) \(figure.aggregate.text) \(behind)\(unit)"
    }
}
