import Experiments
import Results
import Statistics

/// A comparison as one JSON object; its fields are an interface. Measures that are the same have no entry.
struct CompareJSON {
    var result: CompareResult

    func text() -> String {
        let comparison = result.comparison
        return SweepJSON.line(
            CompareForm(
                base: comparison.base, new: comparison.new, identical: comparison.isIdentical,
                contradictions: comparison.contradictions.map(PairForm.init),
                scenarios: comparison.scenarios.map { scenario in
                    ScenarioForm(scenario, result.stories.filter { $0.scenario == scenario.title })
                },
                unpaired: comparison.unpaired.map(UnpairedForm.init), repeated: comparison.repeated,
                replays: result.replays, rules: result.rules.map(RuleForm.init), exitCode: result.exitCode))
    }
}

private struct CompareForm: Encodable {
    var base, new: String
    var identical: Bool
    var contradictions: [PairForm]
    var scenarios: [ScenarioForm]
    var unpaired: [UnpairedForm]
    var repeated, replays: Int
    var rules: [RuleForm]
    var exitCode: Int32

    enum CodingKeys: String, CodingKey {
        case base, new, identical, contradictions, scenarios, unpaired, repeated, replays
        case rules = "fail_on"
        case exitCode = "exit_code"
    }
}

/// Two runs of one seed.
private struct PairForm: Encodable {
    var seed, replication: UInt64
    var identical: Bool
    var baseTraceHash, newTraceHash: String
    var baseRun, newRun: Int64?
    var baseCode, newCode: String?

    init(_ pair: RunPair) {
        (seed, replication) = (pair.member.seed, pair.member.replication)
        identical = pair.isIdentical
        baseTraceHash = traceHashText(pair.base.traceHash)
        newTraceHash = traceHashText(pair.new.traceHash)
        (baseRun, newRun) = (pair.base.id, pair.new.id)
        (baseCode, newCode) = (pair.base.codeVersion, pair.new.codeVersion)
    }

    enum CodingKeys: String, CodingKey {
        case seed, replication, identical
        case baseTraceHash = "base_trace_hash"
        case newTraceHash = "new_trace_hash"
        case baseRun = "base_run"
        case newRun = "new_run"
        case baseCode = "base_code"
        case newCode = "new_code"
    }
}

private struct ScenarioForm: Encodable {
    var scenario: String
    var pairs: [PairForm]
    /// Nil where a side has only the hash of its scenario.
    var settings: [SettingForm]?
    var figures: [FigureForm]
    var compared: Int
    var findings: [FindingForm]
    var wallTime: WallTimeForm?
    var stories: [CompareStoryForm]

    init(_ scenario: ScenarioComparison, _ stories: [CompareResult.PairStory]) {
        self.scenario = scenario.title
        pairs = scenario.pairs.map(PairForm.init)
        settings = scenario.settings?.map { SettingForm(path: $0.path, base: $0.base, new: $0.new) }
        figures = scenario.differing.map(FigureForm.init)
        compared = scenario.figures.count
        findings = scenario.findings.map(FindingForm.init)
        wallTime = WallTimeForm(scenario.wallTime)
        self.stories = stories.map(CompareStoryForm.init)
    }

    enum CodingKeys: String, CodingKey {
        case scenario, pairs, settings, figures, compared, findings, stories
        case wallTime = "wall_time"
    }
}

private struct SettingForm: Encodable {
    var path: String
    var base, new: String?
}

private struct FigureForm: Encodable {
    var figure, unit, judgement: String
    var pairs, differing, baseOnly, newOnly: Int
    var base, new, change, low, high, relative: JSONNumber

    init(_ figure: FigureComparison) {
        let difference = figure.difference
        (self.figure, unit, judgement) = (figure.name, figure.unit, figure.judgement.rawValue)
        (pairs, differing) = (difference.count, figure.differing)
        (baseOnly, newOnly) = (figure.baseOnly, figure.newOnly)
        base = JSONNumber(difference.count > 0 ? difference.base.mean : nil)
        new = JSONNumber(difference.count > 0 ? difference.other.mean : nil)
        change = JSONNumber(figure.change)
        (low, high) = (JSONNumber(figure.interval?.low), JSONNumber(figure.interval?.high))
        relative = JSONNumber(figure.relative)
    }

    enum CodingKeys: String, CodingKey {
        case figure, unit, judgement, pairs, differing, base, new, change, relative
        case baseOnly = "base_only"
        case newOnly = "new_only"
        case low = "change_low"
        case high = "change_high"
    }
}

private struct FindingForm: Encodable {
    var finding, fate: String
    var pairs, inBase, inNew: Int
    var baseAlone, newAlone: [String]
    var pValue: JSONNumber

    init(_ finding: FindingComparison) {
        (self.finding, fate, pairs) = (finding.name, finding.fate.rawValue, finding.pairs)
        (inBase, inNew) = (finding.inBase, finding.inNew)
        (baseAlone, newAlone) = (finding.baseOnly.map(\.text), finding.newOnly.map(\.text))
        pValue = JSONNumber(finding.pValue)
    }

    enum CodingKeys: String, CodingKey {
        case finding, fate, pairs
        case inBase = "in_base"
        case inNew = "in_new"
        case baseAlone = "base_alone"
        case newAlone = "new_alone"
        case pValue = "p_value"
    }
}

private struct WallTimeForm: Encodable {
    var pairs: Int
    var ratio, least, greatest, low, high: JSONNumber

    /// Nil without a pair whose runs were timed.
    init?(_ ratio: PairedRatio) {
        guard ratio.count > 0 else { return nil }
        pairs = ratio.count
        (self.ratio, least, greatest) = (JSONNumber(ratio.mean), JSONNumber(ratio.least), JSONNumber(ratio.greatest))
        (low, high) = (JSONNumber(ratio.interval()?.low), JSONNumber(ratio.interval()?.high))
    }
}

private struct UnpairedForm: Encodable {
    var side, scenario: String
    var set: [String]
    var members: [String]

    init(_ runs: UnpairedRuns) {
        (side, scenario) = (runs.side.rawValue, runs.scenario)
        set = runs.variant.settings
        members = runs.members.map(\.text)
    }
}

private struct RuleForm: Encodable {
    var rule, scenario, verdict, words: String

    init(_ result: RuleResult) {
        (rule, scenario) = (result.rule.text, result.scenario)
        (verdict, words) = (result.verdict.rawValue, result.words)
    }
}
