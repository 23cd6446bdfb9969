import Experiments
import Observation
import Results
import Statistics

/// Verdicts, gates and every figure that is a finding, as gauges. Seconds and shares are in base units; what a run cost
/// the machine is left out, for it differs from run to run.
extension CIReport {
    private typealias Family = OpenMetricsText.Family
    private typealias Labels = [(name: String, value: String)]

    var families: [OpenMetricsText.Family] { [verdicts] + gateFamilies + measures }

    private var verdicts: Family {
        Family(
            "gemello_runs", help: "How many runs ended so.",
            tally.verdicts.map { .init(own + [("verdict", $0.share.name)], Double($0.share.count)) })
    }

    private var own: Labels { [("scenario", scenario)] }

    // MARK: Gates

    private var gateFamilies: [Family] {
        let states = ["held", "missed", "undecided"]
        let name = "gemello_gate_verdict"
        let verdict = Family(
            name, .stateset, help: "What the runs say of a gate.",
            gates.flatMap { gate in
                states.map { .init(labels(gate) + [(name, $0)], gate.verdict.rawValue == $0 ? 1 : 0) }
            })
        func family(_ word: String, _ help: String, _ value: (SeriesGateResult) -> Double?) -> Family {
            Family(
                "gemello_gate_\(word)", help: help,
                gates.compactMap { gate in value(gate).map { .init(labels(gate) + [("unit", gate.unit)], $0) } })
        }
        return [
            verdict,
            family("limit", "What the figure of a gate is compared with, in the unit of the label.") { $0.limit },
            family("actual", "The figure of a gate: of every seed the worst.") { $0.actual },
            family("actual_low", "The lower limit of its interval.") { $0.interval?.low },
            family("actual_high", "The upper limit of its interval.") { $0.interval?.high },
            Family(
                "gemello_gate_headroom", unit: "ratio",
                help: "How far the figure keeps from the limit, negative beyond.",
                gates.compactMap { gate in gate.headroom.map { .init(labels(gate), $0) } }),
        ]
    }

    private func labels(_ result: SeriesGateResult) -> Labels {
        own + [("gate", result.gate.gate.expression), ("over", result.gate.scope.text)]
    }

    // MARK: Measures

    /// The members of a family of measures are told apart by a label.
    private var measures: [Family] {
        var families: [Family] = []
        for figures in tally.figures {
            guard let definition = MeasureCatalogue.definition(of: figures.name), definition.kind != .cost else {
                continue
            }
            let (base, member) = Self.member(figures.name)
            let family = Self.family(base, definition.unit, help: definition.meaning)
            if families.last?.name != family.name { families.append(family) }
            let labels = own + (member.map { [("member", $0)] } ?? [])
            families[families.count - 1].samples += samples(figures, labels, scale: definition.unit == "%" ? 0.01 : 1)
        }
        return families
    }

    /// The measure's own name, and that of the member of its family.
    private static func member(_ name: String) -> (base: String, member: String?) {
        let base = MeasureCatalogue.all.first { $0.family != nil && name.hasPrefix($0.name + ".") }
        guard let base else { return (name, nil) }
        return (base.name, String(name.dropFirst(base.name.count + 1)))
    }

    private static func family(_ measure: String, _ unit: String, help: String) -> Family {
        let name = "gemello_" + measure.map { $0 == "." ? "_" : String($0) }.joined()
        return switch unit {
        case "s": Family(name, unit: "seconds", help: help)
        case "%": Family(name, unit: "ratio", help: help)
        default: Family(name, help: help)
        }
    }

    private func samples(
        _ figures: RunTally.Figures, _ labels: Labels, scale: Double
    ) -> [OpenMetricsText.Sample] {
        var samples: [OpenMetricsText.Sample] = []
        func add(_ mean: RunningMean?, _ word: String) {
            guard let mean, mean.count > 0 else { return }
            samples.append(.init(labels + [("stat", word)], scale * mean.mean))
            guard mean.count > 1, let halfWidth = mean.halfWidth else { return }
            samples.append(.init(labels + [("stat", "\(word)_half_width")], scale * halfWidth))
        }
        add(figures.middle, figures.isDistribution ? "p50" : "value")
        add(figures.high, "p95")
        return samples
    }
}
