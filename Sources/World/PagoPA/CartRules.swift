import PaymentModel

/// The version of the carts API that a request asks, by its path.
enum CartsVersion: String, CaseIterable {
    case v1 = "/checkout/ec/v1/carts"
    case v2 = "/checkout/ec/v2/carts"

    init?(path: String) { self.init(rawValue: path) }

    /// - Throws: when `cart` has the form of the other version.
    func check(_ cart: CartRequest) throws(CartRefusal) {
        guard (cart.returnLinks.waiting != nil) == (self == .v2) else { throw .malformed(field: "returnWaitingUrl") }
    }
}

/// The rules of a cart that need no node, in the order in which Checkout looks at them.
enum CartRules {
    static let noticesMax = 5

    /// - Throws: the first rule that `cart` breaks.
    static func check(_ cart: CartRequest) throws(CartRefusal) {
        guard !cart.paymentNotices.isEmpty else { throw .malformed(field: "paymentNotices") }
        for notice in cart.paymentNotices {
            guard notice.noticeNumber.utf8.count == 18, notice.noticeNumber.utf8.allSatisfy(isDigit) else {
                throw .malformed(field: "noticeNumber")
            }
            guard notice.fiscalCode.utf8.count == 11, notice.fiscalCode.utf8.allSatisfy(isDigit) else {
                throw .malformed(field: "fiscalCode")
            }
            guard notice.amount.cents >= 1 else { throw .malformed(field: "amount") }
            guard notice.companyName.unicodeScalars.count <= 140 else { throw .malformed(field: "companyName") }
            guard notice.description.unicodeScalars.count <= 140 else { throw .malformed(field: "description") }
        }
        guard cart.paymentNotices.count <= noticesMax else { throw .tooManyNotices }
        for (index, notice) in cart.paymentNotices.enumerated() {
            let isRepeated = cart.paymentNotices[..<index].contains {
                $0.noticeNumber == notice.noticeNumber && $0.fiscalCode == notice.fiscalCode
            }
            guard !isRepeated else { throw .duplicateNotice }
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
