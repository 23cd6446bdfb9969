import VirtualTime

/// What one point of a sweep sets against the scenario.
package struct SweepPoint: Sendable, Equatable {
    /// Path and value of each variation; none for the scenario as it is.
    package let settings: [Setting]

    /// What is set at one path.
    package struct Setting: Sendable, Equatable {
        /// As `--set` names it.
        package var path: String
        /// As the scenario reads it.
        package var value: String
        /// As `--set` takes it.
        package var text: String { "\(path)=\(value)" }
    }
}

/// Which points a sweep looks at.
package enum SweepDesign {
    /// More points than this are no table.
    package static let pointsMax = 100_000

    /// Every value with every other: the first variation changes slowest.
    /// - Throws: `SweepRefusal`: there are too many.
    package static func grid(_ variations: [Variation]) throws(SweepRefusal) -> [SweepPoint] {
        let values = variations.map(\.listed)
        var count = 1
        for list in values {
            let (product, overflows) = count.multipliedReportingOverflow(by: list.count)
            guard !overflows, product <= pointsMax else {
                throw SweepRefusal("this grid has more than \(pointsMax) points; give fewer values, or --sample N")
            }
            count = product
        }
        return (0..<count).map { number in
            var rest = number
            var settings: [SweepPoint.Setting] = []
            for (variation, list) in zip(variations, values).reversed() {
                settings.append(.init(path: variation.path, value: list[rest % list.count]))
                rest /= list.count
            }
            return SweepPoint(settings: settings.reversed())
        }
    }

    /// A Latin hypercube (McKay, Beckman and Conover 1979): of so many equal parts of each range every part has one
    /// point. The same paths and the same count give the same points.
    package static func latinHypercube(_ variations: [Variation], count: Int) -> [SweepPoint] {
        let columns = variations.map { variation in
            var stream = RandomStream(seed: UInt64(count), name: "sweep/\(variation.path)", replication: 0)
            return stratified(count, &stream).map { variation.drawn(at: $0, ofMany: count) }
        }
        return (0..<count).map { number in
            SweepPoint(
                settings: zip(variations, columns).map { .init(path: $0.path, value: $1[number]) })
        }
    }

    /// A share in each of so many equal parts of 0 to 1, in an order that is drawn. In its part it lies at one of 98
    /// inner hundredths: what is rounded to half of one stays inside.
    private static func stratified(_ count: Int, _ stream: inout RandomStream) -> [Double] {
        var parts = Array(0..<count)
        for last in parts.indices.dropFirst().reversed() {
            parts.swapAt(last, Int(stream.next(below: UInt64(last) + 1)))
        }
        return parts.map { (Double($0) + Double(stream.next(below: 98) + 1) / 100) / Double(count) }
    }

    /// The scenario as it is, then each variation alone.
    package static func around(_ variations: [Variation]) -> [SweepPoint] {
        [SweepPoint(settings: [])]
            + variations.flatMap { variation in
                variation.listed.map { SweepPoint(settings: [.init(path: variation.path, value: $0)]) }
            }
    }
}
