import PaymentModel
import ServicePorts

/// How a browser comes back from paying, and where it goes on to.
enum Landing: Sendable, Equatable {
    case success
    case failure
    /// The portal does not know yet.
    case unknown

    /// - Parameter outcome: the query parameter `esito` of the landing URL.
    init(_ outcome: Substring?) {
        self =
            switch outcome {
            case "OK": .success
            case "KO": .failure
            default: .unknown
            }
    }

    /// To the page that the payment names, with `payment` on success or `esito=KO` on failure
    /// (<doc:/PaymentModel/LifeOfAPayment>, step 6). An imported due names no page; then there is nowhere to go on to.
    func redirect(_ payment: Payment) -> HTTPReply {
        guard let page = payment.state.links.onlinePaymentLanding.url else { return .ok }
        let url = page.description
        let separator = url.utf8.contains(UInt8(ascii: "?")) ? "&" : "?"
        switch self {
        case .success: return .redirect(to: "\(url)\(separator)payment=\(payment.id)")
        case .failure: return .redirect(to: "\(url)\(separator)esito=KO")
        case .unknown: return .redirect(to: url)
        }
    }
}
