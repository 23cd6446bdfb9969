import Statistics

/// A measure of the catalogue, found once by name and from then on by its place.
package struct MeasureID: Sendable {
    package let index: Int

    package init(_ name: String) { index = MeasureCatalogue.index(of: name) }

    private init(index: Int) { self.index = index }

    package static func atPlace(_ index: Int) -> MeasureID { MeasureID(index: index) }
}

/// The figures of one run while it goes on. Latencies are kept to the microsecond.
package struct MeasureSet: Sendable {
    private enum Slot: Sendable {
        case samples(Int)
        case level(Int)
        case number(Int)
    }

    package let definitions: [MeasureDefinition]
    private let slots: [Slot]
    /// Where each measure without a tag stands among `definitions`.
    private let places: [Int]
    private var samples: [SampleHistogram] = []
    private var levels: [LevelOverTime] = []
    private var numbers: [Double?] = []

    /// - Parameter start: nanoseconds of virtual time at which levels begin to count.
    package init(tags: MeasureTags = MeasureTags(), from start: Int64 = 0) {
        definitions = MeasureCatalogue.all(with: tags)
        var slots: [Slot] = []
        for definition in definitions {
            switch definition.kind {
            case .distribution:
                slots.append(.samples(samples.count))
                samples.append(SampleHistogram())
            case .level:
                slots.append(.level(levels.count))
                levels.append(LevelOverTime(from: start))
            case .counter, .value:
                slots.append(.number(numbers.count))
                numbers.append(definition.kind == .counter ? 0 : nil)
            }
        }
        self.slots = slots
        let positions = Dictionary(uniqueKeysWithValues: definitions.enumerated().map { ($1.name, $0) })
        places = MeasureCatalogue.all.map { definition in
            guard let place = positions[definition.name] else {
                preconditionFailure("\(definition.name) has no place.")
            }
            return place
        }
    }

    // MARK: Recording

    /// A sample of a duration. A negative one, which skewed clocks can bring, counts as zero.
    @inline(__always)
    package mutating func record(_ id: MeasureID, nanoseconds: Int64) {
        record(id, number: Int(max(nanoseconds, 0) / 1_000))
    }

    /// A sample of a measure that counts things.
    @inline(__always)
    package mutating func record(_ id: MeasureID, number: Int) {
        guard case .samples(let slot) = slots[places[id.index]] else { preconditionFailure("Not a distribution.") }
        samples[slot].record(UInt64(max(number, 0)))
    }

    @inline(__always)
    package mutating func add(_ id: MeasureID, _ count: Int = 1) {
        guard case .number(let slot) = slots[places[id.index]] else { preconditionFailure("Not a counter.") }
        numbers[slot] = (numbers[slot] ?? 0) + Double(count)
    }

    /// - Parameter member: which of the measure's family, counted from 0; nil for the measure itself.
    package mutating func set(_ id: MeasureID, _ value: Double, member: Int? = nil) {
        guard case .number(let slot) = slots[place(of: id, member)] else { preconditionFailure("Not a value.") }
        numbers[slot] = value
    }

    @inline(__always)
    package mutating func change(_ id: MeasureID, to level: Int, at nanoseconds: Int64, member: Int? = nil) {
        guard case .level(let slot) = slots[place(of: id, member)] else { preconditionFailure("Not a level.") }
        levels[slot].change(to: level, at: nanoseconds)
    }

    @inline(__always)
    private func place(of id: MeasureID, _ member: Int?) -> Int { places[id.index] + (member.map { $0 + 1 } ?? 0) }

    // MARK: Reading

    package func number(_ id: MeasureID) -> Double {
        guard case .number(let slot) = slots[places[id.index]] else { preconditionFailure("Not a number.") }
        return numbers[slot] ?? 0
    }

    package func level(_ id: MeasureID, member: Int? = nil) -> Int {
        guard case .level(let slot) = slots[place(of: id, member)] else { preconditionFailure("Not a level.") }
        return levels[slot].level
    }

    /// All measures in the catalogue's order, without the values that this run had nothing to say about.
    package func measures() -> [Measure] {
        zip(definitions, slots).compactMap { definition, slot in
            let (figure, buckets): (Measure.Figure, [(value: Double, count: UInt64)])
            switch slot {
            case .number(let slot):
                guard let number = numbers[slot] else { return nil }
                (figure, buckets) = (.value(number), [])
            case .samples(let slot):
                let (summary, counts) = samples[slot].figure(scale: definition.unit == "s" ? 1e-6 : 1)
                (figure, buckets) = (.distribution(summary), counts)
            case .level(let slot):
                let (summary, times) = levels[slot].figure()
                (figure, buckets) = (.distribution(summary), times)
            }
            return Measure(
                name: definition.name, unit: definition.unit, meaning: definition.meaning, figure: figure,
                buckets: buckets)
        }
    }
}
