import Statistics
import Testing

/// How often an interval of 95 % holds the true value, over 2,000 experiments with queues whose true mean is known.
@Suite("Coverage")
struct CoverageTests {
    static let experiments = 2_000

    private func share(_ holds: (Int) -> Bool) -> Double {
        Double((0..<Self.experiments).count(where: holds)) / Double(Self.experiments)
    }

    private func queue(_ servers: Int, arrivals: Double, services: Double = 1, _ name: String, _ number: Int) -> Queue {
        Queue(arrivals: arrivals, services: services, servers: servers, draws: Draws(name, number))
    }

    @Test("Intervals of replications hold the mean stay at one server and at three", arguments: [1, 3])
    func replications(servers: Int) {
        let arrivals = 0.3 * Double(servers)
        let truth = queue(servers, arrivals: arrivals, "", 0).meanStay
        let held = share { experiment in
            var figures = RunningMean()
            for replication in 0..<100 {
                var queue = queue(servers, arrivals: arrivals, "replications", experiment * 100 + replication)
                figures.add((queue.nextStay() + queue.nextStay()) / 2)
            }
            return figures.interval()?.holds(truth) ?? false
        }
        #expect(0.93...0.97 ~= held, "\(held)")
    }

    @Test("Intervals of batch means hold the mean stay at one server and at two", arguments: [(1, 0.2), (2, 0.6)])
    func batches(servers: Int, arrivals: Double) {
        let held = share { experiment in
            var queue = queue(servers, arrivals: arrivals, "batches", experiment)
            var batches = BatchMeans()
            for _ in 0..<640 { batches.add(queue.nextStay()) }
            return batches.interval()?.holds(queue.meanStay) ?? false
        }
        #expect(0.93...0.97 ~= held, "\(held)")
    }

    @Test("Intervals of a percentile hold that of the stay")
    func percentiles() {
        // With one server it is exponential, with the rate by which the server is faster than arrivals: ln 10 / 0.5.
        let truth = 2.302585092994046 / 0.5
        let held = share { experiment in
            let stays = (0..<100).map { replication in
                var queue = queue(1, arrivals: 0.5, "percentiles", experiment * 100 + replication)
                return queue.nextStay()
            }
            return QuantileInterval.interval(Percentile(90), ofSorted: stays.sorted())?.holds(truth) ?? false
        }
        #expect(0.93...0.97 ~= held, "\(held)")
    }

    @Test("Intervals of paired differences hold what a faster server saves")
    func pairs() {
        // One server of speed 1 or 2: a stay is 1 / (speed - 0.3) on average.
        let truth = 1 / 1.7 - 1 / 0.7
        let held = share { experiment in
            var pairs = PairedDifference()
            for replication in 0..<60 {
                var base = queue(1, arrivals: 0.3, "pairs", experiment * 60 + replication)
                var other = queue(1, arrivals: 0.3, services: 2, "pairs", experiment * 60 + replication)
                pairs.add(base: base.nextStay(), other: other.nextStay())
            }
            return pairs.interval()?.holds(truth) ?? false
        }
        #expect(0.93...0.97 ~= held, "\(held)")
    }

    @Test("Intervals that stop once they are narrow enough still hold the mean")
    func sequential() {
        let rule = SequentialStopping(.relative(0.15), least: 20, limit: 1_000)
        let held = share { experiment in
            var draws = Draws("sequential", experiment)
            var figures = RunningMean()
            while case .goOn(let until) = rule.decision(after: figures) {
                while figures.count < until { figures.add(4 + 2 * draws.normal()) }
            }
            return figures.interval()?.holds(4) ?? false
        }
        #expect(0.93...0.97 ~= held, "\(held)")
    }
}
