import Foundation
import PaymentModel
import Testing

@Suite struct IdentityTests {
    @Test("Text is Foundation's, in lower case")
    func textIsFoundationsInLowerCase() throws {
        let uuid = try #require(UUID(uuidString: "0B6F2A54-1C1E-4D57-9D0A-6A2F4F1F0A01"))
        let id = EntityID(uuid)
        #expect(id.description == uuid.uuidString.lowercased())
        #expect(id.description(behind: "payments/") == "payments/" + id.description)
        #expect(id.hexText == "0b6f2a541c1e4d579d0a6a2f4f1f0a01")
        #expect(id.uuid == uuid)
        #expect(EntityID(uuid.uuidString) == id)
    }

    @Test(
        "Text that is no UUID is refused",
        arguments: [
            "", "0b6f2a54", "0b6f2a541c1e4d579d0a6a2f4f1f0a01", "0b6f2a54-1c1e-4d57-9d0a-6a2f4f1f0a0",
            "0b6f2a54-1c1e-4d57-9d0a-6a2f4f1f0a011", "0b6f2a54-1c1e-4d57-9d0a-6a2f4f1f0a0g",
            "0b6f2a541-c1e-4d57-9d0a-6a2f4f1f0a01",
        ])
    func textThatIsNoUuidIsRefused(text: String) { #expect(EntityID(text) == nil) }

    @Test("Every byte at every place is read as the digit it is")
    func everyByteAtEvery() {
        let text = Array("0b6f2a54-1c1e-4d57-9d0a-6a2f4f1f0a01".utf8)
        for place in text.indices {
            for byte in UInt8.min...UInt8.max {
                var changed = text
                changed[place] = byte
                let id = changed.withUnsafeBufferPointer { EntityID(utf8: $0) }
                let isDash = text[place] == UInt8(ascii: "-")
                let isRight = isDash ? byte == text[place] : Character(Unicode.Scalar(byte)).isHexDigit && byte < 0x80
                let expected = isRight ? String(decoding: changed, as: UTF8.self).lowercased() : nil
                #expect(id?.description == expected, "byte \(byte) at \(place)")
            }
        }
    }

    @Test("Derived ids repeat and differ by name and salt")
    func derivedIdsRepeat() {
        let ids = (0..<1000).map { EntityID.derived(from: EntityID(high: 0, low: $0)) }
        #expect(Set(ids).count == 1000)
        #expect(ids[7] == EntityID.derived(from: EntityID(high: 0, low: 7)))
        #expect(ids[7] != EntityID.derived(from: EntityID(high: 0, low: 7), salt: 1))
        #expect(ids.allSatisfy { Array($0.description)[14] == "8" && "89ab".contains(Array($0.description)[19]) })
    }
}

@Suite struct LinkTests {
    private static let id = "0b6f2a54-1c1e-4d57-9d0a-6a2f4f1f0a01"

    @Test(
        "Every URL reads back as written",
        arguments: [
            "https://proxy.test/update/\(id)", "http://core.test:8080/lang/it/pratiche/\(id)/detail?payment=1",
            "https://core.test/\(id)/api/applications/5d0f0c1e-0000-4000-8000-0000000000cc/payment",
            "https://checkout.test/ecommerce/checkout/v1/carts/0b6f/redirect?clientId=ec", "https://proxy.test",
            "https://proxy.test?x=1", "https://proxy.test/UPPER/5D0F0C1E-0000-4000-8000-0000000000CC",
        ])
    func everyURLReadsBackAsWritten(text: String) throws {
        let link = try #require(ServiceLink(text))
        #expect(link.description == text)
        #expect(ServiceLink(link.description) == link)
        #expect("\(link.scheme)://\(link.authority)\(link.path)" == text)
    }

    @Test("A link made from parts equals the one read from its text")
    func aLinkMadeFromParts() throws {
        let id = try #require(EntityID(Self.id))
        let template = LinkTemplate(
            scheme: "https", authority: "core.test",
            pathBeforeID: "/5d0f0c1e-0000-4000-8000-0000000000aa/pratiche/", pathAfterID: "/detail")
        let link = template.link(id)
        let read = try #require(ServiceLink(link.description))
        #expect(read == link)
        #expect(read.hashValue == link.hashValue)
        #expect(read.id == id)
        #expect(link.path == "/5d0f0c1e-0000-4000-8000-0000000000aa/pratiche/\(Self.id)/detail")
    }

    @Test(
        "Text that is no absolute URL is refused",
        arguments: ["", "proxy.test/update", "https:/proxy.test", "://proxy.test", "https://", "https://a b/c"])
    func textThatIsNoAbsoluteUrl(text: String) { #expect(ServiceLink(text) == nil) }
}
