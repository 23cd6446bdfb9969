import Foundation
import Testing

@testable import Results

/// Reads an exposition by the grammar of OpenMetrics 1.0, and refuses what that forbids.
struct OpenMetricsReader {
    struct Sample: Equatable {
        var name: String
        var labels: [String: String]
        var value: Double
    }

    struct Mistake: Error { var line: String }

    private(set) var types: [String: String] = [:]
    private(set) var units: [String: String] = [:]
    private(set) var helps: [String: String] = [:]
    private(set) var samples: [Sample] = []

    init(_ text: String) throws {
        guard text.hasSuffix("# EOF\n"), !text.contains("\r") else { throw Mistake(line: "the end") }
        var family = ""
        var done: Set<String> = []
        for line in text.dropLast("# EOF\n".count).split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            if line.hasPrefix("# ") {
                let words = line.split(separator: " ", maxSplits: 3).map(String.init)
                guard words.count == 4, words[2].wholeMatch(of: /[a-zA-Z_:][a-zA-Z0-9_:]*/) != nil else {
                    throw Mistake(line: String(line))
                }
                if words[2] != family {
                    guard done.insert(words[2]).inserted, words[1] == "TYPE" else { throw Mistake(line: String(line)) }
                    family = words[2]
                }
                switch words[1] {
                case "TYPE": types[family] = words[3]
                case "UNIT":
                    guard family.hasSuffix("_" + words[3]) else { throw Mistake(line: String(line)) }
                    units[family] = words[3]
                case "HELP": helps[family] = words[3]
                default: throw Mistake(line: String(line))
                }
            } else {
                let sample = try Self.sample(String(line))
                guard sample.name == family else { throw Mistake(line: String(line)) }
                guard !samples.contains(where: { $0.name == sample.name && $0.labels == sample.labels }) else {
                    throw Mistake(line: "twice: \(line)")
                }
                samples.append(sample)
            }
        }
    }

    private static func sample(_ line: String) throws -> Sample {
        let shape = /([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? ([-+]?(?:[0-9]+(?:\.[0-9]*)?(?:e[-+]?[0-9]+)?|Inf)|NaN)/
        guard let match = line.wholeMatch(of: shape), let value = Double(match.3) else { throw Mistake(line: line) }
        var labels: [String: String] = [:]
        var rest = match.2 ?? ""
        while !rest.isEmpty {
            guard let label = rest.prefixMatch(of: /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)",?/),
                labels[String(label.1)] == nil
            else { throw Mistake(line: line) }
            labels[String(label.1)] = unescaped(label.2)
            rest = rest[label.range.upperBound...]
        }
        return Sample(name: String(match.1), labels: labels, value: value)
    }

    private static func unescaped(_ text: Substring) -> String {
        var result = ""
        var isEscape = false
        for character in text {
            if isEscape { result.append(character == "n" ? "\n" : character) }
            if !isEscape, character != "\\" { result.append(character) }
            isEscape = !isEscape && character == "\\"
        }
        return result
    }
}

@Suite("OpenMetrics text reads back by its grammar")
struct OpenMetricsTests {
    @Test("Names, units, labels and numbers come back, whatever stands in them")
    func roundTrip() throws {
        let text = OpenMetricsText([
            .init(
                "kafka.lag-max", unit: "seconds", help: "what \"stands\"\nbehind \\",
                [.init([("gate", "a < \"b\" \\ c\n}, d=\"")], 0.25), .init([("gate", "e")], 3), .init([], -1e-9)]),
            .init("already_seconds", unit: "seconds", help: "once", [.init([], .nan)]),
            .init("gate", .stateset, help: "states", [.init([("gate", "held")], 1), .init([("gate", "missed")], 0)]),
            .init("none", help: "nothing", []),
        ]).text
        let reader = try OpenMetricsReader(text)
        #expect(reader.types == ["kafka_lag_max_seconds": "gauge", "already_seconds": "gauge", "gate": "stateset"])
        #expect(reader.units == ["kafka_lag_max_seconds": "seconds", "already_seconds": "seconds"])
        #expect(reader.helps["kafka_lag_max_seconds"] == "what \\\"stands\\\"\\nbehind \\\\")
        #expect(reader.samples[0].labels == ["gate": "a < \"b\" \\ c\n}, d=\""])
        #expect(reader.samples.map(\.value).prefix(3) == [0.25, 3, -1e-9] && reader.samples[3].value.isNaN)
        #expect(text.contains("{gate=\"e\"} 3\n"))
    }

    @Test("Without figures it is the end alone")
    func empty() { #expect(OpenMetricsText([]).text == "# EOF\n") }
}
