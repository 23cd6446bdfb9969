import Scenarios

/// One path that is sized, and the values that it may have.
package struct SizingAxis: Sendable {
    /// One of the values.
    package struct Value: Sendable, Equatable {
        /// As the scenario reads it.
        package let text: String
        /// Seconds of a duration, per second of a rate; nil for what has no order.
        package let number: Double?
    }

    /// As `--set` names it.
    package let path: String
    /// Ascending where they have an order, as they were listed where not.
    package let values: [Value]
    /// What the values are; nil where they have no order.
    package let kind: SettingScale.Kind?

    /// The values of a variation's grid.
    package init(_ variation: Variation) {
        path = variation.path
        let texts = variation.listed
        let scales = texts.map(SettingScale.init)
        let known = scales.compactMap(\.self)
        let isOrdered =
            known.count == texts.count && texts.count > 1 && known.allSatisfy { $0.kind == known[0].kind }
        kind = isOrdered ? known[0].kind : nil
        let values = zip(texts, scales).map { Value(text: $0, number: $1?.number) }
        self.values = isOrdered ? values.sorted { ($0.number ?? 0) < ($1.number ?? 0) } : values
    }

    /// Finer values around one of them, ascending: a little less and more, and half of the way to each neighbour. None
    /// where nothing lies between.
    package func beside(_ place: Int) -> [Value] {
        guard let number = values[place].number else { return [] }
        let below = place > 0 ? values[place - 1].number : nil
        let above = place + 1 < values.count ? values[place + 1].number : nil
        switch kind {
        case .duration:
            func whole(_ seconds: Double?) -> Int64? { seconds.map(NaturalSteps.nanoseconds) }
            let middle = NaturalSteps.nanoseconds(number)
            let fine = NaturalSteps.fineNanoseconds(of: middle)
            return Self.around(middle, whole(below), whole(above), fine: fine).map {
                Value(text: SettingScale.text(ofNanoseconds: $0), number: Double($0) / 1e9)
            }
        case .count:
            return Self.around(Int64(number), below.map { Int64($0) }, above.map { Int64($0) }, fine: 1).map {
                Value(text: String($0), number: Double($0))
            }
        default: return []
        }
    }

    private static func around(_ middle: Int64, _ below: Int64?, _ above: Int64?, fine: Int64) -> [Int64] {
        var found: [Int64] = []
        if let below { found += [middle - (middle - below) / 2 / fine * fine, middle - fine].filter { $0 > below } }
        if let above { found += [middle + fine, middle + (above - middle) / 2 / fine * fine].filter { $0 < above } }
        return found.filter { $0 != middle }.sorted().reduce(into: []) { values, value in
            if values.last != value { values.append(value) }
        }
    }
}
