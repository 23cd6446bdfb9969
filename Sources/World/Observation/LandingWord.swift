/// What the address to which a browser comes back tells Core's page of the session that ended.
public enum LandingWord: String, Sendable, Hashable {
    /// That the citizen has paid.
    case paid
    /// That it came to nothing.
    case failed
    /// Nothing.
    case unknown

    /// - Parameter query: what stands behind the question mark (<doc:/PaymentModel/LifeOfAPayment>, step 6).
    init(query: Substring) {
        let words = query.split(separator: "&")
        if words.contains("esito=KO") {
            self = .failed
        } else {
            self = words.contains { $0.hasPrefix("payment=") } ? .paid : .unknown
        }
    }
}
