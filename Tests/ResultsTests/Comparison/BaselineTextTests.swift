import Experiments
import Observation
import Results
import Testing
import Twin
import VirtualTime

@Suite("A baseline is the runs as text")
struct BaselineTextTests {
    /// A run with a figure of every measure of the catalogue, some of them nought or absent.
    private func run(_ random: inout RandomStream, _ scenario: String, seed: UInt64) -> ComparedRun {
        var measures: [Measure] = []
        for definition in MeasureCatalogue.all(with: MeasureTags(proxies: ["a", "b"])) where definition.kind != .cost {
            func number() -> Double { Double(random.next(below: 1 << 40)) / Double(1 + random.next(below: 1_000)) }
            let isEmpty = random.next(below: 3) == 0
            let figure: Measure.Figure =
                switch definition.kind {
                case .distribution where isEmpty: .distribution(.empty)
                case .distribution, .level:
                    .distribution(
                        .init(
                            count: 1 + random.next(below: 99), mean: number(), p50: number(), p95: number(),
                            p99: number(), max: number()))
                case .counter, .value, .cost: .value(isEmpty ? 0 : number())
                }
            measures.append(Measure(name: definition.name, unit: "", meaning: "", figure: figure))
        }
        return ComparedRun(
            scenario: scenario, variant: .init(settings: random.next(below: 2) == 0 ? [] : ["a=\"\t\n\"", "b=3"]),
            member: .init(seed: seed, replication: random.next(below: 3)), scenarioHash: "0123456789abcdef",
            traceHash: random.next(), figures: ComparedFigures.figures(of: measures),
            findings: random.next(below: 2) == 0 ? [] : ["I2", "gate poller.calls value < 3"])
    }

    @Test(
        "It reads back as the same runs, and is the same text whatever their order", arguments: 0..<10 as Range<UInt64>)
    func roundTrip(seed: UInt64) throws {
        var random = RandomStream(seed: seed, name: "baseline", replication: 0)
        let runs = [
            run(&random, "a day", seed: 2), run(&random, "a day", seed: 10), run(&random, "night", seed: .max),
        ]
        let text = try BaselineText.text(of: runs)
        #expect(try BaselineReading.runs(in: text, source: "x") == runs)
        #expect(try BaselineText.text(of: runs.reversed()) == text)
    }

    @Test("It has no build, no run number and no time of the machine")
    func nothingOfTheMachine() throws {
        var random = RandomStream(seed: 1, name: "baseline", replication: 0)
        let plain = run(&random, "day", seed: 1)
        var timed = plain
        (timed.codeVersion, timed.id, timed.wallSeconds, timed.scenarioText) = ("1+abc", 7, 3.5, "name: day\n")
        #expect(try BaselineText.text(of: [timed]) == BaselineText.text(of: [plain]))
    }

    @Test("A crash has no figures, and keeps none")
    func crash() throws {
        let run = ComparedRun(
            scenario: "day", variant: .init(), member: .init(seed: 1, replication: 0), scenarioHash: "ab", traceHash: 3,
            figures: [:], findings: [FindingName.crash])
        #expect(try BaselineReading.runs(in: BaselineText.text(of: [run]), source: "x") == [run])
    }

    @Test("A scenario with two settings is refused")
    func twoSettings() throws {
        var random = RandomStream(seed: 1, name: "baseline", replication: 0)
        var runs = [run(&random, "day", seed: 1)]
        runs.append(runs[0])
        runs[1].variant = .init(settings: ["c=4"])
        #expect(throws: ComparisonRefusal.self) { try BaselineText.text(of: runs) }
    }

    @Test(
        "A line that is none of a baseline is refused with its number",
        arguments: [
            "day\t1\t0\tpoller.calls", "day\tx\t0\tpoller.calls\t3", "day\t1\t0\tpoller.calls\tmany",
            "day\t1\t0\ttrace_hash\txyz", "day\t1\t0\tpoller.calls\t1\t2\t3\t4\t5\t6\t7", "day\t1\t0\tsettings\t{}",
        ])
    func badLine(line: String) {
        let text = "\(BaselineText.mark)\nday\t1\t0\tscenario_hash\tab\n\(line)\n"
        #expect {
            _ = try BaselineReading.runs(in: text, source: "b.tsv")
        } throws: { error in
            "\(error)".hasPrefix("b.tsv:3: this is no line of a baseline; write the file again")
        }
    }

    @Test("A run without hashes, and a text that is no baseline, are refused")
    func noBaseline() {
        #expect(throws: ComparisonRefusal.self) {
            try BaselineReading.runs(in: "\(BaselineText.mark)\nday\t1\t0\tpoller.calls\t3\n", source: "b.tsv")
        }
        #expect {
            _ = try BaselineReading.runs(in: "a,b\n", source: "b.tsv")
        } throws: { error in
            "\(error)".hasPrefix("b.tsv: this is neither a database of runs nor a baseline; name one that")
        }
    }
}
