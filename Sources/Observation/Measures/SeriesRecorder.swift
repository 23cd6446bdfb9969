import VirtualTime

/// Figures over virtual time, one value per resolution step: how often something happened per second of the step, or
/// the mean of a level over it.
struct SeriesRecorder: Sendable {
    struct ID: Sendable {
        fileprivate let index: Int
    }

    private struct Curve: Sendable {
        let name: String
        let unit: String
        let isLevel: Bool
        var level = 0.0
        /// Up to where the level has been counted.
        var since: Int64 = 0
        /// Occurrences, or the level times nanoseconds.
        var steps: [Double] = []

        /// Counts the level from where it has been counted; behind the last step it begins as many as it needs.
        mutating func count(upTo nanoseconds: Int64, step: Int64) {
            var end = Int64(steps.count) * step
            while nanoseconds > end {
                if end > since { count(within: end) }
                steps.append(0)
                end += step
            }
            count(within: nanoseconds)
        }

        /// The last step has the instant in it.
        @inline(__always)
        mutating func count(within nanoseconds: Int64) {
            steps[steps.count - 1] += level * Double(nanoseconds - since)
            since = nanoseconds
        }
    }

    private let resolution: Duration
    private let step: Int64
    private var curves: [Curve] = []

    /// - Parameter resolution: above zero.
    init(resolution: Duration) {
        precondition(resolution > .zero, "A series needs a step.")
        self.resolution = resolution
        step = resolution.wholeNanoseconds
    }

    /// A series of occurrences per second, under the name of a measure in `1/s`.
    mutating func addRate(of measure: MeasureDefinition) -> ID {
        precondition(measure.unit == "1/s", "\(measure.name) is no rate.")
        return add(measure, isLevel: false)
    }

    /// A series of levels.
    mutating func addLevel(of measure: MeasureDefinition) -> ID { add(measure, isLevel: true) }

    private mutating func add(_ measure: MeasureDefinition, isLevel: Bool) -> ID {
        curves.append(Curve(name: measure.name, unit: measure.unit, isLevel: isLevel))
        return ID(index: curves.count - 1)
    }

    @inline(__always)
    mutating func happened(_ id: ID, at nanoseconds: Int64) {
        let step = Int(nanoseconds / step)
        if step >= curves[id.index].steps.count { extend(id.index, to: step) }
        curves[id.index].steps[step] += 1
    }

    mutating func change(_ id: ID, to level: Int, at nanoseconds: Int64) {
        let index = id.index
        if nanoseconds > curves[index].since { curves[index].count(upTo: nanoseconds, step: step) }
        curves[index].level = Double(level)
    }

    private mutating func extend(_ index: Int, to step: Int) {
        while curves[index].steps.count <= step { curves[index].steps.append(0) }
    }

    /// To a 4,096th: a curve shows no more, and a mean over so many nanoseconds would take all its bits.
    private static func rounded(_ mean: Double) -> Double { (mean * 4_096).rounded() / 4_096 }

    /// All series, each as long as the run; the last step may be a short one.
    func finished(at end: Int64) -> [TimeSeries] {
        let steps = Int((end + step - 1) / step)
        var last = self
        for index in curves.indices {
            if curves[index].isLevel { last.change(ID(index: index), to: 0, at: end) }
            if steps > 0 { last.extend(index, to: steps - 1) }
        }
        return last.curves.map { curve in
            let values = curve.steps.prefix(steps).enumerated().map { step, value in
                let span = Double(min(end, (Int64(step) + 1) * self.step) - Int64(step) * self.step)
                return curve.isLevel ? Self.rounded(value / span) : value * 1e9 / span
            }
            return TimeSeries(name: curve.name, unit: curve.unit, resolution: resolution, values: values)
        }
    }
}
