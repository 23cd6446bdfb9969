import Statistics
import Testing

@testable import Observation

@Suite("The measures' names")
struct CatalogueTests {
    @Test("Every name and meaning is there once, in groups that follow one another")
    func namesAndGroups() {
        let names = MeasureCatalogue.all.map(\.name)
        #expect(Set(names).count == names.count)
        #expect(Set(MeasureCatalogue.all.map(\.meaning)).count == names.count)
        var groups: [Substring] = []
        for name in names where groups.last != name.prefix(while: { $0 != "." }) {
            groups.append(name.prefix { $0 != "." })
        }
        #expect(
            groups == [
                "poller", "convergence", "checkout", "kafka", "intermediary", "network", "harm", "faults",
                "violations", "cost",
            ])
    }

    /// An invariant keeps the name that the catalogue of promises gives it.
    @Test("Names are lower case words joined by underscores")
    func namesAreLowerCase() {
        let invariants = Set(Invariant.allCases.map { "violations.\($0.rawValue)" })
        for name in MeasureCatalogue.all.map(\.name) where !invariants.contains(name) {
            #expect(name.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "_" || $0 == "." }, "\(name)")
        }
    }

    @Test("Members of a family follow their total, and a family of one has none")
    func familiesFollowTheirTotal() {
        let tags = MeasureTags(consumerGroups: ["a", "b"], proxies: ["only"])
        let names = MeasureCatalogue.all(with: tags).map(\.name)
        let lag = names.firstIndex(of: "kafka.lag")
        #expect(lag.map { Array(names[$0..<($0 + 3)]) } == ["kafka.lag", "kafka.lag.a", "kafka.lag.b"])
        #expect(!names.contains("poller.calls_per_s.only"))
        #expect(MeasureCatalogue.definition(of: "kafka.lag.a", tags: tags)?.unit == "records")
        #expect(MeasureCatalogue.definition(of: "kafka.lag.c", tags: tags) == nil)
        #expect(MeasureCatalogue.definition(of: "checkout.asked.a") == nil)
    }

    @Test("Measures come out in the catalogue's order with its units and meanings")
    func measuresInOrder() {
        let tags = MeasureTags(consumerGroups: ["a", "b"], intermediaries: ["c", "d"])
        var set = MeasureSet(tags: tags)
        for (place, definition) in MeasureCatalogue.all.enumerated() where definition.kind == .value {
            let slot = MeasureCatalogue.all[..<place].count { $0.kind == .value }
            set.set(MeasureID<ValueMeasure>(place: place, slot: slot), 1)
            guard let family = definition.family else { continue }
            for member in tags.members(of: family).indices {
                set.set(MeasureID<ValueMeasure>(place: place, slot: slot), 1, member: member)
            }
        }
        let measures = set.measures()
        let expected = MeasureCatalogue.all(with: tags).filter { $0.kind != .cost }
        #expect(measures.map(\.name) == expected.map(\.name))
        #expect(measures.map(\.unit) == expected.map(\.unit))
        #expect(measures.map(\.meaning) == expected.map(\.meaning))
    }

    @Test("A duration that a skewed clock made negative counts as nought")
    func negativeDuration() {
        var set = MeasureSet()
        set.record(Measures.convergence.view, nanoseconds: -5)
        let figure = set.measures().first { $0.name == "convergence.view" }?.figure
        #expect(figure == .distribution(.init(count: 1, mean: 0, p50: 0, p95: 0, p99: 0, max: 0)))
    }

    @Test("Each kind of measure is filled and read as what it is")
    func eachKindIsFilled() {
        var set = MeasureSet(tags: MeasureTags(consumerGroups: ["a", "b"], proxies: ["p", "q"]))
        set.record(Measures.poller.loopDuration, nanoseconds: 2_000_000_000)
        set.record(Measures.poller.rowsDue, number: 7)
        set.add(Measures.poller.calls)
        set.add(Measures.poller.calls, 4)
        set.set(Measures.poller.callsPerSecond, 0.5)
        set.set(Measures.poller.callsPerSecond, 0.25, member: 1)
        set.change(Measures.kafka.lag, to: 3, at: 0)
        set.change(Measures.kafka.lag, to: 0, at: 2_000_000)
        set.change(Measures.kafka.lag, to: 3, at: 0, member: 1)
        set.change(Measures.kafka.lag, to: 0, at: 1_000_000, member: 1)
        let figures = Dictionary(uniqueKeysWithValues: set.measures().map { ($0.name, $0.figure) })
        func samples(_ count: UInt64, of value: Double) -> Measure.Figure {
            .distribution(SampleSummary(count: count, mean: value, p50: value, p95: value, p99: value, max: value))
        }
        #expect(figures["poller.loop_duration"] == samples(1, of: 2))
        #expect(figures["poller.rows_due"] == samples(1, of: 7))
        #expect(figures["poller.calls"] == .value(5))
        #expect(figures["poller.calls_per_s"] == .value(0.5))
        #expect(figures["poller.calls_per_s.q"] == .value(0.25))
        #expect(figures["poller.calls_per_s.p"] == nil)
        #expect(figures["kafka.lag"] == samples(2, of: 3))
        #expect(figures["kafka.lag.b"] == samples(1, of: 3))
        #expect(figures["kafka.lag.a"] == samples(0, of: 0))
    }

    @Test("A summary's sections have their lines in order, each of a measure of the catalogue")
    func summarySections() {
        for section in SummarySection.allCases {
            let places = MeasureCatalogue.all.flatMap(\.places).filter { $0.section == section }
            #expect(places.map(\.line).sorted() == Array(1...places.count), "\(section)")
            #expect(section.lines.count == places.count)
            #expect(section.lines.allSatisfy { MeasureCatalogue.definition(of: $0.measure) != nil })
        }
        #expect(SummarySection.poller.lines.map(\.measure)[4] == "intermediary.calls_per_s_peak_1s")
        #expect(SummarySection.meanwhile.lines.first?.words == "records delivered again")
    }

    @Test("A distribution says which samples it has not, in its meaning")
    func whatIsSampled() {
        for definition in MeasureCatalogue.all where definition.kind == .distribution {
            #expect(definition.meaning.contains("; of ") || definition.meaning.contains(", of "), "\(definition.name)")
        }
    }

    @Test("Lateness says in one sentence what it depends on, where it is defined and where it is shown")
    func latenessSaysWhatItIs() throws {
        let meaning = try #require(MeasureCatalogue.definition(of: "poller.overdue_age")).meaning
        let note = try #require(SummarySection.poller.lines.first { $0.measure == "poller.overdue_age" }?.note)
        for text in [meaning, note] {
            for word in ["LOOP_TIME", "whole loops leave", "87 s", "42 s"] { #expect(text.contains(word), "\(text)") }
        }
        #expect(!meaning.contains(". ") && !meaning.contains("\n"))
    }

    @Test("Lag is called what it is: not yet committed")
    func lagIsUncommitted() throws {
        #expect(try #require(MeasureCatalogue.definition(of: "kafka.lag")).meaning.contains("not yet committed"))
        #expect(SummarySection.around.lines.first { $0.measure == "kafka.lag" }?.words == "records not yet committed")
    }

    @Test("Only what the run cost the machine is cost, and no finding")
    func costIsNoFinding() {
        let cost = MeasureCatalogue.all.filter { $0.kind == .cost }.map(\.name)
        #expect(cost == MeasureCatalogue.all.map(\.name).filter { $0.hasPrefix("cost.") })
        let measures = RunCost(events: 500, jobs: 40, wallTime: .seconds(2)).measures(over: .seconds(3_600))
        #expect(measures.map(\.name) == cost)
        #expect(measures.map(\.figure) == [500, 40, 250, 2, 1_800].map { .value($0) })
        #expect(!PaymentStory().finish(at: 10).measures.contains { cost.contains($0.name) })
    }

    @Test("The same facts give equal findings")
    func findingsAreEquatable() {
        func findings() -> WitnessReport {
            let story = PaymentStory()
            story.goodLife(1, from: 0)
            story.published(.paymentStarted, 1, at: 300)
            return story.finish(at: 400)
        }
        #expect(findings() == findings())
        #expect(findings() != PaymentStory().finish(at: 400))
    }
}
