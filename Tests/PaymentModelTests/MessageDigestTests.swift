import Foundation
import PaymentModel
import ServicePorts
import Testing

/// The digest of a message holds every member: no message can be changed without it.
@Suite struct MessageDigestTests {
    private static func digest(_ message: any JSONMessage) throws -> UInt64 {
        let message = try #require(message as? any Digestible)
        return WireDigest.of(message)
    }

    /// The documented payment with every optional member given, so that each can be changed.
    private static let fullPayment: MessageSample? = {
        let receiver = """
            {"tax_identification_number":"01234567890","name":"Ente","iban":"IT60X0542811101000000123456",
            "address":"Via","building_number":"1","postal_code":"38010","town_name":"Bugliano",
            "country_subdivision":"PI","country":"IT"}
            """
        let written = [
            ("\"receiver\":null", "\"receiver\":\(receiver)"), ("\"transaction_id\":null", "\"transaction_id\":\"t\""),
            ("\"pagopa_category\":null", "\"pagopa_category\":\"9/0101100IM/\""),
            ("\"document\":null", "\"document\":{\"id\":\"d\",\"ref\":\"r\",\"hash\":\"h\"}"),
            ("\"meta\":{}", "\"meta\":{\"a\":[1,true,null,\"x\"]}"),
            ("\"debtor\":null", "\"debtor\":{\"type\":\"legal\",\"tax_identification_number\":\"2\",\"name\":\"D\"}"),
            ("\"street_name\":null", "\"street_name\":\"Via\""),
            ("\"building_number\":null", "\"building_number\":\"3\""),
            ("\"last_check_at\":null", "\"last_check_at\":\"2025-03-03T09:00:04+01:00\""),
            ("\"sent_at\":null", "\"sent_at\":\"2025-03-03T09:00:04+01:00\""),
            ("\"paid_at\":null", "\"paid_at\":\"2025-03-03T09:00:04+01:00\""),
            ("\"last_opened_at\":null", "\"last_opened_at\":\"2025-03-03T09:00:04+01:00\""),
            ("{\"url\":null", "{\"url\":\"https://proxy.test/confirm\""),
        ].reduce(Samples.paymentText) { $0.replacingOccurrences(of: $1.0, with: $1.1) }
        return (try? PaymentEvent(wireBytes: Array(written.utf8))).map { MessageSample("with everything", $0) }
    }()

    static let samples = EveryMessageTests.samples + [fullPayment].compactMap { $0 }

    /// `value` with one leaf changed, in every way that may read back as a message of the same type.
    private static func changes(of value: JSONValue) -> [JSONValue] {
        switch value {
        case .null: [.string("x"), .string("2025-03-03T09:00:07+01:00"), .string("https://x.test/y"), .number(7)]
        case .bool(let flag): [.bool(!flag)]
        case .number(let number): [.number(number + 1), .number(number + Decimal(string: "0.01")!), .string("x")]
        case .string(let text): changes(of: text).map { .string($0) }
        case .array(let elements):
            elements.indices.flatMap { place in
                changes(of: elements[place]).map { changed in
                    var elements = elements
                    elements[place] = changed
                    return JSONValue.array(elements)
                }
            } + [.array(elements + elements.prefix(1))]
        case .object(let members):
            members.keys.sorted().flatMap { name in
                changes(of: members[name] ?? .null).map { changed in
                    var members = members
                    members[name] = changed
                    return JSONValue.object(members)
                } + [.object(members.filter { $0.key != name })]
            }
        }
    }

    private static func changes(of text: String) -> [String] {
        let words =
            PaymentStatus.allCases.map(\.rawValue) + ApplicationStatus.allCases.map(\.wireText)
            + LinkMethod.allCases.map(\.rawValue) + DebtPositionStatusAnswer.Status.allCases.map(\.rawValue)
            + ["human", "legal", "STAMP", "1.0"]
        var digits = Array(text)
        if let place = digits.lastIndex(where: { $0 >= "0" && $0 <= "8" }) {
            digits[place] = Character("\(digits[place].wholeNumberValue.map { $0 + 1 } ?? 0)")
        }
        return ([text + "x", String(text.dropLast()), String(digits)] + words).filter { $0 != text }
    }

    @Test("A message reads back from its bytes with its digest", arguments: samples)
    func theDigestSurvivesTheRoundTrip(sample: MessageSample) throws {
        let read = try type(of: sample.message).init(wireBytes: try sample.message.wireBytes())
        #expect(try Self.digest(read) == Self.digest(sample.message))
    }

    @Test("Whatever member of a message differs, its digest differs", arguments: samples)
    func everyMemberCounts(sample: MessageSample) throws {
        let bytes = try sample.message.wireBytes()
        let digest = try Self.digest(sample.message)
        var seen = [digest: bytes]
        for change in Self.changes(of: try JSONValue(wireBytes: bytes)) {
            guard let other = try? type(of: sample.message).init(wireBytes: try change.wireBytes()) else { continue }
            let (otherBytes, otherDigest) = (try other.wireBytes(), try Self.digest(other))
            let before = seen.updateValue(otherBytes, forKey: otherDigest)
            #expect(before == nil || before == otherBytes, "\(String(decoding: otherBytes, as: UTF8.self))")
        }
        #expect(seen.count > 1 || bytes == Array("[]".utf8), "Nothing was changed.")
    }

    @Test("The documented payment with everything is one")
    func thePaymentWithEverythingIsOne() { #expect(Self.fullPayment != nil) }

    @Test("A cell of a row has one digest, in whichever parts it is held")
    func cellsAreDigestedAsTheyRead() throws {
        let link = MessageTests.back.ok
        for cell in [KsqlCell(Samples.applicationID), KsqlCell(Samples.nine), KsqlCell(link)] {
            #expect(WireDigest.of(cell) == WireDigest.of(KsqlCell(cell.text)))
        }
        #expect(WireDigest.of(KsqlCell(Int64(7))) != WireDigest.of(KsqlCell("7")))
        #expect(WireDigest.of(KsqlCell.null) != WireDigest.of(KsqlCell("")))
    }
}
