import PaymentModel

/// The links a proxy puts into its payments: one shared template each.
struct ProxyLinks: Sendable {
    let onlinePayment: LinkTemplate
    let landing: LinkTemplate
    let notice: LinkTemplate
    let receipt: LinkTemplate
    let update: LinkTemplate
    /// Where a browser comes back after paying, by outcome.
    let landingAfterSuccess: LinkTemplate
    let landingAfterFailure: LinkTemplate

    init(_ configuration: PaymentProxyConfiguration) {
        func template(_ path: String, query: String = "") -> LinkTemplate {
            LinkTemplate(
                scheme: configuration.scheme, authority: configuration.authority, pathBeforeID: path,
                pathAfterID: query)
        }
        onlinePayment = template("/online-payment/")
        landing = template("/landing/")
        notice = template("/notice/")
        receipt = template("/receipt/")
        landingAfterSuccess = template("/landing/", query: "?esito=OK")
        landingAfterFailure = template("/landing/", query: "?esito=KO")
        update = LinkTemplate(
            scheme: configuration.updateScheme, authority: configuration.updateAuthority, pathBeforeID: "/update/")
    }

    func returnLinks(_ id: EntityID) -> ReturnLinks {
        let failure = landingAfterFailure.link(id)
        return ReturnLinks(
            ok: landingAfterSuccess.link(id), cancel: failure, error: failure, waiting: landing.link(id))
    }
}
