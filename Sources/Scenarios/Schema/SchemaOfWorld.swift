import VirtualTime

extension ScenarioSchema {
    static let world: [ScenarioKey] = tenants + arrivals + citizens + intermediary + pagoPA

    private static let tenants: [ScenarioKey] = [
        ScenarioKey("tenants.count", \.world.tenantCount, "municipalities", limit: .within(1...10_000)),
        ScenarioKey(
            "tenants.services", \.world.servicesPerTenant, "services with a payment, of each tenant",
            limit: .within(1...8)),
    ]

    private static let arrivals: [ScenarioKey] = [
        ScenarioKey(
            "citizens.payments", \.world.payments, "payments begun on a day of average weight",
            limit: Limit(
                allows: { $0.perDay <= 100_000_000 }, complaint: "is more than Italy pays",
                wayOut: "a rate from 0/day to 100000000/day")),
        ScenarioKey(
            "citizens.hours", \.world.hourWeights, "weights of the local hours 0 to 23", limit: .weights(count: 24)),
        ScenarioKey(
            "citizens.weekdays", \.world.weekdayWeights, "weights from Monday to Sunday", limit: .weights(count: 7)),
        ScenarioKey(
            "citizens.months", \.world.monthWeights, "weights from January to December", limit: .weights(count: 12)),
        ScenarioKey("citizens.deadline.date", \.world.deadline, "a day on which a term ends"),
        ScenarioKey(
            "citizens.deadline.factor", \.world.deadlineFactor, "that day's volume as a multiple of the usual",
            limit: .within(0...1_000)),
        ScenarioKey(
            "citizens.deadline.evening_share", \.world.deadlineEveningShare,
            "share of that day's volume in a peak from 20:00 to midnight"),
    ]

    private static let citizens: [ScenarioKey] = [
        ScenarioKey("citizens.online", \.world.citizens.paysOnline, "who pays online; the others pay the notice"),
        ScenarioKey("citizens.abandon", \.world.citizens.abandons, "online payers who leave before paying"),
        ScenarioKey(
            "citizens.return_after_abandoning", \.world.citizens.returnsAfterAbandoning, "of those, who tries again"),
        ScenarioKey("citizens.cancel", \.world.citizens.pressesCancel, "of those who leave, who presses cancel"),
        ScenarioKey("citizens.fail_at_psp", \.world.citizens.failsAtPSP, "online payers whose PSP refuses"),
        ScenarioKey("citizens.return_after_failing", \.world.citizens.returnsAfterFailing, "of those, who tries again"),
        ScenarioKey(
            "citizens.close_tab", \.world.citizens.closesTabAfterPaying, "who closes the tab right after paying"),
        ScenarioKey("citizens.second_tab", \.world.citizens.opensSecondTab, "who opens the payment in two tabs"),
        ScenarioKey("citizens.pay_twice", \.world.citizens.paysTwice, "who pays online and, soon after, the notice"),
        ScenarioKey("citizens.never_pay_notice", \.world.citizens.neverPaysNotice, "who never pays the notice"),
        ScenarioKey("citizens.pay_notice_late", \.world.citizens.paysNoticeLate, "who pays the notice after its term"),
        ScenarioKey(
            "citizens.pay_notice_at_term", \.world.citizens.paysNoticeAtTerm, "who pays in the last days of the term"),
        ScenarioKey("citizens.offline_delay", \.world.citizens.offlineDelay, "from the notice to paying it"),
        ScenarioKey("citizens.notice_term", \.world.citizens.noticeTerm, "from the notice to its term"),
        ScenarioKey("citizens.last_days", \.world.citizens.lastDays, "how long before the term the last days begin"),
        ScenarioKey("citizens.late_delay", \.world.citizens.lateDelay, "how long after the term late payers pay"),
        ScenarioKey(
            "citizens.look_after_offline", \.world.citizens.looksAfterOffline,
            "who looks at the page after paying the notice"),
        ScenarioKey("citizens.look_delay", \.world.citizens.lookDelay, "from paying the notice to that look"),
        ScenarioKey("citizens.think_time", \.world.citizens.thinkTime, "from seeing the links to opening one"),
        ScenarioKey("citizens.session_time", \.world.citizens.sessionTime, "from the portal's page to the outcome"),
        ScenarioKey("citizens.retry_delay", \.world.citizens.retryDelay, "from leaving to the next attempt"),
        ScenarioKey("citizens.tab_delay", \.world.citizens.tabDelay, "from the first tab to the second"),
        ScenarioKey(
            "citizens.second_payment_delay", \.world.citizens.secondPaymentDelay,
            "from the first payment to the second of who pays twice"),
        ScenarioKey(
            "citizens.revisit_delay", \.world.citizens.revisitDelay, "from giving up on a page to the next look"),
        ScenarioKey("citizens.tries", \.world.citizens.triesMax, "attempts before giving up", limit: .within(1...100)),
        ScenarioKey(
            "citizens.visits", \.world.citizens.visitsMax, "visits to a page that does not show the outcome",
            limit: .within(1...100)),
        ScenarioKey("citizens.request_timeout", \.world.citizens.requestTimeout, "what a browser waits for an answer"),
        ScenarioKey(
            "citizens.slow_request_timeout", \.world.citizens.slowRequestTimeout,
            "the same for submissions, notices and redirects"),
    ]

    private static let intermediary: [ScenarioKey] = [
        ScenarioKey("intermediaries.rest.name", \.world.intermediary.name, "its name, which its hosts bear too"),
        ScenarioKey(
            "intermediaries.rest.repeated_iud", \.world.intermediary.repeatedIUD,
            "what a second creation of one payment brings"),
        ScenarioKey("intermediaries.rest.creation_time", \.world.intermediary.creationTime, "answering a creation"),
        ScenarioKey("intermediaries.rest.status_time", \.world.intermediary.statusTime, "answering for a status"),
        ScenarioKey("intermediaries.rest.document_time", \.world.intermediary.documentTime, "making a PDF"),
        ScenarioKey("intermediaries.rest.session_time", \.world.intermediary.sessionTime, "opening an online session"),
        ScenarioKey("intermediaries.rest.fail", \.world.intermediary.fails, "calls answered with 500"),
        ScenarioKey("intermediaries.rest.hang", \.world.intermediary.hangs, "calls never answered"),
        ScenarioKey(
            "intermediaries.rest.act_when_hanging", \.world.intermediary.actsWhenHanging,
            "of those, whose work is done all the same"),
        ScenarioKey(
            "intermediaries.rest.refuse_creation", \.world.intermediary.refusesCreation,
            "creations refused for a business reason"),
        ScenarioKey(
            "intermediaries.rest.push.enabled", \.world.intermediary.pushesOutcomes, "whether outcomes are pushed"),
        ScenarioKey("intermediaries.rest.push.delay", \.world.intermediary.pushDelay, "from the payment to the push"),
        ScenarioKey("intermediaries.rest.push.twice", \.world.intermediary.pushesTwice, "pushes that come twice"),
        ScenarioKey(
            "intermediaries.rest.push.out_of_order", \.world.intermediary.pushesOutOfOrder,
            "pushes that are overtaken"),
        ScenarioKey(
            "intermediaries.rest.push.overtaken_by", \.world.intermediary.overtakenBy, "how long those wait on top"),
        ScenarioKey("intermediaries.rest.push.lost", \.world.intermediary.losesPush, "pushes that are never sent"),
        ScenarioKey(
            "intermediaries.rest.push.retries", \.world.intermediary.pushRetriesMax, "further tries after a failure",
            limit: .within(0...100)),
        ScenarioKey(
            "intermediaries.rest.push.retry_delay", \.world.intermediary.pushRetryDelay,
            "from a failure to the next try"),
        ScenarioKey(
            "intermediaries.rest.push.timeout", \.world.intermediary.pushTimeout, "what it waits for the proxy's answer"
        ),
        ScenarioKey(
            "intermediaries.rest.status_lag.delay", \.world.intermediary.statusLag,
            "from the payment until a status call knows it"),
        ScenarioKey(
            "intermediaries.rest.status_lag.batch", \.world.intermediary.statusWaitsForBatch,
            "payments that wait for a batch instead"),
        ScenarioKey("intermediaries.rest.status_lag.batch_delay", \.world.intermediary.batchLag, "how long those wait"),
        ScenarioKey(
            "intermediaries.rest.payable_after_due", \.world.intermediary.payableAfterDue,
            "whether a notice can be paid after its term"),
        ScenarioKey(
            "intermediaries.rest.portal_link_life", \.world.intermediary.portalLinkLife,
            "life of a portal link that nobody opens"),
        ScenarioKey(
            "intermediaries.rest.keep_paid", \.world.intermediary.keepsPaidFor,
            "how long a paid position is kept in full"),
    ]

    private static let pagoPA: [ScenarioKey] = [
        ScenarioKey("pagopa.cart_time", \.world.pagoPA.cartTime, "answering a request for a cart"),
        ScenarioKey("pagopa.page_time", \.world.pagoPA.pageTime, "showing Checkout's page"),
        ScenarioKey("pagopa.cart_life", \.world.pagoPA.cartLife, "life of a cart that nobody opens"),
        ScenarioKey("pagopa.token_life", \.world.pagoPA.tokenLife, "life of a payment token"),
        ScenarioKey("pagopa.node_fail", \.world.pagoPA.nodeFails, "carts refused because the node failed"),
        ScenarioKey("pagopa.store_fail", \.world.pagoPA.storeFails, "carts refused because Checkout's store failed"),
    ]
}

extension Limit where Value == [Double] {
    /// As many weights as asked, not all of them zero and none beyond reason.
    static func weights(count: Int) -> Limit {
        Limit(
            allows: { $0.count == count && $0.contains { $0 > 0 } && $0.allSatisfy { $0 <= 1e6 } },
            complaint: "are not \(count) weights", wayOut: "\(count) numbers from 0 to 1000000, not all of them 0")
    }
}
