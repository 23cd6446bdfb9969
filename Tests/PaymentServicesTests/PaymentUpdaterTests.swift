import HTTPTypes
import PaymentModel
import PortFakes
import ServicePorts
import Testing

@testable import PaymentServices

struct PaymentUpdaterTests {
    private let fakes = FakeSurroundings()

    /// Feeds events to an updater whose n-th call to Core is answered with the n-th reply.
    private func run(
        _ events: [PaymentEvent], replies: [Result<HTTPReply, HTTPCallError>],
        _ change: (inout UpdaterConfiguration) -> Void = { _ in }
    ) async throws -> (calls: [FakeCaller.Call], commits: Int) {
        var configuration = UpdaterConfiguration()
        change(&configuration)
        let consumer = FakeConsumer([events.map { .event($0) }])
        let caller = FakeCaller(replies: replies)
        let updater = PaymentUpdater(
            configuration: configuration, consumer: consumer, caller: caller, surroundings: fakes.surroundings)
        try await runUntilCancelled { try await updater.run() }
        return (await caller.calls, await consumer.commits.count)
    }

    @Test("A complete payment is reported to its notify address as OK")
    func complete() async throws {
        let (calls, commits) = try await run([Sample.payment(.complete)], replies: [.success(HTTPReply(.ok))])
        #expect(calls.count == 1)
        #expect(calls[0].request.method == .post)
        #expect(calls[0].request.authority == "core.test")
        #expect(calls[0].request.path == "/bugliano/api/applications/\(Sample.applicationID)/payment")
        let outcome: PaymentOutcome = try calls[0].body.decode()
        #expect(outcome.isAccepted)
        #expect(outcome.statusCode == "COMPLETE")
        #expect(outcome.payment.id == Sample.paymentID)
        #expect(commits == 1)
    }

    @Test("A failed payment is reported, and not as OK")
    func failed() async throws {
        let (calls, _) = try await run([Sample.payment(.paymentFailed)], replies: [.success(HTTPReply(.ok))])
        #expect(try calls.first?.body.decode(as: PaymentOutcome.self).isAccepted == false)
    }

    @Test(
        "No other state is reported",
        arguments: PaymentStatus.allCases.filter { $0 != .complete && $0 != .paymentFailed })
    func others(_ status: PaymentStatus) async throws {
        #expect(try await run([Sample.payment(status)], replies: []).calls.isEmpty)
    }

    @Test("CREATION_FAILED is reported by those updaters that are set to")
    func creationFailed() async throws {
        let (calls, _) = try await run([Sample.payment(.creationFailed)], replies: [.success(HTTPReply(.ok))]) {
            $0.reportsCreationFailed = true
        }
        #expect(calls.count == 1)
    }

    @Test(
        "200, 422, 404 and other refusals end a report after one call",
        arguments: [
            (HTTPResponse.Status.ok, "delivered"), (.unprocessableContent, "already_moved"), (.notFound, "failed"),
            (.badRequest, "failed"),
        ])
    func finalAnswers(status: HTTPResponse.Status, result: String) async throws {
        let (calls, commits) = try await run([Sample.payment(.complete)], replies: [.success(HTTPReply(status))])
        #expect(calls.count == 1)
        #expect(commits == 1)
        #expect(fakes.count("payment_updater_reports_total", ("result", result)) == 1)
    }

    @Test("5xx and time-outs are tried again with a back-off until Core answers")
    func retries() async throws {
        let (calls, commits) = try await run(
            [Sample.payment(.complete)],
            replies: [
                .success(HTTPReply(.internalServerError)),
                .failure(.timedOut(authority: "core.test", after: .seconds(10))),
                .failure(.connectionRefused(authority: "core.test")), .success(HTTPReply(.ok)),
            ])
        #expect(calls.count == 4)
        #expect(commits == 1)
        #expect(fakes.clock.now.offset == .seconds(1 + 2 + 4))
    }

    @Test("Nothing is committed while Core does not answer")
    func notCommitted() async throws {
        let (_, commits) = try await run(
            [Sample.payment(.complete)], replies: [.success(HTTPReply(.serviceUnavailable))])
        #expect(commits == 0)
    }

    @Test("An updater with a limit gives an outcome up, counts it and goes on")
    func givesUp() async throws {
        let (calls, commits) = try await run(
            [Sample.payment(.complete)],
            replies: Array(repeating: .success(HTTPReply(.badGateway)), count: 3)
        ) { $0.retryLimit = .giveUp(afterAttempts: 3) }
        #expect(calls.count == 3)
        #expect(commits == 1)
        #expect(fakes.count("payment_updater_reports_total", ("result", "failed")) == 1)
    }

    @Test("As deployed each COMPLETE is reported; an updater that reports once does so until it forgets")
    func publishedAgain() async throws {
        let events = Array(repeating: Sample.payment(.complete), count: 3)
        let replies = [HTTPReply(.ok), HTTPReply(.unprocessableContent), HTTPReply(.unprocessableContent)]
        #expect(try await run(events, replies: replies.map { .success($0) }).calls.count == 3)
        let (calls, commits) = try await run(events, replies: replies.map { .success($0) }) {
            $0.republishedOutcome = .reportOnce(memory: .seconds(60))
        }
        #expect(calls.count == 1)
        #expect(commits == 1)
        #expect(fakes.count("payment_updater_reports_total", ("result", "repeated")) == 2)
        let forgetful = try await run(events, replies: replies.map { .success($0) }) {
            $0.republishedOutcome = .reportOnce(memory: .zero)
        }
        #expect(forgetful.calls.count == 3)
    }

    @Test("What Core has not taken is reported again when it is published again, and so is another outcome")
    func publishedAgainAfterARefusal() async throws {
        let events = [
            Sample.payment(.complete), Sample.payment(.complete), Sample.payment(.paymentFailed),
            Sample.payment(.complete),
        ]
        let replies = [HTTPReply(.notFound), HTTPReply(.ok), HTTPReply(.unprocessableContent)]
        let (calls, _) = try await run(events, replies: replies.map { .success($0) }) {
            $0.republishedOutcome = .reportOnce(memory: .seconds(60))
        }
        #expect(calls.count == 3)
    }

    @Test("Events of another version are passed over")
    func otherVersion() async throws {
        #expect(try await run([Sample.payment(.complete, version: .text("1.0"))], replies: []).calls.isEmpty)
    }
}
