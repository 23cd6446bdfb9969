/// The measures that a person sees first, by the three questions of an architect. All measures are in the database, the
/// CSV files and the JSON object.
struct Headlines {
    struct Line {
        /// The measure's name.
        var measure: String
        var label: String
    }

    var question: String
    var lines: [Line]

    private init(_ question: String, _ lines: [(measure: String, label: String)]) {
        self.question = question
        self.lines = lines.map { Line(measure: $0.measure, label: $0.label) }
    }

    static let all: [Headlines] = [
        Headlines(
            "How loaded is the poller?",
            [
                ("poller.loop_duration", "one loop over the due payments"),
                ("poller.overrun_share", "loops longer than LOOP_TIME"),
                ("poller.calls_per_s", "update calls, mean"),
                ("poller.calls_per_s_peak_60s", "update calls, busiest minute"),
                ("intermediary.calls_per_s_peak_1s", "intermediary calls, busiest second"),
                ("poller.wasted_share", "checks that changed nothing"),
                ("poller.checks_per_payment", "checks of a payment until final"),
                ("poller.overdue_age", "a check comes later than due by"),
            ]),
        Headlines(
            "How fast do states converge?",
            [
                ("convergence.pay_link", "submitted -> pay link on the page"),
                ("convergence.published", "money moved -> COMPLETE published"),
                ("convergence.view", "money moved -> the view knows"),
                ("convergence.application", "money moved -> application moves on"),
                ("convergence.page", "money moved -> the page shows it"),
                ("convergence.payments", "payments created"),
                ("convergence.completed", "payments completed"),
                ("convergence.open", "payments open at the end"),
                ("convergence.unsettled", "paid, and a view disagrees at end"),
            ]),
        Headlines(
            "How many checkouts go through?",
            [
                ("checkout.asked", "carts asked"),
                ("checkout.accepted", "carts accepted"),
                ("checkout.refused", "carts refused"),
                ("checkout.latency", "cart asked -> answered"),
                ("checkout.completed", "sessions that moved money"),
                ("checkout.completed_per_s_peak_60s", "sessions completed, busiest minute"),
                ("checkout.abandoned", "sessions the citizen left"),
                ("checkout.knee", "highest rate without a refused cart"),
            ]),
        Headlines(
            "And around them",
            [
                ("intermediary.latency", "intermediary asked -> answered"),
                ("intermediary.errors", "intermediary answers 5xx or nothing"),
                ("kafka.lag", "records not yet read by consumers"),
            ]),
    ]
}
