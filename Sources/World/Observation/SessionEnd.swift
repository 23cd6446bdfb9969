/// Which page a citizen pays at.
public enum SessionDesk: UInt8, Sendable, Hashable {
    /// The intermediary's portal.
    case portal
    /// pagoPA's Checkout.
    case checkout
}

/// How an online session ended.
public enum SessionEnd: UInt8, Sendable, Hashable, CaseIterable {
    /// The money moved.
    case completed
    /// The PSP said no.
    case failed
    /// The citizen left, by the button or by closing the tab.
    case abandoned
    /// The page was opened too late, or the outcome came after the token's life.
    case expired
    /// The node refused the notice.
    case refused
}
