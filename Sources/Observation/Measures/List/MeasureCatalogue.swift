/// Every measure of a run, each declared once, in the order of the summary: how loaded is the poller, how fast do
/// states converge, how many checkouts go through, then what surrounds them. Names are an interface.
public enum MeasureCatalogue {
    /// All of them, without the members of families.
    public static var all: [MeasureDefinition] { Measures.declared.definitions }

    /// All measures of a run with these tags, each family's members right after their total.
    public static func all(with tags: MeasureTags) -> [MeasureDefinition] {
        all.flatMap { definition in
            [definition] + (definition.family.map { tags.members(of: $0).map(definition.tagged) } ?? [])
        }
    }

    /// The definition of a measure; nil when there is none of the name.
    /// - Parameter tags: nil takes any tag for a member of its family.
    public static func definition(of name: String, tags: MeasureTags? = nil) -> MeasureDefinition? {
        let positions = Measures.declared.positions
        if let position = positions[name] { return all[position] }
        guard let dot = name.lastIndex(of: ".") else { return nil }
        let tag = String(name[name.index(after: dot)...])
        guard let position = positions[String(name[..<dot])], let family = all[position].family, !tag.isEmpty,
            tags?.members(of: family).contains(tag) ?? true
        else { return nil }
        return all[position].tagged(tag)
    }
}

/// The measures of the catalogue by name and kind, for those who fill them.
enum Measures {
    fileprivate static let declared = DeclaredMeasures()

    static var poller: PollerMeasures { declared.poller }
    static var convergence: ConvergenceMeasures { declared.convergence }
    static var checkout: CheckoutMeasures { declared.checkout }
    static var kafka: KafkaMeasures { declared.kafka }
    static var intermediary: IntermediaryMeasures { declared.intermediary }
    static var network: NetworkMeasures { declared.network }
    static var harm: HarmMeasures { declared.harm }
    static var faults: FaultMeasures { declared.faults }
    static var violations: ViolationMeasures { declared.violations }
    static var cost: CostMeasures { declared.cost }
}

/// The declarations in their order, with what each is found by.
fileprivate struct DeclaredMeasures: Sendable {
    let poller: PollerMeasures
    let convergence: ConvergenceMeasures
    let checkout: CheckoutMeasures
    let kafka: KafkaMeasures
    let intermediary: IntermediaryMeasures
    let network: NetworkMeasures
    let harm: HarmMeasures
    let faults: FaultMeasures
    let violations: ViolationMeasures
    let cost: CostMeasures
    let definitions: [MeasureDefinition]
    let positions: [String: Int]

    init() {
        var list = MeasureList()
        poller = PollerMeasures(&list)
        convergence = ConvergenceMeasures(&list)
        checkout = CheckoutMeasures(&list)
        kafka = KafkaMeasures(&list)
        intermediary = IntermediaryMeasures(&list)
        network = NetworkMeasures(&list)
        harm = HarmMeasures(&list)
        faults = FaultMeasures(&list)
        violations = ViolationMeasures(&list)
        cost = CostMeasures(&list)
        definitions = list.definitions
        positions = Dictionary(uniqueKeysWithValues: definitions.enumerated().map { ($1.name, $0) })
    }
}
