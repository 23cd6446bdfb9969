import VirtualTime
import Yams

/// The values of a scenario's key from one to another, written as the scenario reads them.
///
/// Where each whole number matters, values are whole; other values are rounded to a power of ten of their unit that is
/// at most a hundredth of the distance between two, so that they can be read.
public struct ScenarioRange: Sendable {
    private let span: QuantitySpan

    /// - Parameters:
    ///   - path: of the key, or of a fault's, as `--set` names it.
    ///   - source: what an error calls the range.
    /// - Throws: `ScenarioError`: there is no such key, nothing lies between two of its values, or these are none.
    package init(of path: String, from low: String, to high: String, source: String) throws(ScenarioError) {
        let place = ScenarioError.Place(source: source)
        guard let reading = try Self.reading(of: path, low, at: place) else {
            throw ScenarioError(
                .wrongShape, at: place, "between two values of `\(path)` there are no others",
                wayOut: "list the values: \(path)=\(low),\(high)")
        }
        let span: QuantitySpan?
        do { span = try reading(Node(low), Node(high)) } catch {
            throw ScenarioError(error.kind, at: place, "\(path): \(error.message)", wayOut: error.wayOut)
        }
        guard let span else {
            throw ScenarioError(
                .wrongValue, at: place, "\(path): nothing lies between \(low) and \(high)",
                wayOut: "write the smaller one first, both in one unit")
        }
        self.span = span
    }

    /// Nil for a key of another type.
    /// - Throws: `ScenarioError`: there is no such key.
    private static func reading(
        of path: String, _ low: String, at place: ScenarioError.Place
    ) throws(ScenarioError) -> QuantitySpan.Reading? {
        if let key = ScenarioSchema.key(at: path) { return key.span }
        let words = path.split(separator: ".")
        if words.count == 3, words[0] == "faults", let field = FaultField.named(String(words[2])) { return field.span }
        var reader = ScenarioReader()
        do { try reader.apply(setting: "\(path)=\(low)") } catch {
            throw ScenarioError(error.kind, at: place, error.message, wayOut: error.wayOut)
        }
        return nil
    }

    /// So many values at equal distances, both ends among them; fewer where there are not so many whole numbers.
    /// - Parameter count: at least two.
    package func values(_ count: Int) -> [String] {
        precondition(count > 1, "A range has two ends.")
        var values: [String] = []
        for index in 0..<count {
            let value = value(index, of: count - 1)
            if value != values.last { values.append(value) }
        }
        return values
    }

    /// The value that is `index` of `steps` equal steps above the low end.
    private func value(_ index: Int, of steps: Int) -> String {
        switch span {
        case .whole(let range, let isCount, let text):
            let width = UInt64(range.upperBound - range.lowerBound)
            let (high, low) = width.multipliedFullWidth(by: UInt64(index))
            let (quotient, remainder) = UInt64(steps).dividingFullWidth((high, low))
            let exact = range.lowerBound + Int64(quotient) + (remainder * 2 >= UInt64(steps) ? 1 : 0)
            guard !isCount, index > 0, index < steps else { return text(exact) }
            return text(Self.rounded(exact, within: range, grain: Self.grain(width / UInt64(steps))))
        case .real(let range, let text):
            if index == 0 { return text(range.lowerBound) }
            if index == steps { return text(range.upperBound) }
            let step = (range.upperBound - range.lowerBound) / Double(steps)
            return text(Self.rounded(range.lowerBound + step * Double(index), within: range, step: step))
        }
    }

    /// The value at a share of the way from the low to the high end, of which so many are drawn; of whole numbers that
    /// matter, each has as great a part of the way.
    /// - Parameter share: above 0 and below 1.
    package func value(at share: Double, ofMany count: Int) -> String {
        switch span {
        case .whole(let range, let isCount, let text):
            let width = range.upperBound - range.lowerBound
            guard !isCount else {
                let step = Int64(share * Double(width + 1))
                return text(range.lowerBound + min(step, width))
            }
            let exact = range.lowerBound + Int64(share * Double(width))
            return text(Self.rounded(exact, within: range, grain: Self.grain(UInt64(width) / UInt64(count))))
        case .real(let range, let text):
            let width = range.upperBound - range.lowerBound
            let exact = range.lowerBound + share * width
            return text(Self.rounded(exact, within: range, step: width / Double(count)))
        }
    }

    // MARK: Rounding

    private static func grain(_ step: UInt64) -> Int64 {
        var grain: Int64 = 1
        while UInt64(grain) * 10 <= step / 100 { grain *= 10 }
        return grain
    }

    private static func rounded(_ value: Int64, within range: ClosedRange<Int64>, grain: Int64) -> Int64 {
        let below = value - (value % grain + grain) % grain
        let nearest = value - below < grain - (value - below) ? below : below + grain
        return min(max(nearest, range.lowerBound), range.upperBound)
    }

    private static func rounded(_ value: Double, within range: ClosedRange<Double>, step: Double) -> Double {
        var scale = 1.0
        while scale < 1e15, 1 / scale > step / 100 { scale *= 10 }
        return min(max((value * scale).rounded() / scale, range.lowerBound), range.upperBound)
    }
}
