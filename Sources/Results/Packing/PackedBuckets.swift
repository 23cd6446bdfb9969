import Observation
import Statistics

/// The samples behind all distributions of a run in one row of bytes.
///
/// A histogram's values are whole millionths of its unit, ascend, and mostly count one sample each: a value is then the
/// step from the one before it, and its count a bit of that step. Other values are kept as they are.
enum PackedBuckets {
    private static let perUnit = 1e-6

    /// - Parameter measures: those without buckets too, since their place is what a bucket names.
    static func bytes(of measures: [Measure]) -> [UInt8] {
        var writer = PackedWriter()
        for (position, measure) in measures.enumerated() where !measure.buckets.isEmpty {
            writer.append(count: position)
            writer.append(count: measure.buckets.count)
            let steps = steps(of: measure.buckets)
            writer.append(count: steps == nil ? 0 : 1)
            for (index, bucket) in measure.buckets.enumerated() {
                guard let steps else {
                    writer.append(bits: bucket.value.bitPattern)
                    writer.append(bucket.count)
                    continue
                }
                writer.append(steps[index] << 1 | (bucket.count == 1 ? 0 : 1))
                if bucket.count != 1 { writer.append(bucket.count) }
            }
        }
        return writer.bytes
    }

    /// The buckets of each measure that has any, by the measure's place.
    static func buckets(in bytes: [UInt8]) throws(PackedReader.Damage) -> [(measure: Int, buckets: [SampleBucket])] {
        var reader = PackedReader(bytes)
        var all: [(measure: Int, buckets: [SampleBucket])] = []
        while !reader.isAtEnd {
            let measure = Int(truncatingIfNeeded: try reader.number())
            let count = try reader.count()
            let isInSteps = try reader.number() == 1
            var buckets: [SampleBucket] = []
            buckets.reserveCapacity(count)
            var reached: UInt64 = 0
            for _ in 0..<count {
                guard isInSteps else {
                    buckets.append(
                        SampleBucket(value: Double(bitPattern: try reader.bits()), count: try reader.number()))
                    continue
                }
                let step = try reader.number()
                reached &+= step >> 1
                let count = step & 1 == 0 ? 1 : try reader.number()
                buckets.append(SampleBucket(value: value(of: reached), count: count))
            }
            all.append((measure, buckets))
        }
        return all
    }

    private static func value(of millionths: UInt64) -> Double { Double(millionths) * perUnit }

    /// From each value to the next in millionths; nil when a value is none, or one is smaller than the one before it.
    private static func steps(of buckets: [SampleBucket]) -> [UInt64]? {
        var steps: [UInt64] = []
        var reached: UInt64 = 0
        for bucket in buckets {
            let rounded = (bucket.value / perUnit).rounded()
            guard rounded >= 0, rounded < 0x1p53 else { return nil }
            let millionths = UInt64(rounded)
            guard value(of: millionths) == bucket.value, millionths >= reached else { return nil }
            steps.append(millionths - reached)
            reached = millionths
        }
        return steps
    }
}
