import Observation

/// The values of all time series of a run in one row of bytes.
///
/// Few values of a series differ: each is kept once, and a point is a place among them, with how often it repeats.
enum PackedSeries {
    static func bytes(of series: [TimeSeries]) -> [UInt8] {
        var places: [UInt64: Int] = [:]
        var distinct: [UInt64] = []
        for one in series {
            for bits in one.values.map(\.bitPattern) where places[bits] == nil {
                places[bits] = distinct.count
                distinct.append(bits)
            }
        }
        var writer = PackedWriter()
        writer.append(count: distinct.count)
        // Few of them have low bits, which come first then: their number is short.
        for bits in distinct { writer.append(bits.byteSwapped) }
        for one in series { append(one.values.compactMap { places[$0.bitPattern] }, to: &writer) }
        return writer.bytes
    }

    /// The values of each series, in order.
    static func values(in bytes: [UInt8]) throws(PackedReader.Damage) -> [[Double]] {
        guard !bytes.isEmpty else { return [] }
        var reader = PackedReader(bytes)
        let count = try reader.count()
        var distinct: [Double] = []
        for _ in 0..<count { distinct.append(Double(bitPattern: try reader.number().byteSwapped)) }
        var series: [[Double]] = []
        while !reader.isAtEnd { series.append(try values(&reader, of: distinct)) }
        return series
    }

    /// Runs of equal places: the place, with a bit that tells whether a length follows.
    private static func append(_ places: [Int], to writer: inout PackedWriter) {
        var runs: [(place: Int, length: Int)] = []
        for place in places {
            if runs.last?.place == place {
                runs[runs.count - 1].length += 1
            } else {
                runs.append((place, 1))
            }
        }
        writer.append(count: runs.count)
        for run in runs {
            writer.append(UInt64(run.place) << 1 | (run.length == 1 ? 0 : 1))
            if run.length != 1 { writer.append(count: run.length) }
        }
    }

    /// The longest series that is believed: a second of resolution over 400 days and as much healing has fewer points.
    private static let longest = 100_000_000

    private static func values(
        _ reader: inout PackedReader, of distinct: [Double]
    ) throws(PackedReader.Damage) -> [Double] {
        var values: [Double] = []
        for _ in 0..<(try reader.count()) {
            let word = try reader.number()
            let length = word & 1 == 0 ? 1 : try reader.number()
            guard word >> 1 < UInt64(distinct.count), length <= UInt64(longest - values.count) else {
                throw PackedReader.Damage()
            }
            values += repeatElement(distinct[Int(word >> 1)], count: Int(length))
        }
        return values
    }
}
