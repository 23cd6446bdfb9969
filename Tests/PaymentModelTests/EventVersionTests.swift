import PaymentModel
import Testing

@Suite struct EventVersionTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let version: EventVersion
        /// In the order of `EventVersionRule.allCases`.
        let decisions: [EventVersionRule.Decision]
        var testDescription: String { "\(version)" }
    }

    @Test(
        "Every rule decides as its library does",
        arguments: [
            Row(version: .text("2.0"), decisions: [.process, .discardSilently, .process, .process, .process]),
            Row(version: .text("2"), decisions: [.process, .discardSilently, .process, .process, .process]),
            Row(version: .text("2.00"), decisions: [.process, .discardSilently, .process, .process, .process]),
            Row(version: .number("2"), decisions: [.process, .discardSilently, .process, .process, .reject]),
            Row(
                version: .text("1.0"),
                decisions: [.discardSilently, .process, .discardSilently, .discardSilently, .discardSilently]),
            Row(
                version: .text("2.1"),
                decisions: [.discardSilently, .process, .discardSilently, .process, .discardSilently]),
            Row(
                version: .text("1.2"),
                decisions: [.discardSilently, .process, .discardSilently, .process, .discardSilently]),
            Row(
                version: .number("12"), decisions: [.discardSilently, .process, .discardSilently, .process, .reject]),
            Row(
                version: .text("3.0"),
                decisions: [.discardSilently, .discardSilently, .discardSilently, .discardSilently, .discardSilently]),
            Row(
                version: .text("two"),
                decisions: [.discardSilently, .discardSilently, .reject, .discardSilently, .reject]),
            Row(version: .text("0x2"), decisions: [.discardSilently, .discardSilently, .reject, .process, .reject]),
        ])
    func everyRuleDecides(row: Row) {
        #expect(EventVersionRule.allCases.map { $0.decide(row.version) } == row.decisions)
    }

    @Test("A version written as a number stays one, and 2.0 is 2", arguments: ["2", "2.0"])
    func theFormOfTheVersionSurvivesTheRoundTrip(written: String) throws {
        let number = Samples.paymentText.replacing("\"event_version\":\"2.0\"", with: "\"event_version\":\(written)")
        let event = try PaymentEvent(wireBytes: Array(number.utf8))
        #expect(event.envelope.version == .number("2"))
        #expect(text(try event.wireBytes()).contains("\"event_version\":2,"))
    }

    @Test("Another version in another form is unsupported and not malformed")
    func anotherVersionInAnother() {
        let third = Samples.paymentText
            .replacing("\"event_version\":\"2.0\"", with: "\"event_version\":\"3.0\"")
            .replacing("\"service_id\"", with: "\"remote_collection\"")
        let expected = UnsupportedEventVersion(version: .text("3.0"))
        #expect(throws: expected) { try PaymentEvent(wireBytes: Array(third.utf8)) }
        #expect(UnsupportedEventVersion.explains(reason: "\(expected)"))
        #expect(!UnsupportedEventVersion.explains(reason: "payment.amount missing"))
    }

    @Test("Another version in the same form is left to the consumer's rule")
    func anotherVersionInTheSame() throws {
        let first = Samples.paymentText.replacing("\"event_version\":\"2.0\"", with: "\"event_version\":\"1.0\"")
        let event = try PaymentEvent(wireBytes: Array(first.utf8))
        #expect(EventVersionRule.numericTwo.decide(event.envelope.version) == .discardSilently)
    }
}
