/// The one description of a scenario's text.
public enum ScenarioSchema {
    /// The section of keys without a dot.
    static let root = ""

    /// Every key, in the order of the canonical text: the keys of a section stand together.
    public static let keys: [ScenarioKey] = run + world + services + infrastructure + judgement

    private static let byPath: [String: ScenarioKey] = Dictionary(uniqueKeysWithValues: keys.map { ($0.path, $0) })

    static func key(at path: String) -> ScenarioKey? { byPath[path] }

    /// The names in each section, sections and values, in the schema's order.
    static let tree: [String: [String]] = {
        var tree: [String: [String]] = [root: ["extends"]]
        for key in keys {
            var section = root
            for word in key.path.split(separator: ".").map(String.init) {
                if tree[section]?.contains(word) != true { tree[section, default: []].append(word) }
                section = section == root ? word : "\(section).\(word)"
            }
        }
        return tree
    }()

    /// Keys of the plan that no run can honour yet, and what they are.
    static let unmodelled: [String: String] = [
        "measure.warm_up": "leaving out a warm-up phase",
        "network.bandwidth": "bandwidth",
        "services.ksql_view.replicas": "several views",
        "services.gateway.replicas": "several gateways",
        "intermediaries.efil": "the Efil dialect",
        "intermediaries.mypay": "the MyPay dialect",
        "intermediaries.iris": "the IRIS dialect",
        "intermediaries.gpd": "pagoPA's hosted debt positions",
    ]

    private static let run: [ScenarioKey] = [
        ScenarioKey("name", \.name, "how reports name the scenario", limit: .name),
        ScenarioKey("description", \.description, "the question it answers"),
        ScenarioKey("seed", \.seed, "of every random stream, unless the command line gives another"),
        ScenarioKey("start", \.start, "the instant at which virtual time begins"),
        ScenarioKey(
            "duration", \.duration, "the phase with arrivals and faults",
            limit: .within(.seconds(1)...(.seconds(400 * 86_400)))),
        ScenarioKey(
            "healing", \.healing, "the phase after it: no arrivals, no faults, everything must settle",
            limit: .within(.zero...(.seconds(400 * 86_400)))),
        ScenarioKey("wire", \.wire, "whether messages travel as values or as bytes"),
        ScenarioKey("schedule", \.schedule, "which of several ready jobs goes first"),
    ]

    private static let judgement: [ScenarioKey] = [
        ScenarioKey(
            "measure.resolution", \.measure.resolution, "step of the time series", limit: .atLeast(.seconds(1))),
        ScenarioKey("measure.life_lines", \.measure.lifeLines, "payments whose life line is kept"),
        ScenarioKey(
            "measure.deadlines.complete_after_push", \.measure.deadlines.completeAfterNotifiedPayment,
            "I6: from a payment to COMPLETE where the intermediary pushes"),
        ScenarioKey(
            "measure.deadlines.complete_after_check", \.measure.deadlines.completeAfterPolledPayment,
            "I6: the same beyond one step of the check schedule where it does not"),
        ScenarioKey(
            "measure.deadlines.application", \.measure.deadlines.applicationAfterComplete,
            "I7: from COMPLETE until the application leaves 1500"),
        ScenarioKey(
            "measure.deadlines.payment", \.measure.deadlines.paymentAfterApplication,
            "I16: from 1500 until the application has a payment"),
        ScenarioKey(
            "measure.deadlines.view", \.measure.deadlines.viewAfterEvent,
            "I11: from a payment's last event until the view shows it"),
        ScenarioKey(
            "measure.deadlines.overdue_loops", \.measure.deadlines.overdueLoops,
            "I14: loops of the poller by which a check may be overdue that nobody asked for",
            limit: .within(1...10_000)),
        ScenarioKey(
            "measure.deadlines.unanswered_loops", \.measure.deadlines.unansweredLoops,
            "I14: the same of a check that was asked for in vain", limit: .within(1...10_000)),
        ScenarioKey(
            "measure.deadlines.consumer", \.measure.deadlines.consumerProgress,
            "I15: how long a group may stand before records it has not read"),
        ScenarioKey(
            "measure.deadlines.creation", \.measure.deadlines.creation,
            "I17: from CREATION_PENDING to any other state"),
        ScenarioKey(
            "measure.deadlines.failed_creation", \.measure.deadlines.failedCreationSeen,
            "I18: from CREATION_FAILED until somebody knows"),
        ScenarioKey(
            "measure.deadlines.event", \.measure.deadlines.eventAfterAcceptance,
            "I25: from Core's 201 to the application's event"),
        ScenarioKey(
            "measure.deadlines.acquisition", \.measure.deadlines.acquisition, "I28: from 1900 to 2000"),
        ScenarioKey(
            "measure.deadlines.during_faults", \.measure.deadlines.duringFaults,
            "what faults do to the terms of what is owed while they last"),
        ScenarioKey(
            "expect", \.expectationList,
            "gates: a measure, an aggregate, a comparison and a value; over every seed, their mean or a share of them"),
        ScenarioKey("faults", \.faultList, "trouble that begins and ends"),
        ScenarioKey("swarm", \.swarm, "whether each seed draws faults of its own, mild and harsh, over all services"),
        ScenarioKey("sometimes", \.sometimes, "situations that a search must have met"),
    ]
}
