/// Why a citizen is done.
public enum CitizenEnd: UInt8, Sendable, Hashable, CaseIterable {
    /// The page showed that the payment has been received.
    case sawOutcome
    /// Paid, and did not look whether anybody noticed.
    case paidWithoutLooking
    /// Paid, looked as often as patience allows, and the page never showed it.
    case paidUnseen
    /// Took the notice and never pays it.
    case neverPaid
    /// Left an online session and did not come back.
    case abandoned
    /// The PSP refused, and no further attempt followed.
    case failedAtPSP
    /// The node or the intermediary refused every attempt.
    case paymentRefused
    /// Core did not take the application, however often it was asked.
    case submissionRefused
    /// The page said that the payment could not be created.
    case creationFailed
    /// The page never offered to pay.
    case linkNeverShown
    /// The link to pay led nowhere, each time.
    case linkBroken
    /// The notice could not be opened, each time.
    case noticeUnavailable
    /// The second tab or the second payment of somebody: its end is no outcome of its own.
    case doubleEnded
}
