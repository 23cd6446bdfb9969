import Scenarios

/// The values between two that a person would try: whole minutes, quarters of one, every second replica.
package enum NaturalSteps {
    /// A finer grid is asked for with steps, as `LOW..HIGH/STEPS`.
    static let valuesMax = 25

    /// Both ends, and between them every multiple of the smallest natural step that makes no more than 25 values; nil
    /// for what is neither two durations nor two whole numbers.
    package static func values(from low: String, to high: String) -> [String]? {
        guard let first = SettingScale(low), let last = SettingScale(high), first.kind == last.kind,
            first.number < last.number
        else { return nil }
        switch first.kind {
        case .count:
            return multiples(Int64(first.number), Int64(last.number), among: counts).map { String($0) }
        case .duration:
            return multiples(nanoseconds(first.number), nanoseconds(last.number), among: durations)
                .map { SettingScale.text(ofNanoseconds: $0) }
        case .rate, .share, .number: return nil
        }
    }

    /// The greatest natural step that is at most a fiftieth of a duration: so finely its neighbourhood is looked at.
    static func fineNanoseconds(of nanoseconds: Int64) -> Int64 {
        durations.last { $0 <= nanoseconds / 50 } ?? 1
    }

    static func nanoseconds(_ seconds: Double) -> Int64 { Int64((seconds * 1e9).rounded()) }

    private static func multiples(_ low: Int64, _ high: Int64, among steps: [Int64]) -> [Int64] {
        let width = high - low
        let step = steps.first { width / $0 <= Int64(valuesMax) - 2 } ?? width
        let first = (low / step + 1) * step
        return [low] + stride(from: first, to: high, by: Int64.Stride(step)) + [high]
    }

    private static let counts: [Int64] = decimals(from: 1, below: 1_000_000_000)

    private static let durations: [Int64] = {
        let second: Int64 = 1_000_000_000
        let minute = 60 * second
        let hour = 60 * minute
        let parts: [Int64] = [1, 2, 5, 10, 15, 30]
        return decimals(from: 1, below: second) + parts.map { $0 * second } + parts.map { $0 * minute }
            + [1, 2, 3, 6, 12, 24, 48, 168].map { $0 * hour }
    }()

    /// 1, 2, 5, 10 and so on.
    private static func decimals(from first: Int64, below end: Int64) -> [Int64] {
        var values: [Int64] = []
        var power = first
        while power < end {
            values += [1, 2, 5].map { $0 * power }
            power *= 10
        }
        return values
    }
}
