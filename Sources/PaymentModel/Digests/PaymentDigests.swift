import ServicePorts

extension EventEnvelope: Digestible {
    /// Enters every member.
    public func digest(into digest: inout WireDigest) {
        digest.enter(eventID)
        digest.enter(version)
        digest.enter(createdAt)
        digest.enter(appID)
    }
}

extension SplitShare: Digestible {
    /// Enters every member.
    public func digest(into digest: inout WireDigest) {
        digest.enter(code)
        digest.enter(amount)
        digest.enter(meta)
    }
}

extension Receiver: Digestible {
    /// Enters every member.
    public func digest(into digest: inout WireDigest) {
        digest.enter(taxIdentificationNumber)
        digest.enter(name)
        digest.enter(iban)
        digest.enter(address)
        digest.enter(buildingNumber)
        digest.enter(postalCode)
        digest.enter(townName)
        digest.enter(countrySubdivision)
        digest.enter(country)
    }
}

extension StampedDocument: Digestible {
    /// Enters every member.
    public func digest(into digest: inout WireDigest) {
        digest.enter(id)
        digest.enter(ref)
        digest.enter(hash)
    }
}

extension Person: Digestible {
    /// Enters every member.
    public func digest(into digest: inout WireDigest) {
        digest.enter(kind.rawValue)
        digest.enter(taxIdentificationNumber)
        digest.enter(name)
        digest.enter(familyName)
        digest.enter(streetName)
        digest.enter(buildingNumber)
        digest.enter(postalCode)
        digest.enter(townName)
        digest.enter(countrySubdivision)
        digest.enter(country)
        digest.enter(email)
    }
}

extension OpenableLink: Digestible {
    /// Enters every member.
    public func digest(into digest: inout WireDigest) {
        digest.enter(url)
        digest.enter(lastOpenedAt)
        digest.enter(method)
    }
}

extension UpdateLink: Digestible {
    /// Enters every member.
    public func digest(into digest: inout WireDigest) {
        digest.enter(url)
        digest.enter(lastCheckAt)
        digest.enter(nextCheckAt)
        digest.enter(method)
    }
}

extension NotifyLink: Digestible {
    /// Enters every member.
    public func digest(into digest: inout WireDigest) {
        digest.enter(url)
        digest.enter(method)
        digest.enter(sentAt)
    }
}

extension PaymentOrigin.Values: Digestible {
    /// Enters every member.
    public func digest(into digest: inout WireDigest) {
        for id in [id, userID, tenantID, serviceID, remoteID] { digest.enter(id) }
        digest.enter(type)
        digest.enter(createdAt)
        digest.enter(reason)
        digest.enter(expireAt)
        digest.enter(amount)
        digest.enter(kind)
        digest.enter(iud)
        digest.enter(receiver)
        digest.enter(dueType)
        digest.enter(pagopaCategory)
        digest.enter(document)
        digest.enter(split)
        digest.enter(payer)
        digest.enter(debtor)
        digest.enter(locale)
    }
}

extension PaymentOrigin: Digestible {
    /// Enters the origin's own digest, which all events of the payment share.
    public func digest(into digest: inout WireDigest) { digest.enter(ownDigest) }
}

extension Payment: Digestible {
    /// Enters origin and state.
    public func digest(into digest: inout WireDigest) {
        digest.enter(origin)
        digest.enter(state)
    }
}

extension PaymentEvent {
    /// Enters envelope, origin and state.
    public func digest(into digest: inout WireDigest) {
        digest.enter(envelope)
        digest.enter(origin)
        digest.enter(state)
    }
}
