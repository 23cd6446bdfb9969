import PaymentModel
import Scenarios
import ServicePorts

@testable import Twin

extension PlantedDefect {
    /// Short and rare loops: hardly a payment becomes final between the view's answer and its check.
    private static let checksAll = [
        "services.poller.selection=all", "services.poller.loop_time=10min", "services.poller.concurrency=64",
        "services.proxy.update_of_final=check_again",
    ]

    /// A dispatcher that does not empty what it has collected.
    static let repeatsFirstPayment: @Sendable () -> PortWrapping = {
        let first = Recollection<PaymentEvent?>(nil)
        let salt = Recollection<UInt64>(7)
        return .adding(by: .dispatcher) { event in
            guard let again = first.value else {
                first.value = event
                return nil
            }
            salt.value += 1
            return again.enveloped { $0.eventID = .derived(from: event.envelope.eventID, salt: salt.value) }
        }
    }

    /// Of the topics: who writes what, in which order.
    static let ofEvents: [PlantedDefect] = [
        PlantedDefect(.oneActivePayment, .dispatcher, "makes a second payment") {
            .adding(by: .dispatcher) { event in
                event.renamed.originating {
                    $0.id = .derived(from: $0.id, salt: 1)
                    $0.iud = $0.id.hexText
                }
            }
        },
        PlantedDefect(.oneActivePayment, .core, "says 1500 twice, under two event ids") {
            .calling(by: .core) { request, body, next in
                let reply = try await next(request, body)
                if let event = body.value(as: ApplicationEvent.self), event.state.status == .paymentPending {
                    _ = try await next(request, .value(event.renamed))
                }
                return reply
            }
        },
        PlantedDefect(.allowedTransitions, .proxy, "says CREATION_PENDING when the citizen begins to pay") {
            .rewriting(by: .proxy) { event in
                event.status == .paymentStarted ? event.changed { $0.status = .creationPending } : event
            }
        },
        PlantedDefect(.allowedTransitions, .dispatcher, "goes on to NOTIFICATION_PENDING") {
            .adding(by: .dispatcher) { $0.changed { $0.status = .notificationPending } }
        },
        PlantedDefect(.finalStateKept, .proxy, "publishes after COMPLETE what came before it") {
            let before = Recollection<[EntityID: PaymentEvent]>([:])
            return .adding(by: .proxy) { event in
                defer { before.value[event.id] = event }
                return event.status == .complete ? before.value[event.id]?.renamed : nil
            }
        },
        PlantedDefect(
            .finalStateKept, .dispatcher, "publishes its first payment again with each other",
            ["duration=1h"], repeatsFirstPayment),
        PlantedDefect(.eventIDUnique, .dispatcher, "publishes each event twice") {
            .publishing(by: .dispatcher) { [$0, $0] }
        },
        PlantedDefect(.eventIDUnique, .proxy, "publishes each event twice") {
            .publishing(by: .proxy) { [$0, $0] }
        },
        PlantedDefect(.ownerWrites, .proxy, "signs as another proxy") {
            .rewriting(by: .proxy) { $0.enveloped { $0.appID = "another-payment-proxy:1.0.0" } }
        },
        PlantedDefect(.ownerWrites, .dispatcher, "says PAYMENT_PENDING by itself") {
            .adding(by: .dispatcher) { $0.changed { $0.status = .paymentPending } }
        },
        PlantedDefect(.viewShowsLatest, .view, "leaves out what is COMPLETE") {
            .reading(by: .view) { $0.event?.status == .complete ? nil : $0 }
        },
        PlantedDefect(.viewShowsLatest, .proxy, "dates COMPLETE an hour back") {
            .rewriting(by: .proxy) { event in
                event.status == .complete
                    ? event.enveloped { $0.createdAt = $0.createdAt.adding(seconds: -3600) } : event
            }
        },
        PlantedDefect(.finalIsQuiet, .proxy, "plans a check of what is COMPLETE") {
            .rewriting(by: .proxy) { event in
                event.status == .complete
                    ? event.deriving(envelope: event.envelope) {
                        $0.links.update.nextCheckAt = $0.updatedAt.adding(seconds: 60)
                    } : event
            }
        },
        PlantedDefect(.finalIsQuiet, .proxy, "gives what is COMPLETE another transaction") {
            .adding(by: .proxy) { event in
                event.status == .complete ? event.changed { $0.transactionID = "another" } : nil
            }
        },
        PlantedDefect(
            .finalIsQuiet, .poller, "asks for final payments, too", checksAll
        ) {
            .calling(by: .poller) { request, body, next in
                guard let query = body.value(as: KsqlRequest.self) else { return try await next(request, body) }
                let all = query.ksql.replacing("payments_open", with: "payments_detail")
                return try await next(request, .value(KsqlRequest(ksql: all)))
            }
        },
        PlantedDefect(.dispatchAfterAnswer, .dispatcher, "takes the view's first answer for all that follow") {
            let first = Recollection<HTTPReply?>(nil)
            return .calling(by: .dispatcher) { request, body, next in
                if let known = first.value { return known }
                let reply = try await next(request, body)
                first.value = reply
                return reply
            }
        },
        PlantedDefect(.dispatchAfterAnswer, .dispatcher, "takes it that the view knows nothing") {
            .calling(by: .dispatcher) { request, body, next in
                HTTPReply(.ok, body: .value(KsqlAnswer(queryID: "none", schema: "`ID` STRING", rows: [])))
            }
        },
    ]

    /// Citizens who pay whatever they can pay.
    static let payTwice = [
        "citizens.pay_twice=100%", "citizens.online=100%", "citizens.abandon=0%", "citizens.fail_at_psp=0%",
        "citizens.second_payment_delay={uniform: [1min, 5min]}", "services.proxy.creation_guard=none",
    ]
}

extension ApplicationEvent {
    /// The same under the next of its ids.
    var renamed: ApplicationEvent { changed { _ in } }

    /// Another state, under another event id.
    func changed(_ change: (inout ApplicationState) -> Void) -> ApplicationEvent {
        var envelope = envelope
        envelope.eventID = .derived(from: envelope.eventID, salt: 1)
        return deriving(envelope: envelope, change)
    }
}
