import Foundation
import ServicePorts

extension PaymentOutcome {
    /// Enters every member.
    public func digest(into digest: inout WireDigest) {
        digest.enter(status)
        digest.enter(statusCode)
        digest.enter(statusMessage)
        digest.enter(payment)
    }
}

extension PaymentStatusAnswer {
    /// Enters every member.
    public func digest(into digest: inout WireDigest) {
        digest.enter(id)
        digest.enter(reason)
        digest.enter(status)
        digest.enter(createdAt)
        digest.enter(updatedAt)
        digest.enter(links)
    }
}

extension PaymentCreation {
    /// Enters the payment.
    public func digest(into digest: inout WireDigest) { digest.enter(payment) }
}

extension ApplicationSubmission {
    /// Enters every member.
    public func digest(into digest: inout WireDigest) {
        digest.enter(serviceID)
        digest.enter(userID)
        digest.enter(applicant)
        digest.enter(paymentAmount)
        digest.enter(paymentDescription)
        digest.enter(financialReport)
        digest.enter(locale)
    }
}

extension ApplicationStatusAnswer {
    /// Enters every member.
    public func digest(into digest: inout WireDigest) {
        digest.enter(id)
        digest.enter(status)
    }
}

extension CreatedAnswer {
    /// Enters the id.
    public func digest(into digest: inout WireDigest) { digest.enter(id) }
}

extension ErrorAnswer {
    /// Enters every member.
    public func digest(into digest: inout WireDigest) {
        digest.enter(title)
        digest.enter(detail)
    }
}

extension ReturnLinks: Digestible {
    /// Enters every link.
    public func digest(into digest: inout WireDigest) {
        digest.enter(ok)
        digest.enter(cancel)
        digest.enter(error)
        digest.enter(waiting)
    }
}

extension CartRequest.Notice: Digestible {
    /// Enters every member.
    public func digest(into digest: inout WireDigest) {
        digest.enter(noticeNumber)
        digest.enter(fiscalCode)
        digest.enter(amount)
        digest.enter(companyName)
        digest.enter(description)
    }
}

extension CartRequest {
    /// Enters every member.
    public func digest(into digest: inout WireDigest) {
        digest.enter(paymentNotices)
        digest.enter(returnLinks)
        digest.enter(emailNotice)
        digest.enter(idCart)
        // One more than there are truth values.
        if let allCCP { digest.enter(allCCP) } else { digest.enter(3) }
    }
}

extension CheckoutRequest {
    /// Enters every member.
    public func digest(into digest: inout WireDigest) {
        digest.enter(paymentID)
        digest.enter(noticeNumber)
        digest.enter(fiscalCode)
        digest.enter(amount)
        digest.enter(companyName)
        digest.enter(description)
        digest.enter(email)
        digest.enter(returnLinks)
    }
}

extension RedirectAnswer {
    /// Enters the page.
    public func digest(into digest: inout WireDigest) { digest.enter(location) }
}

extension OnlineSessionRequest {
    /// Enters the links.
    public func digest(into digest: inout WireDigest) { digest.enter(returnLinks) }
}

extension OnlineSessionAnswer {
    /// Enters the page.
    public func digest(into digest: inout WireDigest) { digest.enter(url) }
}

extension DebtPositionRequest {
    /// Enters every member.
    public func digest(into digest: inout WireDigest) {
        digest.enter(iud)
        digest.enter(creditorTaxCode)
        digest.enter(amount)
        digest.enter(reason)
        digest.enter(debtorTaxCode)
        digest.enter(debtorName)
        digest.enter(dueAt)
    }
}

extension DebtPositionAnswer {
    /// Enters every member.
    public func digest(into digest: inout WireDigest) {
        digest.enter(iuv)
        digest.enter(noticeCode)
    }
}

extension DebtPositionStatusAnswer {
    /// Enters every member.
    public func digest(into digest: inout WireDigest) {
        switch status {
        case .unpaid: digest.enter(0)
        case .paid: digest.enter(1)
        case .expired: digest.enter(2)
        case .canceled: digest.enter(3)
        }
        digest.enter(paidAt)
        digest.enter(transactionID)
    }
}

extension SilfiNotification.Esito: Digestible {
    /// Enters every member.
    public func digest(into digest: inout WireDigest) {
        digest.enter(iuv)
        digest.enter(identificativo)
        digest.enter(positivo)
        digest.enter(statoPagamento)
        digest.enter(dataPagamento)
        digest.enter(importo)
        digest.enter(extraPagoPa)
        digest.enter(canalePagamentoExtraPagoPa)
        digest.enter(canalePagamento)
        digest.enter(rt)
    }
}

extension SilfiNotification.Creditor: Digestible {
    /// Enters every member.
    public func digest(into digest: inout WireDigest) {
        digest.enter(ente)
        digest.enter(codiceServizio)
        digest.enter(esiti)
    }
}

extension SilfiNotification {
    /// Enters the list.
    public func digest(into digest: inout WireDigest) { digest.enter(creditors) }
}

extension KsqlRequest {
    /// Enters the statement.
    public func digest(into digest: inout WireDigest) { digest.enter(ksql) }
}

extension KsqlCell: Digestible {
    /// Enters what a reader of the bytes finds: a text that could be held in parts as those parts.
    @inline(__always)
    public func digest(into digest: inout WireDigest) {
        switch self {
        case .null: digest.enter(0)
        case .number(let number): Self.enter(number, into: &digest)
        case .id(let id):
            digest.enter(2)
            digest.enter(id)
        case .timestamp(let timestamp):
            digest.enter(3)
            digest.enter(timestamp)
        case .link(let link):
            digest.enter(4)
            digest.enter(link)
        case .text(let text): Self.enter(text, into: &digest)
        }
    }

    private static func enter(_ number: Decimal, into digest: inout WireDigest) {
        digest.enter(1)
        digest.enter(number.description)
    }

    private static func enter(_ text: String, into digest: inout WireDigest) {
        switch parts(of: text) {
        case .id(let id): KsqlCell.id(id).digest(into: &digest)
        case .timestamp(let timestamp): KsqlCell.timestamp(timestamp).digest(into: &digest)
        case .link(let link): KsqlCell.link(link).digest(into: &digest)
        default:
            digest.enter(5)
            digest.enter(text)
        }
    }

    /// The text in parts, where it is written by them as it stands.
    private static func parts(of text: String) -> KsqlCell? {
        guard text.utf8.count >= Timestamp.textLength else { return nil }
        if let id = EntityID(text) { return id.description == text ? .id(id) : nil }
        if let timestamp = Timestamp(iso8601: text) {
            return timestamp.description == text ? .timestamp(timestamp) : nil
        }
        return ServiceLink(text).map { .link($0) }
    }
}

extension KsqlAnswer {
    /// Enters what the header and the cells say.
    public func digest(into digest: inout WireDigest) {
        digest.enter(queryID)
        switch header {
        case .columns(let columns): digest.enter(columns.ownDigest)
        case .text(let text):
            let names = Self.quoted(in: text)
            if Self.schema(ofTexts: names) == text {
                digest.enter(KsqlColumns(names).ownDigest)
            } else {
                digest.enter(text)
            }
        }
        digest.enter(rows.count)
        for row in rows {
            digest.enter(row.count)
            // Cell by cell where they lie: a copy of each would retain what it holds.
            row.withUnsafeBufferPointer { for place in $0.indices { $0[place].digest(into: &digest) } }
        }
    }

    /// What stands between the first two backquotes, the next two ...
    private static func quoted(in text: String) -> [String] {
        text.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset % 2 == 1 }.map { String($0.element) }
    }
}
