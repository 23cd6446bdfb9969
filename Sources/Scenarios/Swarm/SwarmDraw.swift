import ElementaryFunctions
import VirtualTime

/// Draws the faults of one seed: a few kinds of the table, each with a weight of its own from hardly ever to all the
/// time. What it draws are specifications like those a scenario writes, in round figures, so that they can be repeated
/// by hand.
package struct SwarmDraw {
    private var stream: RandomStream
    private let targets: FaultTargets
    private let duration: Duration

    /// - Parameters:
    ///   - stream: from which everything is drawn; the swarm's own.
    ///   - scenario: whose names and duration the faults keep to.
    package init(_ stream: RandomStream, scenario: Scenario) {
        self.stream = stream
        targets = FaultTargets(scenario)
        duration = scenario.duration
    }

    /// What this seed draws; a second call draws on.
    package mutating func faults() -> [FaultSpecification] {
        // Some seeds are calm and some are wild: a kind is there in one seed of 20 to one of 2.
        let density = stream.next(below: 10) + 1
        var faults: [FaultSpecification] = []
        for row in SwarmRow.table {
            // Every row draws as much, so that one row more moves no other's figures.
            let isThere = stream.next(below: 20) < density
            var own = RandomStream(seed: stream.next(), name: row.kind.rawValue, replication: 0)
            guard isThere else { continue }
            faults.append(fault(row, &own))
        }
        return faults
    }

    private func fault(_ row: SwarmRow, _ stream: inout RandomStream) -> FaultSpecification {
        let names = row.targets(targets)
        let target = names[Int(stream.next(below: UInt64(names.count)))]
        guard let moments = row.moments else {
            let rate = rate(row.times, &stream)
            let length = FaultDefinition.of(row.kind).lasts ? stream.time(mean: row.length) : nil
            return FaultSpecification(
                row.effect(&stream), target: target, .random(rate, during: nil), length: length)
        }
        let moment = moments.of[Int(stream.next(below: UInt64(moments.of.count)))]
        let effect = row.effect(&stream)
        return FaultSpecification(effect, target: target, .moment(moment, .share(stream.share(upTo: moments.share))))
    }

    /// So many times in a run, as a rate per hour of at least a tenth.
    private func rate(_ times: ClosedRange<Double>, _ stream: inout RandomStream) -> Rate {
        let hours = Double(duration.wholeNanoseconds) / 3_600e9
        let tenths = (stream.spread(over: times) / hours * 10).rounded()
        return Rate(max(1, tenths) / 10, per: .h)
    }

}

extension RandomStream {
    /// A number of any size within the limits: each power of ten is as likely as the next.
    mutating func spread(over range: ClosedRange<Double>) -> Double {
        let (low, high) = (PortableMath.log(range.lowerBound), PortableMath.log(range.upperBound))
        return PortableMath.exp(low + (high - low) * unit())
    }

    /// A duration of any size within the limits, in whole milliseconds.
    mutating func duration(_ seconds: ClosedRange<Double>) -> Duration {
        .milliseconds(Int64(max(1, (spread(over: seconds) * 1_000).rounded())))
    }

    /// A time that is drawn anew each time, with a mean of any size within the limits.
    mutating func time(mean seconds: ClosedRange<Double>) -> FaultTime {
        FaultTime(distribution: .exponential(mean: duration(seconds)))
    }

    /// How far a clock is behind, of any size within the limits.
    mutating func behind(_ seconds: ClosedRange<Double>) -> SignedDuration {
        SignedDuration(.zero - duration(seconds))
    }

    /// A share of any size up to the limit, in whole thousandths, at least one; of the form in which a scenario's text
    /// is read.
    mutating func share(upTo most: Double) -> Ratio {
        Ratio(UInt64(max(1, (spread(over: 0.001...most) * 1_000).rounded())) * 1_000, in: 1_000_000)
    }
}
