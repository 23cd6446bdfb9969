import Testing

@testable import Observation
@testable import Twin

@Suite("The measures' names")
struct CatalogueTests {
    @Test func `every name and meaning is there once, in groups that follow one another`() {
        let names = MeasureCatalogue.all.map(\.name)
        #expect(Set(names).count == names.count)
        #expect(Set(MeasureCatalogue.all.map(\.meaning)).count == names.count)
        var groups: [Substring] = []
        for name in names where groups.last != name.prefix(while: { $0 != "." }) {
            groups.append(name.prefix { $0 != "." })
        }
        #expect(
            groups == [
                "poller", "convergence", "checkout", "kafka", "intermediary", "network", "faults", "violations", "cost",
            ])
    }

    /// An invariant keeps the name that the catalogue of promises gives it.
    @Test func `names are lower case words joined by underscores`() {
        let invariants = Set(Invariant.allCases.map { "violations.\($0.rawValue)" })
        for name in MeasureCatalogue.all.map(\.name) where !invariants.contains(name) {
            #expect(name.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "_" || $0 == "." }, "\(name)")
        }
    }

    @Test func `members of a family follow their total, and a family of one has none`() {
        let tags = MeasureTags(consumerGroups: ["a", "b"], proxies: ["only"])
        let names = MeasureCatalogue.all(with: tags).map(\.name)
        let lag = names.firstIndex(of: "kafka.lag")
        #expect(lag.map { Array(names[$0..<($0 + 3)]) } == ["kafka.lag", "kafka.lag.a", "kafka.lag.b"])
        #expect(!names.contains("poller.calls_per_s.only"))
        #expect(MeasureCatalogue.definition(of: "kafka.lag.a", tags: tags)?.unit == "records")
        #expect(MeasureCatalogue.definition(of: "kafka.lag.c", tags: tags) == nil)
        #expect(MeasureCatalogue.definition(of: "checkout.asked.a") == nil)
    }

    @Test func `measures come out in the catalogue's order with its units and meanings`() {
        var set = MeasureSet(tags: MeasureTags(consumerGroups: ["a", "b"]))
        for definition in MeasureCatalogue.all where definition.kind == .value {
            set.set(MeasureID(definition.name), 1)
        }
        let measures = set.measures()
        let expected = MeasureCatalogue.all(with: MeasureTags(consumerGroups: ["a", "b"]))
        #expect(measures.map(\.name) == expected.map(\.name))
        #expect(measures.map(\.unit) == expected.map(\.unit))
        #expect(measures.map(\.meaning) == expected.map(\.meaning))
    }

    @Test func `a duration that a skewed clock made negative counts as nought`() {
        var set = MeasureSet()
        set.record(MeasureID("convergence.view"), nanoseconds: -5)
        let figure = set.measures().first { $0.name == "convergence.view" }?.figure
        #expect(figure == .distribution(.init(count: 1, mean: 0, p50: 0, p95: 0, p99: 0, max: 0)))
    }
}
