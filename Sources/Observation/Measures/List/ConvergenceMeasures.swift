/// How fast states converge, from the truth outward, and how many payments there are.
struct ConvergenceMeasures: Sendable {
    let published: MeasureID<DistributionMeasure>
    let view: MeasureID<DistributionMeasure>
    let application: MeasureID<DistributionMeasure>
    let page: MeasureID<DistributionMeasure>
    let creationPending: MeasureID<DistributionMeasure>
    let paymentPending: MeasureID<DistributionMeasure>
    let payLink: MeasureID<DistributionMeasure>
    let unsettled: MeasureID<ValueMeasure>
    let settling: MeasureID<ValueMeasure>
    let disagreement: MeasureID<LevelMeasure>
    let payments: MeasureID<CounterMeasure>
    let completed: MeasureID<CounterMeasure>
    let creationFailed: MeasureID<CounterMeasure>
    let open: MeasureID<ValueMeasure>
    let pagesGivenUp: MeasureID<CounterMeasure>

    init(_ list: inout MeasureList) {
        published = list.declare(
            "convergence.published", "s", "money moved until COMPLETE is published; of payments that came to it",
            .lowerIsBetter,
            in: .init(.convergence, 2, "money moved -> COMPLETE published"))
        view = list.declare(
            "convergence.view", "s", "money moved until the view shows COMPLETE; of payments that came to it",
            .lowerIsBetter,
            in: .init(.convergence, 3, "money moved -> the view knows"))
        application = list.declare(
            "convergence.application", "s",
            "money moved until the application leaves 1500; of payments whose application did", .lowerIsBetter,
            in: .init(.convergence, 4, "money moved -> application moves on"))
        page = list.declare(
            "convergence.page", "s", "money moved until the citizen's page shows it; of payments that came to it",
            .lowerIsBetter,
            in: .init(.convergence, 5, "money moved -> the page shows it"))
        creationPending = list.declare(
            "convergence.creation_pending", "s",
            "submitted until CREATION_PENDING is published; of payments that came to it", .lowerIsBetter)
        paymentPending = list.declare(
            "convergence.payment_pending", "s",
            "submitted until PAYMENT_PENDING is published; of payments that came to it", .lowerIsBetter)
        payLink = list.declare(
            "convergence.pay_link", "s", "submitted until the page shows the pay link; of pages that showed it",
            .lowerIsBetter,
            in: .init(.convergence, 1, "submitted -> pay link on the page"))
        unsettled = list.declare(
            "convergence.unsettled", "payments", "paid, and at the end unknown to somebody whose term is over",
            .lowerIsBetter,
            in: .init(.convergence, 9, "paid, and a view disagrees at end"), .init(.meanwhile, 11, "paid and unsettled")
        )
        settling = list.declare(
            "convergence.settling", "payments", "paid, and at the end unknown to somebody who has time left")
        disagreement = list.declare(
            "convergence.disagreement", "payments", "payments whose views disagree at one time", .lowerIsBetter)
        payments = list.declare(
            "convergence.payments", "payments", "payments created", in: .init(.convergence, 6, "payments created"))
        completed = list.declare(
            "convergence.completed", "payments", "payments that reached COMPLETE", .higherIsBetter,
            in: .init(.convergence, 7, "payments completed"))
        creationFailed = list.declare(
            "convergence.creation_failed", "payments", "payments refused by the intermediary", .lowerIsBetter)
        open = list.declare(
            "convergence.open", "payments", "payments not in a final state at the end",
            in: .init(.convergence, 8, "payments open at the end"))
        pagesGivenUp = list.declare(
            "convergence.pages_given_up", "pages", "citizens whose page gave up waiting", .lowerIsBetter,
            in: .init(.meanwhile, 10, "pages given up"))
    }
}
