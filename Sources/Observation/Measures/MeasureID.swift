/// A kind of measure as a type, so that a measure is filled as what it is: filling a counter as a distribution does not
/// compile.
package protocol MeasureKind {
    static var kind: MeasureDefinition.Kind { get }
}

package enum DistributionMeasure: MeasureKind { package static var kind: MeasureDefinition.Kind { .distribution } }
package enum LevelMeasure: MeasureKind { package static var kind: MeasureDefinition.Kind { .level } }
package enum CounterMeasure: MeasureKind { package static var kind: MeasureDefinition.Kind { .counter } }
package enum ValueMeasure: MeasureKind { package static var kind: MeasureDefinition.Kind { .value } }

/// A declared measure: where it stands in the list.
package struct MeasureID<Kind: MeasureKind>: Sendable {
    /// Among all measures.
    package let place: Int
    /// Among those of its kind.
    let slot: Int

    package var definition: MeasureDefinition { MeasureCatalogue.all[place] }
}

/// The list while measures are being declared.
struct MeasureList {
    private(set) var definitions: [MeasureDefinition] = []

    /// - Parameters:
    ///   - name: lower case words, joined by underscores, behind the name of their group.
    ///   - unit: `s`, `1/s`, `%`, or the name of what is counted.
    ///   - meaning: a sentence for people.
    mutating func declare<Kind: MeasureKind>(
        _ name: String, _ unit: String, _ meaning: String, per family: MeasureDefinition.Family? = nil,
        _ direction: MeasureDefinition.Direction? = nil, isCost: Bool = false, in places: SummaryPlace...
    ) -> MeasureID<Kind> {
        precondition(definitions.allSatisfy { $0.name != name }, "Measure \(name) is declared twice.")
        precondition(
            family == nil || Kind.kind == .level || Kind.kind == .value,
            "Only levels and values are told apart by members of a family, and \(name) is neither.")
        let slot = definitions.count { $0.kind == Kind.kind }
        definitions.append(
            MeasureDefinition(
                name: name, kind: Kind.kind, unit: unit, meaning: meaning, family: family, direction: direction,
                isCost: isCost, places: places))
        return MeasureID(place: definitions.count - 1, slot: slot)
    }
}
