import PaymentModel
import Testing

@testable import World

@Suite("Notice codes")
struct NoticeCodeTests {
    @Test("Every code has eighteen digits that pass the model's check, and an IUV of seventeen")
    func codesAreValid() {
        for base in [0, 1, 92, 93, 123_456_789, 9_999_999_999_999] as [UInt64] {
            for segregation in [0, 1, 47] {
                let code = NoticeCode(segregationCode: segregation, base: base)
                #expect(NoticeNumber.isValid(code.description))
                #expect(code.iuv.count == 17 && "3" + code.iuv == code.description)
                #expect(code.base == base && code.segregationCode == segregation)
                #expect(NoticeCode(code.description) == code && NoticeCode(iuv: code.iuv) == code)
            }
        }
    }

    @Test("A changed digit, another aux digit and another length are refused")
    func damageIsFound() {
        let good = NoticeCode(segregationCode: 1, base: 42).description
        for position in 0..<18 {
            var digits = Array(good.utf8)
            digits[position] = digits[position] == 0x39 ? 0x30 : digits[position] + 1
            #expect(NoticeCode(String(decoding: digits, as: UTF8.self)) == nil)
        }
        #expect(NoticeCode(good.dropLast()) == nil)
        #expect(NoticeCode(good + "0") == nil)
        #expect(NoticeCode(iuv: "0100000000000000x") == nil)
    }

    @Test("A document says the same after a trip through its bytes, and nothing else passes for one")
    func documentSurvives() throws {
        let notice = NoticeCode(segregationCode: 0, base: 7)
        let document = PaymentDocument(kind: .notice, notice: notice, amount: EuroCents(cents: 4_210))
        #expect(try PaymentDocument(wireBytes: try document.wireBytes()) == document)
        #expect(throws: (any Error).self) { try PaymentDocument(wireBytes: Array("%PDF-1.7\n".utf8)) }
    }
}
