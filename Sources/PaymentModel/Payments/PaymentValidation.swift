extension PaymentOrigin {
    /// Longest causale in an event; a configuration allows 255 (<doc:Proxy>).
    public static let longestReason = 140
}

extension Payment {
    /// Checks every rule of <doc:PaymentEvents> that the types do not already hold.
    /// - Throws: `ValidationError`, which names the field.
    public func validate() throws(ValidationError) {
        let values = origin.values
        try ValidationError.require(values.reason, length: 0...PaymentOrigin.longestReason, field: "reason")
        try ValidationError.require(values.type.description, length: 0...50, field: "type")
        try ValidationError.require(values.iud, length: 0...50, field: "payment.iud")
        try ValidationError.require(state.transactionID, length: 0...255, field: "payment.transaction_id")
        try ValidationError.require(state.iuv, length: 0...50, field: "payment.iuv")
        try ValidationError.require(state.noticeCode, length: 0...50, field: "payment.notice_code")
        if case .other(let name) = values.kind {
            throw ValidationError(field: "payment.type", reason: .unknownValue(name))
        }
        if values.amount == nil, values.type == .pagoPA, values.kind != .stamp {
            throw ValidationError(field: "payment.amount", reason: .missing)
        }
        if let amount = values.amount {
            try ValidationError.require(amount, least: .zero, field: "payment.amount")
        }
        try SplitShare.validate(values.split, total: values.amount, field: "payment.split")
    }
}

extension SplitShare {
    /// The shares must sum to the total or, as weights, to 1.00; an empty split says nothing (<doc:PaymentEvents>).
    /// - Throws: `ValidationError` for the share without amount, or for the list.
    public static func validate(_ shares: [SplitShare], total: EuroCents?, field: String) throws(ValidationError) {
        guard let total, !shares.isEmpty else { return }
        var sum = EuroCents.zero
        for (position, share) in shares.enumerated() {
            guard let amount = share.amount else {
                throw ValidationError(field: "\(field)[\(position)].amount", reason: .missing)
            }
            sum += amount
        }
        guard sum == total || sum == .oneEuro else {
            throw ValidationError(field: field, reason: .splitSum(sum, amount: total))
        }
    }
}

/// The check digits of a notice number: 18 digits of which the last two are the remainder of the first sixteen by 93
/// (<doc:PagoPA> and pagoPA's specification for creditors; notices with auxiliary digit 1 are not modelled).
public enum NoticeNumber {
    /// Appends the two check digits to an auxiliary digit, segregation code and IUV base of sixteen digits in all.
    /// Anything else traps.
    public static func completing(base: String) -> String {
        guard let remainder = remainder(of: base.utf8), base.utf8.count == 16 else {
            preconditionFailure("A notice number is built on sixteen digits.")
        }
        return base + (remainder < 10 ? "0" : "") + String(remainder)
    }

    /// Whether `text` has 18 digits and the right check digits.
    public static func isValid(_ text: String) -> Bool {
        let digits = Array(text.utf8)
        guard digits.count == 18, let remainder = remainder(of: digits.prefix(16)) else { return false }
        return digits[16] == UInt8(ascii: "0") + UInt8(remainder / 10)
            && digits[17] == UInt8(ascii: "0") + UInt8(remainder % 10)
    }

    private static func remainder(of digits: some Sequence<UInt8>) -> Int? {
        var remainder = 0
        for byte in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            remainder = (remainder * 10 + Int(byte - UInt8(ascii: "0"))) % 93
        }
        return remainder
    }
}
