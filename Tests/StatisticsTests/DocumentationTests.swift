import Foundation
import Statistics
import Testing

/// Each question of the page, asked of figures that are made up.
private let delays = (0..<40).map { 10 + Double($0 * 7 % 11) }

func howLongIsTheWarmUp(series: [Double]) -> ArraySlice<Double>? {
    // Of several replications: the mean of their first figures, of their second ones, and so on.
    guard let cut = WarmUp.mser5(of: series) else { return nil }  // too short: run longer
    return series[cut...]
}

func howLongIsTheDelay(replications: [Double]) -> ConfidenceInterval? {
    let delay = RunningMean(of: replications)
    return delay.interval(confidence: 0.95)  // nil for fewer than two
}

func howLongIsTheDelay(inOneRun series: ArraySlice<Double>) -> ConfidenceInterval? {
    let batches = BatchMeans(of: series)
    guard !batches.areTooShort() else { return nil }  // run ten times as long
    return batches.interval(confidence: 0.95)
}

func howLongIsItAtWorst(replications: [Double]) -> ConfidenceInterval? {
    QuantileInterval.interval(Percentile(90), ofSorted: replications.sorted(), confidence: 0.95)
}

func howOftenDoesItHold(replications: [Bool]) -> ConfidenceInterval? {
    ProportionInterval.interval(successes: replications.count { $0 }, of: replications.count, confidence: 0.95)
}

func howManyReplications(run: (_ replication: Int) -> Double) -> RunningMean {
    let rule = SequentialStopping(.relative(0.05), confidence: 0.95, limit: 500)
    var delay = RunningMean()
    while case .goOn(let until) = rule.decision(after: delay) {
        for replication in delay.count..<until { delay.add(run(replication)) }
    }
    return delay
}

func howMuchFasterIsIt(base: [Double], new: [Double]) -> (ConfidenceInterval?, saved: Double?) {
    var difference = PairedDifference()
    for (base, new) in zip(base, new) { difference.add(base: base, other: new) }
    return (difference.interval(), difference.varianceSaved)
}

func isItAsGoodAsBefore(difference: PairedDifference) -> EquivalenceTest.Verdict? {
    EquivalenceTest(of: difference.difference, margin: 0.5, significance: 0.05)?.verdict
}

func whichIsTheFastest(systems: Int, run: (_ system: Int, _ replication: Int) -> Double) -> Int? {
    var search = KimNelson(systems: systems, objective: .least, indifference: 0.5)
    while search.selected == nil {
        _ = search.take(search.inPlay.map { run($0, search.rounds) })
    }
    return search.selected
}

func whichIsTheFastest(
    of systems: [RunningMean], with budget: Int, run: (_ system: Int, _ replication: Int) -> Double
) -> Double {
    var systems = systems
    for _ in 0..<budget / 10 {
        for (system, more) in BudgetAllocation.next(10, to: systems, objective: .least).enumerated() {
            for _ in 0..<more { systems[system].add(run(system, systems[system].count)) }
        }
    }
    return BudgetAllocation.chanceOfCorrectSelection(of: systems, objective: .least)
}

func whatIsLeftToFind(seedsWithEachKind: [Int], seeds: Int) -> (kinds: ConfidenceInterval?, bySeed: Double) {
    let kinds = SpeciesEstimate(kinds: seedsWithEachKind, samples: seeds)
    return (kinds.interval(), kinds.newKindsPerSample)
}

@Suite struct DocumentationTests {
    @Test("The examples answer their questions")
    func theExamplesAnswer() throws {
        let rising = Array(repeating: 90.0, count: 10) + (0..<400).map { 10 + Double($0 * 7 % 11) }
        let steady = try #require(howLongIsTheWarmUp(series: rising))
        #expect(steady.startIndex == 10)
        #expect(howLongIsTheDelay(inOneRun: steady)?.holds(15) == true)
        #expect(howLongIsTheDelay(replications: delays)?.holds(15) == true)
        #expect(howLongIsItAtWorst(replications: delays)?.holds(19) == true)
        #expect(howOftenDoesItHold(replications: delays.map { $0 < 19 })?.holds(0.85) == true)
        let enough = howManyReplications { 10 + Double($0 * 7 % 11) }
        #expect(try #require(enough.halfWidth) < 0.05 * enough.mean)
        let (faster, saved) = howMuchFasterIsIt(base: delays, new: delays.map { $0 * 0.9 })
        #expect(try #require(faster).high < 0 && #require(saved) > 0.9)
    }

    @Test("The examples find the best, the same and the unseen")
    func theExamplesFind() throws {
        func run(_ system: Int, _ replication: Int) -> Double {
            Double(system) + Double((replication * 7 + system * 3) % 11) / 10
        }
        #expect(whichIsTheFastest(systems: 3, run: run) == 0)
        let begun = (0..<3).map { system in RunningMean(of: (0..<5).map { run(system, $0) }) }
        #expect(whichIsTheFastest(of: begun, with: 50, run: run) > 0.99)
        var same = PairedDifference()
        for (base, new) in zip(delays, delays.reversed()) { same.add(base: base, other: base + (new - base) / 20) }
        #expect(isItAsGoodAsBefore(difference: same) == .equivalent)
        let left = whatIsLeftToFind(seedsWithEachKind: [90, 41, 7, 3, 2, 2, 1, 1, 1], seeds: 200)
        #expect(left.kinds?.low ?? 0 > 9 && left.bySeed == 0.015)
    }

    @Test("The code of the page is the code tested here")
    func theCodeOfThePage() throws {
        let here = URL(fileURLWithPath: #filePath)
        let page = here.deletingLastPathComponent().appendingPathComponent(
            "../../Sources/Statistics/Statistics.docc/WhichToolAnswersWhat.md")
        let tested = try String(contentsOf: here, encoding: .utf8)
        let blocks = try String(contentsOf: page, encoding: .utf8).components(separatedBy: "```swift\n").dropFirst()
        #expect(blocks.count == 11)
        for block in blocks {
            let code = block.components(separatedBy: "```")[0]
            #expect(tested.contains(code), "\(code)")
        }
    }
}
