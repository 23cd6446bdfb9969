import Observation
import Scenarios
import Testing
import Twin

@testable import Experiments

@Suite("A sweep's cells come to figures of its points")
struct SweepTallyTests {
    private func plan(_ points: [SweepPoint], shard: Shard = .whole, seeds: String = "0..<4") throws -> SweepPlan {
        try SweepPlan(points, series: RunSeries(SeedRange(seeds)), shard: shard) { _, point in
            let settings = point.settings.map(\.text)
            return RunTicket(try Scenario(text: "name: sample\n", settings: settings), settings: settings)
        }
    }

    private func ending(
        _ ticket: RunTicket, calls: Double, accepted: Double = 1, _ verdict: Verdict = .held
    ) -> RunEnding {
        let measures = [("poller.calls", "calls", calls), ("checkout.accepted", "carts", accepted)].map {
            Measure(name: $0.0, unit: $0.1, meaning: "", figure: .value($0.2))
        }
        return RunEnding(
            ticket: ticket,
            findings: RunFindings(
                verdict: verdict, crash: verdict == .crashed ? RunCrash(.serviceEnded, reason: "ended") : nil,
                traceHash: 1, events: 1, jobs: 1, virtualTime: .seconds(60), measures: measures,
                gates: verdict == .crashed
                    ? [] : [GateResult(expression: "g", held: verdict == .held, actual: 1, unit: "1")]),
            cost: .init(wallTime: .seconds(1)))
    }

    private func figures() throws -> [MeasuredFigure] {
        try ["poller.calls", "checkout.accepted"].map { try MeasuredFigure(reading: $0) }
    }

    @Test("Points that come to one scenario share their cells, whatever they are called")
    func shared() throws {
        let points = try SweepDesign.grid([Variation("services.poller.loop_time=60s,1min,90s")])
        let plan = try plan(points)
        #expect(plan.points.map(\.block) == [0, 0, 1])
        #expect(plan.cellCount == 8 && plan.count == 8)
        #expect((0..<8).map { plan.ticket(of: plan.cell(at: $0)).seed } == [0, 1, 2, 3, 0, 1, 2, 3])
        #expect(plan.ticket(of: plan.cell(at: 7)).settings == ["services.poller.loop_time=90s"])
    }

    @Test("The shards of a plan have each of its cells once, and each is found again")
    func shards() throws {
        let points = try SweepDesign.grid([Variation("services.poller.loop_time=30s,1min,90s")])
        var cells: [SweepPlan.Cell] = []
        for number in 1...5 {
            let plan = try plan(points, shard: #require(Shard("\(number)/5")))
            for place in 0..<plan.count {
                #expect(plan.place(of: plan.cell(at: place)) == place)
                cells.append(plan.cell(at: place))
            }
        }
        #expect(cells.count == 12)
        let whole = try plan(points)
        #expect(cells.compactMap(whole.place).sorted() == Array(0..<12))
        let second = try plan(points, shard: #require(Shard("2/5")))
        #expect(second.place(of: whole.cell(at: 0)) == nil)
    }

    @Test("Figures and verdicts of a point are the same in whatever order its runs come")
    func order() throws {
        let plan = try plan(try SweepDesign.grid([Variation("services.poller.loop_time=30s,1min")]))
        let verdicts: [Verdict] = [.held, .gateMissed, .crashed, .held, .held, .held, .stuck, .held]
        func tally(_ places: [Int]) throws -> SweepTally {
            var tally = SweepTally(plan, figures: try figures())
            for place in places {
                let cell = plan.cell(at: place)
                tally.add(ending(plan.ticket(of: cell), calls: 1 / Double(place + 1), verdicts[place]), of: cell)
            }
            return tally
        }
        let (forward, backward) = (try tally(Array(0..<8)), try tally((0..<8).reversed()))
        for point in 0..<2 {
            for figure in 0..<2 { #expect(forward[point].mean(of: figure) == backward[point].mean(of: figure)) }
            #expect(forward[point].gates == backward[point].gates)
        }
        #expect(forward[0].worst == .crashed && forward[1].worst == .stuck && forward.worst == .crashed)
        #expect(forward[0].mean(of: 0).count == 3 && forward[0].runs == 4)
        #expect(forward[0].gates == [.init(expression: "g", held: 2, judged: 3)])
        #expect(forward[1].gates == [.init(expression: "g", held: 3, judged: 4)])
    }

    @Test("The best and the worst point follow the measure's own direction, and of a tie all are marked")
    func standings() throws {
        let plan = try plan(
            try SweepDesign.grid([Variation("services.poller.loop_time=30s,1min,90s,2min")]), seeds: "0..<1")
        var tally = SweepTally(plan, figures: try figures())
        for (place, (calls, accepted)) in [(5.0, 5.0), (2, 2), (2, 9), (3, 9)].enumerated() {
            let cell = plan.cell(at: place)
            tally.add(ending(plan.ticket(of: cell), calls: calls, accepted: accepted), of: cell)
        }
        #expect(tally.standings(of: 0) == [.worst, .best, .best, nil])
        #expect(tally.standings(of: 1) == [nil, .worst, .best, .best])
    }

    /// calls = 100 + 10 a + 3 b - 40 c, and 50 for each seed, which every point has alike: its differences have none.
    @Test("A tornado has the input that moves a figure most first, by differences in which the seeds fall out")
    func tornado() throws {
        let plan = try plan(
            SweepDesign.around([
                Variation("services.poller.concurrency=2,5"), Variation("services.core.replicas=3,4"),
                Variation("services.proxy.replicas=1"), Variation("services.proxy.workers=20"),
            ]))
        // a: 2 -> 5 and 5 -> -10; b: 3 -> 3 and 4 -> 3; c: -40 or -42 by turns; d: nothing.
        let effects: [[Double]] = [
            [0, 0, 0, 0], [5, 5, 5, 5], [-10, -10, -10, -10], [3, 3, 3, 3], [2, 4, 2, 4], [-40, -42, -40, -42],
            [0, 0, 0, 0],
        ]
        var tally = SweepTally(plan, figures: try figures())
        for place in 0..<plan.count {
            let cell = plan.cell(at: place)
            let calls = 100 + 50 * Double(cell.member) + effects[cell.block][cell.member]
            tally.add(ending(plan.ticket(of: cell), calls: calls), of: cell)
        }
        let tornado = Tornado(of: 0, plan, tally)
        #expect(tornado.base.mean == 175)
        #expect(
            tornado.bars.map(\.path) == [
                "services.proxy.replicas", "services.poller.concurrency", "services.core.replicas",
                "services.proxy.workers",
            ])
        #expect(tornado.bars.map(\.swing) == [41, 15, 3, 0])
        #expect(tornado.bars.map(\.low.value) == ["1", "5", nil, nil])
        #expect(tornado.bars.map(\.high.value) == [nil, "2", "3", nil])
        // Student's 97.5 % point of 3 degrees, 3.182446, times the deviation 1.154701 over the root of 4.
        let halfWidth = try #require(tornado.bars[0].low.difference.halfWidth)
        #expect(abs(halfWidth - 3.182446 * 1.154701 / 2) < 1e-5)
        #expect(tornado.bars[1].low.difference.halfWidth == 0)
    }
}
