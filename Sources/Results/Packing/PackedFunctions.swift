import Foundation
import GRDB

/// The SQL functions by which the views of a result database read what is packed: each makes a JSON array of rows, in
/// which a floating-point number stands as the whole number of its bits, for JSON would round it.
enum PackedFunctions {
    static let all = [buckets, points, lifeLines, real]

    /// `[measure, position, bits of the value, count]` of each bucket.
    private static let buckets = function("gemello_buckets") { bytes in
        try PackedBuckets.buckets(in: bytes).flatMap { measure, buckets in
            buckets.enumerated().map { position, bucket in
                "[\(measure),\(position),\(text(of: bucket.value)),\(bucket.count)]"
            }
        }
    }

    /// `[series, position, bits of the value]` of each point.
    private static let points = function("gemello_points") { bytes in
        try PackedSeries.values(in: bytes).enumerated().flatMap { series, values in
            values.enumerated().map { position, value in "[\(series),\(position),\(text(of: value))]" }
        }
    }

    /// A life line's ids, words, checks and instants, in the order of the view's columns.
    private static let lifeLines = function("gemello_life_lines") { bytes in
        let encoder = JSONEncoder()
        return try PackedLifeLines.lines(in: bytes).map { line in
            let words = [line.paymentID, line.applicationID, line.tenant, line.channel, line.status]
            let texts = String(decoding: try encoder.encode(words), as: UTF8.self).dropLast()
            let instants = PackedLifeLines.instants.map { line[keyPath: $0].map(String.init) ?? "null" }
            return "\(texts),\(line.checks),\(instants.joined(separator: ","))]"
        }
    }

    /// The number with these bits.
    private static let real = DatabaseFunction("gemello_real", argumentCount: 1, pure: true) { arguments in
        guard case .int64(let bits) = arguments[0].storage else { return nil }
        let number = Double(bitPattern: UInt64(bitPattern: bits))
        return number.isNaN ? nil : number
    }

    private static func text(of number: Double) -> String { String(Int64(bitPattern: number.bitPattern)) }

    private static func function(
        _ name: String, _ rows: @escaping @Sendable ([UInt8]) throws -> [String]
    ) -> DatabaseFunction {
        DatabaseFunction(name, argumentCount: 1, pure: true) { arguments in
            guard let bytes = Data.fromDatabaseValue(arguments[0]) else { return nil }
            return "[" + (try rows([UInt8](bytes))).joined(separator: ",") + "]"
        }
    }
}
