import Foundation
import Observation
import Scenarios
import Testing

@testable import Experiments

/// Customers come at a constant rate and are served in a time that varies as theirs do: how many servers keep the mean
/// wait short is known by Erlang's formula C.
@Suite("Servers are sized as Erlang's formula says")
struct ErlangTests {
    /// The mean wait, over the mean service time.
    private func wait(servers: Int, offered: Double) -> Double {
        guard Double(servers) > offered else { return .infinity }
        var (free, weight) = (0.0, 1.0)
        for customers in 1...servers {
            free += weight
            weight *= offered / Double(customers)
        }
        let busy = weight * Double(servers) / (Double(servers) - offered)
        return busy / (free + busy) / (Double(servers) - offered)
    }

    /// The mean wait of a run of many customers, which begins empty; its first tenth is cut off.
    private func simulated(servers: Int, offered: Double, seed: Int) -> Double {
        var numbers = Numbers("queue", seed)
        func exponential(_ mean: Double) -> Double { -mean * log(1 - numbers.uniform()) }
        var busy = Array(repeating: 0.0, count: servers)
        var sum = 0.0
        let customers = 3_000
        for number in 0..<customers {
            busy.sort()
            if number >= customers / 10 { sum += busy[0] }
            busy[0] += exponential(1)
            let gap = exponential(1 / offered)
            for server in busy.indices { busy[server] = max(0, busy[server] - gap) }
        }
        return sum / Double(customers - customers / 10)
    }

    @Test("The smallest number of servers is the formula's", arguments: [(0.7, 0.6), (1.5, 0.5), (2.6, 0.5), (4, 0.2)])
    func servers(offered: Double, limit: Double) throws {
        let expected = try #require((1...8).first { wait(servers: $0, offered: offered) < limit })
        // Where the formula comes too near to the limit, no such run would tell.
        for servers in 1...8 { #expect(abs(wait(servers: servers, offered: offered) / limit - 1) > 0.1) }
        let axis = SizingAxis(try Variation("services.checkout_api.workers=1..8", steps: .natural))
        let gate = SeriesGate(keeping: try Gate(reading: "checkout.latency avg < \(Int(limit * 1_000))ms"))
        let search = SizingSearch(try SizingSpace([axis], objective: .smallest(axis: 0)), gates: [gate])
        var question = Question(search) { numbers, seed in
            SizingRun([.value(simulated(servers: Int(numbers[0]), offered: offered, seed: seed))])
        }
        let answer = question.answer()
        #expect(answer.target.map { answer.search.points[$0].numbers[0] } == Double(expected))
        #expect(answer.open.isEmpty)
    }
}
