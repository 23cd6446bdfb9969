import PaymentModel
import ServicePorts

/// The PDF of a notice or of a receipt, reduced to what somebody reads off it. The proxy passes it on as it is.
public struct PaymentDocument: WireValue, Hashable {
    /// Which paper it is; the raw value is its heading.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// What is to be paid.
        case notice = "AVVISO DI PAGAMENTO"
        /// What has been paid.
        case receipt = "RICEVUTA DI PAGAMENTO"
    }

    /// Notice or receipt.
    public var kind: Kind
    /// The notice that it is about.
    public var notice: NoticeCode
    /// To pay, or paid.
    public var amount: EuroCents

    /// A document of these parts.
    init(kind: Kind, notice: NoticeCode, amount: EuroCents) {
        self.kind = kind
        self.notice = notice
        self.amount = amount
    }

    /// About what a notice with its logos and QR code weighs.
    public var nominalSize: Int { 60_000 }

    /// Enters every member: to write the lines costs a hundred times as much.
    public func digest(into digest: inout WireDigest) {
        digest.enter(kind == .notice)
        digest.enter(notice.rawValue)
        digest.enter(amount)
    }

    private static let header = "%PDF-1.7"
    private static let codeLabel = "Codice avviso "
    private static let amountLabel = "Importo EUR "

    /// Four lines of text behind the header of a PDF.
    public func wireBytes() throws -> [UInt8] {
        let lines = [
            Self.header, kind.rawValue, Self.codeLabel + notice.description, Self.amountLabel + amount.description,
        ]
        return Array(lines.joined(separator: "\n").utf8)
    }

    /// Reads what `wireBytes()` wrote.
    /// - Throws: `PayloadError.mismatch` for anything else; `EuroTextError` for an amount that is none.
    public init(wireBytes: [UInt8]) throws {
        let lines = String(decoding: wireBytes, as: UTF8.self).split(separator: "\n")
        guard lines.count == 4, lines[0] == Self.header, let kind = Kind(rawValue: String(lines[1])),
            lines[2].hasPrefix(Self.codeLabel), let notice = NoticeCode(lines[2].dropFirst(Self.codeLabel.count)),
            lines[3].hasPrefix(Self.amountLabel)
        else { throw PayloadError.mismatch(expected: "a notice or a receipt", found: "another document") }
        self.kind = kind
        self.notice = notice
        amount = try EuroCents(decimalText: lines[3].dropFirst(Self.amountLabel.count))
    }
}
