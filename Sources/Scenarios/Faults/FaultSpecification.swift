import VirtualTime

/// One fault: what befalls whom, when it begins and how long it lasts.
package struct FaultSpecification: Equatable, Sendable {
    /// Tells it from the others of its scenario, whatever else it says; nil when what it says does.
    package var name: String?
    /// A name or a pattern of what the kind is aimed at; of a link two of them, `a -> b`. Nil where a moment says who.
    package var target: String?
    /// When it begins.
    package var beginning: FaultBeginning
    /// How long each occurrence lasts; nil for what happens at one instant, and for what ends with its window.
    package var length: FaultTime?
    /// What it does.
    package var effect: FaultEffectKind

    init(
        _ effect: FaultEffectKind, named name: String? = nil, target: String? = nil, _ beginning: FaultBeginning,
        length: FaultTime? = nil
    ) {
        self.name = name
        self.effect = effect
        self.target = target
        self.beginning = beginning
        self.length = length
    }

    var kind: FaultKind { effect.kind }
    /// The word of `kind:`.
    package var word: String { kind.rawValue }
    /// Its row of the table of kinds.
    package var definition: FaultDefinition { .of(kind) }

    /// In one line of YAML that reads back equal.
    package var text: String { entry.text }

    /// The target's patterns: one, or both ends of a link.
    package var targetPatterns: [NamePattern] { target.map(definition.target.patterns) ?? [] }
}

extension FaultTargetKind {
    /// The patterns of names in a target of this sort: one, or both ends of a link.
    func patterns(in target: String) -> [NamePattern] {
        guard self == .link else { return [NamePattern(target)] }
        return target.split(separator: "->", omittingEmptySubsequences: false).map { end in
            NamePattern(String(end.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()))
        }
    }
}
