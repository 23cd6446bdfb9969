/// A kind of measure as a type, so that a measure is filled as what it is: filling a counter as a distribution does not
/// compile.
protocol MeasureKind {
    static var kind: MeasureDefinition.Kind { get }
}

enum DistributionMeasure: MeasureKind { static var kind: MeasureDefinition.Kind { .distribution } }
enum LevelMeasure: MeasureKind { static var kind: MeasureDefinition.Kind { .level } }
enum CounterMeasure: MeasureKind { static var kind: MeasureDefinition.Kind { .counter } }
enum ValueMeasure: MeasureKind { static var kind: MeasureDefinition.Kind { .value } }
enum CostMeasure: MeasureKind { static var kind: MeasureDefinition.Kind { .cost } }

/// A declared measure: where it stands in the list.
struct MeasureID<Kind: MeasureKind>: Sendable {
    /// Among all measures.
    let place: Int
    /// Among those of its kind.
    let slot: Int

    var definition: MeasureDefinition { MeasureCatalogue.all[place] }
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
        _ direction: MeasureDefinition.Direction? = nil, in places: SummaryPlace...
    ) -> MeasureID<Kind> {
        precondition(definitions.allSatisfy { $0.name != name }, "Measure \(name) is declared twice.")
        precondition(
            family == nil || Kind.kind == .distribution || Kind.kind == .level || Kind.kind == .value,
            "Counters and costs are not told apart by members of a family, and \(name) is one.")
        let slot = definitions.count { $0.kind == Kind.kind }
        definitions.append(
            MeasureDefinition(
                name: name, kind: Kind.kind, unit: unit, meaning: meaning, family: family, direction: direction,
                places: places))
        return MeasureID(place: definitions.count - 1, slot: slot)
    }
}
