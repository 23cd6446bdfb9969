import Testing

@testable import Experiments

@Suite("A design says which points a sweep looks at")
struct SweepDesignTests {
    private func points(_ points: [SweepPoint]) -> [String] {
        points.map { $0.settings.map(\.text).joined(separator: " ") }
    }

    @Test("A grid has every value with every other, the first variation slowest")
    func grid() throws {
        let grid = try SweepDesign.grid([Variation("a=1,2"), Variation("b=x,y,z"), Variation("c=9")])
        #expect(
            points(grid) == [
                "a=1 b=x c=9", "a=1 b=y c=9", "a=1 b=z c=9", "a=2 b=x c=9", "a=2 b=y c=9", "a=2 b=z c=9",
            ])
        #expect(try points(SweepDesign.grid([Variation("a=3,1,2")])) == ["a=3", "a=1", "a=2"])
    }

    @Test("A grid that is no table is refused")
    func tooLarge() throws {
        let values = (1...1_000).map(String.init).joined(separator: ",")
        let (a, b) = (try Variation("a=\(values)"), try Variation("b=\(values)"))
        #expect(throws: SweepRefusal.self) { try SweepDesign.grid([a, b]) }
    }

    @Test("Around the scenario as it is each variation stands alone")
    func around() throws {
        let around = try SweepDesign.around([Variation("a=1,2"), Variation("b=x")])
        #expect(points(around) == ["", "a=1", "a=2", "b=x"])
    }

    /// By the definition of McKay, Beckman and Conover, which needs no code of ours.
    @Test("Every part of every range has one point of a Latin hypercube", arguments: [2, 7, 40, 333])
    func latinHypercube(_ count: Int) throws {
        let variations = try [
            Variation("services.poller.loop_time=30s..3min", steps: .drawn),
            Variation("citizens.payments=500/day..3000/day", steps: .drawn),
            Variation("citizens.deadline.factor=0.5..2", steps: .drawn),
        ]
        let points = SweepDesign.latinHypercube(variations, count: count)
        #expect(points.count == count)
        let ends: [(Double, Double, (String) throws -> Double)] = [
            (30, 180, seconds), (500, 3_000, { try #require(Double($0.dropLast("/day".count))) }),
            (0.5, 2, { try #require(Double($0)) }),
        ]
        for (column, (low, high, read)) in ends.enumerated() {
            let parts = try points.map { point in
                Int((try read(point.settings[column].value) - low) / (high - low) * Double(count))
            }
            #expect(parts.sorted() == Array(0..<count))
        }
        let orders = (0..<3).map { column in points.map { $0.settings[column].value } }
        #expect(count < 7 || orders[0] != orders[0].sorted() && orders[1] != orders[2])
        #expect(SweepDesign.latinHypercube(variations, count: count) == points)
    }

    private func seconds(_ text: String) throws -> Double {
        for (unit, scale) in [("min", 60.0), ("ms", 0.001), ("s", 1)] where text.hasSuffix(unit) {
            return try #require(Double(text.dropLast(unit.count))) * scale
        }
        return .nan
    }

    @Test("Of whole numbers and of lists each has its share of a Latin hypercube")
    func shares() throws {
        let variations = try [
            Variation("services.poller.concurrency=1..4", steps: .drawn),
            Variation("wire=typed,bytes", steps: .drawn),
        ]
        let points = SweepDesign.latinHypercube(variations, count: 40)
        for value in ["1", "2", "3", "4"] { #expect(points.count { $0.settings[0].value == value } == 10) }
        #expect(points.count { $0.settings[1].value == "typed" } == 20)
    }
}
