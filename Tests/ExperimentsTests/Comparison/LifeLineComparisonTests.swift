import Experiments
import Observation
import Testing

@Suite("Life lines of two runs are compared citizen by citizen")
struct LifeLineComparisonTests {
    private func line(_ arrived: Int64?, _ id: String = "p", paid: Int64? = nil, checks: Int = 0) -> PaymentLifeLine {
        var line = PaymentLifeLine(
            paymentID: id, applicationID: "a\(id)", tenant: "t", channel: "online", status: "COMPLETE", checks: checks)
        (line.arrived, line.moneyMoved) = (arrived, paid)
        return line
    }

    @Test("A citizen is known by the arrival, whatever ids the services drew")
    func joined() {
        let comparison = LifeLineComparison(base: [line(1, "x"), line(2, "y")], new: [line(2, "z"), line(1, "q")])
        #expect(comparison.joined == 2 && comparison.differences.isEmpty)
        #expect(comparison.baseOnly == 0 && comparison.newOnly == 0)
    }

    @Test("Two payments of one arrival are told apart by their order, and one that is missing is counted")
    func twice() {
        let comparison = LifeLineComparison(base: [line(1, paid: 5), line(1, paid: 9)], new: [line(1, paid: 5)])
        #expect(comparison.joined == 1 && comparison.differences.isEmpty && comparison.baseOnly == 1)
        let reverse = LifeLineComparison(base: [line(1)], new: [line(1), line(7)])
        #expect(reverse.newOnly == 1 && reverse.baseOnly == 0)
    }

    @Test("Those that differ come by the first instant at which they do, then those without one")
    func differences() {
        let base = [line(1, "a", checks: 3), line(2, "b", paid: 90), line(3, "c", paid: 50), line(4, "d")]
        let new = [line(1, "a", checks: 4), line(2, "b", paid: 40), line(3, "c"), line(4, "d")]
        let found = LifeLineComparison(base: base, new: new).differences
        #expect(found.map(\.base.paymentID) == ["b", "c", "a"])
        #expect(found.map(\.instant) == [40, 50, nil])
        #expect(found[0].first == .init(name: "money moved", base: .instant(90), new: .instant(40)))
        #expect(found[1].first.new == .instant(nil))
        #expect(found[2].fields == [.init(name: "checks", base: .count(3), new: .count(4))])
    }

    @Test("Every part of a line is compared")
    func everyPart() {
        let base = line(1)
        for station in PaymentLifeLine.stations where station.word != "arrived" {
            var new = base
            new[keyPath: station.path] = 7
            let found = LifeLineComparison(base: [base], new: [new]).differences
            #expect(found.map(\.first.name) == [station.word])
        }
        for (name, change) in [("channel", \PaymentLifeLine.channel), ("status", \.status)] {
            var new = base
            new[keyPath: change] = "another"
            #expect(LifeLineComparison(base: [base], new: [new]).differences.map(\.first.name) == [name])
        }
    }

    @Test("What differs between two scenarios is named by its path")
    func settings() {
        let base = "name: x\nservices:\n  poller:\n    loop_time: 90s\n  core:\n    replicas: 2\nexpect: []\n"
        let new = "name: x\nservices:\n  poller:\n    loop_time: 30s\n    pacing: fixed\nexpect: [a]\n"
        #expect(
            SettingDifference.all(base, new) == [
                .init(path: "services.poller.loop_time", base: "90s", new: "30s"),
                .init(path: "services.core.replicas", base: "2", new: nil),
                .init(path: "expect", base: "[]", new: "[a]"),
                .init(path: "services.poller.pacing", base: nil, new: "fixed"),
            ])
        #expect(SettingDifference.all(base, base).isEmpty)
    }
}
