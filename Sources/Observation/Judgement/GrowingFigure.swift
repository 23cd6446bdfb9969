/// A figure that only grows while a run goes on, so that a gate with an upper bound can be lost long before the end:
/// what is counted, how many samples there are, and the greatest of them.
package struct GrowingFigure: Sendable {
    enum Source {
        case counter(slot: Int)
        case grade(Violation.Grade)
        case invariant(Invariant)
        case samples(slot: Int, member: Int?)
        case greatest(slot: Int, member: Int?, step: Double)
    }

    let source: Source

    /// What is told of a measure on the way; nil where it is known at the end only, or may fall again.
    /// - Parameter tags: what measures of families are told apart by in the run.
    package init?(_ figure: MeasuredFigure, tags: MeasureTags) {
        guard let place = Self.place(of: figure.measure, tags) else { return nil }
        switch (place.definition.kind, figure.aggregate) {
        case (.counter, .value), (.counter, .count):
            // What faults did is counted when they are over.
            guard !figure.measure.hasPrefix("faults.") else { return nil }
            source = Self.violations(figure.measure) ?? .counter(slot: place.slot)
        case (.distribution, .count): source = .samples(slot: place.slot, member: place.member)
        case (.distribution, .max):
            let step = MeasureSet.step(in: place.definition.unit)
            source = .greatest(slot: place.slot, member: place.member, step: step)
        default: return nil
        }
    }

    /// Where a measure stands among those of its kind, and in its family.
    private static func place(
        of name: String, _ tags: MeasureTags
    ) -> (definition: MeasureDefinition, slot: Int, member: Int?)? {
        var slots: [MeasureDefinition] = []
        for definition in MeasureCatalogue.all {
            let slot = slots.count { $0.kind == definition.kind }
            slots.append(definition)
            if definition.name == name { return (definition, slot, nil) }
            let members = definition.family.map { tags.members(of: $0) } ?? []
            if let member = members.firstIndex(where: { definition.tagged($0).name == name }) {
                return (definition, slot, member)
            }
        }
        return nil
    }

    /// Broken promises are counted by their own log until the end.
    private static func violations(_ name: String) -> Source? {
        let group = "violations."
        guard name.hasPrefix(group) else { return nil }
        let word = String(name.dropFirst(group.count))
        return Violation.Grade(rawValue: word).map(Source.grade) ?? Invariant(rawValue: word).map(Source.invariant)
    }
}

extension Gate {
    /// Whether no figure that is greater than one beyond the bound could hold the gate again.
    package var isLostForGood: Bool { [.less, .lessOrEqual, .equal].contains(comparison) }

    /// Whether a figure that only grows has passed the bound.
    package func isLost(at value: Double) -> Bool {
        isLostForGood && value >= bound && !comparison.holds(value, bound)
    }
}
