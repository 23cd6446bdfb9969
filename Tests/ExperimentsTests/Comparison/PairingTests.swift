import Experiments
import Testing
import Twin
import VirtualTime

@Suite("Runs are paired by scenario, seed and replication")
struct PairingTests {
    private func side(_ name: String, _ runs: [ComparedRun], _ selectors: [RunSelector] = []) throws -> ComparedSide {
        try ComparedSide(name, runs, selectors, option: "--\(name)")
    }

    private func refusal<Value>(_ body: () throws -> Value) -> String {
        do { _ = try body() } catch let error as ComparisonRefusal { return error.description } catch {
            return "another error: \(error)"
        }
        return "nothing is refused"
    }

    @Test("Seeds of one side alone are told, and none is dropped")
    func unpaired() throws {
        let base = try side("base", (0..<5).map { comparedRun(seed: $0) })
        let new = try side("new", (3..<8).map { comparedRun(seed: $0, code: "2") } + [comparedRun("night", seed: 3)])
        let comparison = try Comparison(base, new)
        #expect(comparison.scenarios.map(\.name) == ["day"])
        #expect(comparison.scenarios[0].pairs.map(\.member.seed) == [3, 4])
        let told = comparison.unpaired.map {
            "\($0.side.rawValue) \($0.scenario) \(UnpairedRuns.words($0.members))"
        }
        #expect(told == ["base day seeds 0 to 2", "new day seeds 5 to 7", "new night seed 3"])
        #expect(!comparison.isIdentical)
    }

    @Test("One setting a side is compared with the other's; several are paired with the same one")
    func variants() throws {
        let (slow, fast) = (["t=60s"], ["t=30s"])
        let two = try Comparison(
            side("base", [comparedRun(set: slow)]), side("new", [comparedRun(set: fast, hash: "other")]))
        #expect(two.scenarios.map(\.pairs.count) == [1] && two.contradictions.isEmpty)
        let both = [comparedRun(set: slow), comparedRun(set: fast, hash: "other")]
        let sweep = try Comparison(side("base", both), side("new", both + [comparedRun(set: ["t=9s"], hash: "third")]))
        #expect(
            sweep.scenarios.map(\.base.text) == ["t=30s", "t=60s"] && sweep.scenarios.allSatisfy { $0.base == $0.new })
        #expect(sweep.unpaired.map(\.variant.text) == ["t=9s"])
        let message = refusal {
            try Comparison(side("a", both), side("b", [comparedRun(set: ["t=9s"], hash: "third")]))
        }
        #expect(message.contains("day: a has it with ") && message.contains("--base and --new"))
    }

    @Test("What has nothing in common is refused by name, with the way out")
    func nothingInCommon() throws {
        let day = try side("a.sqlite", [comparedRun()])
        #expect(
            refusal { try Comparison(day, side("b.sqlite", [comparedRun("night")])) }
                == "a.sqlite has runs of day, and b.sqlite of night: different scenarios are not compared; name two "
                + "files that have one in common")
        #expect(
            refusal { try Comparison(day, side("b.sqlite", [comparedRun(seed: 7)])) }
                == "day: a.sqlite has seed 0, and b.sqlite has seed 7: no seed is on both sides; run the same seeds, "
                + "with `gemello run --seeds`")
    }

    @Test("Runs of two programs on one side are refused, until one is chosen")
    func ambiguity() throws {
        let runs = [comparedRun(code: "1+aa", id: 1), comparedRun(code: "2+bb", id: 2)]
        let message = refusal { try side("base", runs) }
        #expect(message.contains("run 1 and run 2 are day at seed 0") && message.contains("--base code=1+aa"))
        #expect(try side("base", runs, [.code("2")]).runs.map(\.id) == [2])
        #expect(try side("base", runs, [.runs(1...1)]).runs.map(\.id) == [1])
        #expect(
            refusal { try side("base", runs, [.code("3")]) }.contains(
                "none of its runs has code=3; it has the code 1+aa, 2+bb"))
        #expect(refusal { try side("base", []) }.contains("no run that can be compared"))
    }

    @Test("Of a cell that ran twice the older run counts, and two traces of it are told first")
    func repeated() throws {
        let twice = [comparedRun(trace: 5, id: 2), comparedRun(trace: 5, id: 1)]
        #expect(try side("base", twice).runs.map(\.id) == [1])
        #expect(try side("base", twice).repeated == 1)
        let other = try side("base", [comparedRun(trace: 5, id: 1), comparedRun(trace: 6, id: 2)])
        #expect(other.contradictions.count == 1)
        #expect(try Comparison(other, side("new", [comparedRun(code: "2", trace: 5)])).contradictions.count == 1)
    }

    @Test("The same program and scenario with another trace, or other figures, contradict each other")
    func contradictions() throws {
        func count(_ base: ComparedRun, _ new: ComparedRun) throws -> Int {
            try Comparison(side("base", [base]), side("new", [new])).contradictions.count
        }
        #expect(try count(comparedRun(trace: 1), comparedRun(trace: 2)) == 1)
        #expect(try count(comparedRun(trace: 1, ["a": 1]), comparedRun(trace: 1, ["a": 2])) == 1)
        #expect(try count(comparedRun(trace: 1), comparedRun(trace: 1)) == 0)
        #expect(try count(comparedRun(trace: 1), comparedRun(code: "2", trace: 2)) == 0)
        #expect(try count(comparedRun(trace: 1), comparedRun(hash: "x", trace: 2)) == 0)
        // Nobody knows the program of a baseline.
        #expect(try count(comparedRun(code: nil, trace: 1), comparedRun(code: nil, trace: 2)) == 0)
    }

    @Test("The order of the runs changes nothing", arguments: 0..<20 as Range<UInt64>)
    func order(seed: UInt64) throws {
        var random = RandomStream(seed: seed, name: "pairing", replication: 0)
        func drawn(_ code: String) -> [ComparedRun] {
            (0..<12).filter { _ in random.next(below: 4) > 0 }.map { number in
                comparedRun(
                    number % 2 == 0 ? "day" : "night", seed: number / 2, code: code, id: Int64(number),
                    ["poller.calls": Double(random.next(below: 3))], findings: random.next(below: 3) == 0 ? ["I2"] : [])
            }
        }
        func shuffled(_ runs: [ComparedRun]) -> [ComparedRun] {
            var runs = runs
            for place in runs.indices { runs.swapAt(place, Int(random.next(below: UInt64(runs.count)))) }
            return runs
        }
        let (base, new) = (drawn("1"), drawn("2"))
        let one = try Comparison(side("base", base), side("new", new))
        let other = try Comparison(side("base", shuffled(base)), side("new", shuffled(new)))
        #expect(one.scenarios.map(\.pairs) == other.scenarios.map(\.pairs))
        #expect(one.scenarios.map(\.figures) == other.scenarios.map(\.figures))
        #expect(one.scenarios.map(\.findings) == other.scenarios.map(\.findings))
        #expect(one.unpaired == other.unpaired)
        // Nothing is lost: each run is paired or told.
        let paired = one.scenarios.reduce(0) { $0 + 2 * $1.pairs.count }
        #expect(paired + one.unpaired.reduce(0) { $0 + $1.members.count } == base.count + new.count)
    }

    @Test(
        "A condition says which runs are meant, or what can be written",
        arguments: [
            ("code=0.1", RunSelector.code("0.1")), ("runs=3..<6", .runs(3...5)), ("runs=3", .runs(3...3)),
            ("unset", .unset), ("a.b=3s", .setting("a.b=3s")),
        ])
    func selectors(text: String, selector: RunSelector) throws {
        #expect(try RunSelector(reading: text, option: "--base") == selector)
        #expect(selector.text == text)
    }

    @Test("A condition that says nothing is refused", arguments: ["", "code=", "=3", "runs=x", "runs=5..<5", "fast"])
    func badSelectors(text: String) {
        #expect(refusal { try RunSelector(reading: text, option: "--new") }.hasPrefix("--new '\(text)'"))
    }
}
