import ServicePorts

extension ApplicationSplit: Digestible {
    /// Enters the form and the shares.
    public func digest(into digest: inout WireDigest) {
        if case .shares = self { digest.enter(true) } else { digest.enter(false) }
        digest.enter(shares)
    }
}

extension RevenueStamp: Digestible {
    /// Enters every member.
    public func digest(into digest: inout WireDigest) {
        digest.enter(amount)
        digest.enter(collectionData)
        digest.enter(reason)
    }
}

extension CallbackLink: Digestible {
    /// Enters every member.
    public func digest(into digest: inout WireDigest) {
        digest.enter(url)
        digest.enter(method)
    }
}

extension PaymentRequestData: Digestible {
    /// Enters every member.
    public func digest(into digest: inout WireDigest) {
        digest.enter(reason)
        digest.enter(amount)
        digest.enter(expireAt)
        digest.enter(split)
        if let stamps { digest.enter(stamps) } else { digest.enter(nil as RevenueStamp?) }
        digest.enter(notify)
        digest.enter(landing)
        digest.enter(configID)
    }
}

extension Applicant: Digestible {
    /// Enters every member.
    public func digest(into digest: inout WireDigest) {
        digest.enter(name)
        digest.enter(surname)
        digest.enter(fiscalCode)
        digest.enter(email)
        digest.enter(address)
        digest.enter(houseNumber)
        digest.enter(municipality)
        digest.enter(county)
        digest.enter(postalCode)
    }
}

extension ApplicationOrigin.Values: Digestible {
    /// Enters every member.
    public func digest(into digest: inout WireDigest) {
        digest.enter(id)
        digest.enter(tenantID)
        digest.enter(serviceID)
        digest.enter(userID)
        digest.enter(createdAt)
        digest.enter(applicant)
        digest.enter(locale)
    }
}

extension ApplicationOrigin: Digestible {
    /// Enters the origin's own digest, which all events of the application share.
    public func digest(into digest: inout WireDigest) { digest.enter(ownDigest) }
}

extension ApplicationState: Digestible {
    /// Enters every member.
    public func digest(into digest: inout WireDigest) {
        digest.enter(status)
        digest.enter(submittedAt)
        digest.enter(latestStatusChangeAt)
        digest.enter(flowChangedAt)
        digest.enter(paymentData)
    }
}

extension ApplicationEvent {
    /// Enters envelope, origin and state.
    public func digest(into digest: inout WireDigest) {
        digest.enter(envelope)
        digest.enter(origin)
        digest.enter(state)
    }
}
