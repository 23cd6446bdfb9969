import Experiments
import Results

/// A comparison as OpenMetrics text: how many figures became what, and both means and the change of each figure that
/// differs, in the unit of its label.
struct CompareMetrics {
    var comparison: Comparison

    private typealias Family = OpenMetricsText.Family
    private typealias Labels = [(name: String, value: String)]

    func text() -> String {
        OpenMetricsText([
            Family(
                "gemello_compare_figures", help: "How many figures came to this.",
                counts { scenario in
                    ([.same] + FigureComparison.Judgement.told).map { judgement in
                        ("judgement", judgement.rawValue, scenario.figures.count { $0.judgement == judgement })
                    }
                }),
            Family(
                "gemello_compare_findings", help: "How many findings came to this.",
                counts { scenario in
                    FindingComparison.Fate.allCases.map { fate in
                        ("fate", fate.rawValue, scenario.findings.count { $0.fate == fate })
                    }
                }),
            figures("base", "The base mean of a figure that differs, in the unit of the label.") {
                $0.difference.count > 0 ? $0.difference.base.mean : nil
            },
            figures("new", "The new mean of a figure that differs, in the unit of the label.") {
                $0.difference.count > 0 ? $0.difference.other.mean : nil
            },
            figures("change", "New less base, the mean over the pairs, in the unit of the label.", \.change),
        ]).text
    }

    private func counts(
        _ all: (ScenarioComparison) -> [(label: String, word: String, count: Int)]
    ) -> [OpenMetricsText.Sample] {
        comparison.scenarios.flatMap { scenario in
            all(scenario).map {
                .init([("scenario", scenario.title), ($0.label, $0.word)], Double($0.count))
            }
        }
    }

    private func figures(_ word: String, _ help: String, _ value: (FigureComparison) -> Double?) -> Family {
        Family(
            "gemello_compare_\(word)", help: help,
            comparison.scenarios.flatMap { scenario in
                scenario.differing.compactMap { figure -> OpenMetricsText.Sample? in
                    let labels: Labels = [
                        ("scenario", scenario.title), ("figure", figure.name), ("unit", figure.unit),
                    ]
                    return value(figure).map { .init(labels, $0) }
                }
            })
    }
}
