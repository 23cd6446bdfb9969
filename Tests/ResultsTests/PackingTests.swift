import Foundation
import Observation
import Statistics
import Testing
import VirtualTime

@testable import Results

/// What is packed is unpacked equal, whatever it was; and bytes that nothing was packed into are refused.
@Suite struct PackingTests {
    private func measure(_ buckets: [(value: Double, count: UInt64)]) -> Measure {
        Measure(name: "m", unit: "s", meaning: "", figure: .value(0), buckets: buckets.map(SampleBucket.init))
    }

    @Test("Buckets in millionths, of other sizes and without order are unpacked equal")
    func bucketsInMillionthsOfOther() throws {
        var random = RandomStream(seed: 1, name: "buckets", replication: 0)
        var millionths: UInt64 = 0
        let samples = (0..<3_000).map { _ -> (value: Double, count: UInt64) in
            millionths += random.next(below: 100_000)
            return (Double(millionths) * 1e-6, random.next(below: 3) == 0 ? random.next() >> 1 : 1)
        }
        let measures = [
            measure(samples), measure([]), measure([(0.1 + 0.2, 7), (-1, 0)]), measure([(3, 1), (2, 1)]),
            measure([(.nan, 1), (.infinity, 2)]), measure([(0, .max)]),
        ]
        let unpacked = try PackedBuckets.buckets(in: PackedBuckets.bytes(of: measures))
        #expect(unpacked.map(\.measure) == [0, 2, 3, 4, 5])
        for (place, buckets) in unpacked {
            #expect(measure(buckets.map { ($0.value, $0.count) }) == measures[place])
        }
        let bytes = PackedBuckets.bytes(of: [measures[0]])
        #expect(bytes.count < 3_000 * 7)
    }

    @Test("Points of every kind are unpacked equal")
    func pointsOfEveryKind() throws {
        var random = RandomStream(seed: 2, name: "points", replication: 0)
        let values = [
            (0..<500).map { _ in Double(random.next(below: 5)) / 60 }, [], Array(repeating: 0, count: 10_000),
            [.nan, -0.0, 0, .infinity, .greatestFiniteMagnitude],
        ]
        let series = values.map { TimeSeries(name: "s", unit: "1/s", resolution: .seconds(60), values: $0) }
        let bytes = PackedSeries.bytes(of: series)
        let unpacked = try PackedSeries.values(in: bytes)
        #expect(unpacked.map { $0.map(\.bitPattern) } == values.map { $0.map(\.bitPattern) })
        #expect(bytes.count < 1_500)
    }

    @Test("Life lines with any ids and any instants are unpacked equal")
    func lifeLinesWithAny() throws {
        var random = RandomStream(seed: 3, name: "life lines", replication: 0)
        let ids = [
            "0193f1c4-7d3e-7aaa-bbbb-0123456789ab", "0193F1C4-7D3E-7AAA-BBBB-0123456789AB", "", "payment 7", "è\n\u{0}",
        ]
        let lines = (0..<300).map { number -> PaymentLifeLine in
            var line = PaymentLifeLine(
                paymentID: ids[number % ids.count], applicationID: ids[(number + 1) % ids.count],
                tenant: "comune-\(number % 3)", channel: number.isMultiple(of: 2) ? "online" : "", status: "COMPLETE",
                checks: number - 5)
            for instant in PackedLifeLines.instants where random.next(below: 3) > 0 {
                line[keyPath: instant] = Int64(bitPattern: random.next()) >> Int64(random.next(below: 63))
            }
            return line
        }
        #expect(try PackedLifeLines.lines(in: PackedLifeLines.bytes(of: lines)) == lines)
        #expect(try PackedLifeLines.lines(in: []).isEmpty)
    }

    @Test("Bytes that were cut or changed are refused or read as something else, and never end the program")
    func bytesThatWereCutOrChanged()
        throws
    {
        var random = RandomStream(seed: 4, name: "damage", replication: 0)
        let ending = sampleEnding()
        let packed = [
            PackedBuckets.bytes(of: ending.measures), PackedSeries.bytes(of: ending.findings.series),
            PackedLifeLines.bytes(of: ending.findings.lifeLines),
        ]
        var refusals = 0
        for round in 0..<3_000 {
            var bytes = packed[round % 3]
            for _ in 0..<3 { bytes[Int(random.next(below: UInt64(bytes.count)))] = UInt8(random.next(below: 256)) }
            bytes.removeLast(Int(random.next(below: 4)))
            do {
                _ = try PackedBuckets.buckets(in: bytes)
                _ = try PackedSeries.values(in: bytes)
                _ = try PackedLifeLines.lines(in: bytes)
            } catch { refusals += 1 }
        }
        #expect(refusals > 1_000)
    }
}
