import Statistics

/// The findings of one run while it goes on, by kind; what the run costs is no finding (`RunCost`). Latencies are kept
/// to the microsecond.
struct MeasureSet: Sendable {
    /// A measure and the same once more for each member of its family.
    private struct Family<Figure: Sendable>: Sendable {
        var total: Figure
        var members: [Figure]
    }

    private let tags: MeasureTags
    private var distributions: [Family<SampleHistogram>] = []
    private var counters: [Int] = []
    private var levels: [Family<LevelOverTime>] = []
    private var values: [Family<Double?>] = []

    /// - Parameter start: nanoseconds of virtual time at which levels begin to count.
    init(tags: MeasureTags = MeasureTags(), from start: Int64 = 0) {
        self.tags = tags
        for definition in MeasureCatalogue.all {
            let members = definition.family.map { tags.members(of: $0).count } ?? 0
            switch definition.kind {
            case .distribution:
                let none = SampleHistogram()
                distributions.append(Family(total: none, members: Array(repeating: none, count: members)))
            case .counter: counters.append(0)
            case .level:
                let level = LevelOverTime(fromNanoseconds: start)
                levels.append(Family(total: level, members: Array(repeating: level, count: members)))
            case .value: values.append(Family(total: nil, members: Array(repeating: nil, count: members)))
            case .cost: break
            }
        }
    }

    // MARK: Filling

    /// A sample of a duration. A negative one, which skewed clocks can bring, counts as zero.
    mutating func record(_ id: MeasureID<DistributionMeasure>, nanoseconds: Int64) {
        distributions[id.slot].total.record(UInt64(max(nanoseconds, 0) / 1_000))
    }

    /// The same of a measure with a family: of all, and of the member that it befell.
    /// - Parameter member: position in the measure's family, of those that have more than one member.
    mutating func record(_ id: MeasureID<DistributionMeasure>, nanoseconds: Int64, member: Int) {
        record(id, nanoseconds: nanoseconds)
        // A family of one has no measures of its own.
        guard !distributions[id.slot].members.isEmpty else { return }
        distributions[id.slot].members[member].record(UInt64(max(nanoseconds, 0) / 1_000))
    }

    /// A sample of a measure that counts things.
    mutating func record(_ id: MeasureID<DistributionMeasure>, number: Int) {
        distributions[id.slot].total.record(UInt64(max(number, 0)))
    }

    mutating func add(_ id: MeasureID<CounterMeasure>, _ count: Int = 1) { counters[id.slot] += count }

    mutating func set(_ id: MeasureID<ValueMeasure>, _ value: Double) { values[id.slot].total = value }

    /// - Parameter member: position in the measure's family, of those that have more than one member.
    mutating func set(_ id: MeasureID<ValueMeasure>, _ value: Double, member: Int) {
        values[id.slot].members[member] = value
    }

    mutating func change(_ id: MeasureID<LevelMeasure>, to level: Int, at nanoseconds: Int64) {
        levels[id.slot].total.change(to: level, atNanoseconds: nanoseconds)
    }

    /// - Parameter member: position in the measure's family, of those that have more than one member.
    mutating func change(_ id: MeasureID<LevelMeasure>, to level: Int, at nanoseconds: Int64, member: Int) {
        levels[id.slot].members[member].change(to: level, atNanoseconds: nanoseconds)
    }

    // MARK: Reading

    func count(_ id: MeasureID<CounterMeasure>) -> Int { counters[id.slot] }
    func level(_ id: MeasureID<LevelMeasure>) -> Int { levels[id.slot].total.level }

    /// - Parameter slot: among the counters.
    func count(ofSlot slot: Int) -> Int { counters[slot] }

    /// The samples of a distribution.
    /// - Parameters:
    ///   - slot: among the distributions.
    ///   - member: position in the measure's family; nil for all together.
    func samples(ofSlot slot: Int, member: Int?) -> SampleHistogram {
        member.map { distributions[slot].members[$0] } ?? distributions[slot].total
    }

    /// What one recorded step of a distribution is worth in its unit.
    static func step(in unit: String) -> Double { unit == "s" ? 1e-6 : 1 }

    /// All measures in the list's order, each family's members right after their total, without the values that this
    /// run had nothing to say about.
    func measures() -> [Measure] {
        var (distribution, counter, level, value) = (0, 0, 0, 0)
        var measures: [Measure] = []
        for definition in MeasureCatalogue.all {
            switch definition.kind {
            case .distribution:
                for (definition, samples) in members(of: definition, distributions[distribution]) {
                    let (summary, buckets) = samples.figure(scale: Self.step(in: definition.unit))
                    measures.append(Measure(definition, .distribution(summary), buckets: buckets))
                }
                distribution += 1
            case .counter:
                measures.append(Measure(definition, .value(Double(counters[counter]))))
                counter += 1
            case .level:
                for (definition, level) in members(of: definition, levels[level]) {
                    let (summary, buckets) = level.figure()
                    measures.append(Measure(definition, .distribution(summary), buckets: buckets))
                }
                level += 1
            case .value:
                for (definition, value) in members(of: definition, values[value]) {
                    if let value { measures.append(Measure(definition, .value(value))) }
                }
                value += 1
            case .cost: break
            }
        }
        return measures
    }

    /// A measure and its members with their definitions.
    private func members<Figure>(
        of definition: MeasureDefinition, _ family: Family<Figure>
    ) -> [(MeasureDefinition, Figure)] {
        let names = definition.family.map(tags.members) ?? []
        return [(definition, family.total)] + zip(names.map(definition.tagged), family.members)
    }
}
