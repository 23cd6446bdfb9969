import PaymentModel
import PaymentServices
import PortFakes

extension Sample {
    static let creditor = Creditor(taxIdentificationNumber: "00000000000", name: "Comune di Bugliano")
    static let tenant = CoreConfiguration.Tenant(id: tenantID, slug: "bugliano")

    static func collection(
        _ channel: CollectionConfiguration.OnlineChannel = .portal, isActive: Bool = true
    ) -> CollectionConfiguration {
        CollectionConfiguration(
            tenantID: tenantID, serviceID: serviceID, creditor: creditor, onlineChannel: channel, isActive: isActive)
    }
}
