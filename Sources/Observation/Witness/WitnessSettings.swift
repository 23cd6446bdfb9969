import PaymentModel
import VirtualTime

/// What a witness must know of a run before it begins. The initial values are the documented defaults.
package struct WitnessSettings: Sendable {
    /// By position, as the world has them.
    package var tenants: [WitnessTenant] = []
    /// Facts name consumer groups, proxies and intermediaries by position in these.
    package var tags = MeasureTags()
    /// By position of the intermediary: whether it tells the proxy by itself of what was paid, which gives I6 its term.
    package var intermediaryNotifies: [Bool] = []
    /// The poller's LOOP_TIME (<doc:/PaymentModel/Poller>).
    package var loopTime = Duration.seconds(90)
    /// By which the proxies plan checks.
    package var checks = CheckTable.documented
    /// What clocks show at the scenario's start.
    package var start: Timestamp
    /// When citizens stop to arrive: means per second are taken up to here.
    package var loadEnd: VirtualInstant
    /// What came before enters no figure.
    package var warmUpEnd = VirtualInstant.start
    /// Up to here faults stop the clock of what is owed; the scenario's start where they do not.
    package var faultsEnd = VirtualInstant.start
    /// A step of every time series.
    package var resolution = Duration.seconds(60)
    /// Payments whose life lines are kept.
    package var lifeLines = 1_000
    /// The terms of the liveness promises.
    package var deadlines = Deadlines()
    /// How long a settled payment is still known, so that a late write to it is seen for what it is. A still later one
    /// shows as a first event, which I4 refuses unless it could be one.
    package var remembrance = Duration.seconds(86_400)

    /// The defaults, for a run that starts and is loaded so long.
    package init(start: Timestamp, loadEnd: VirtualInstant) {
        self.start = start
        self.loadEnd = loadEnd
    }

    /// The tenant of an id that events carry; nil where there is none.
    func tenant(_ id: EntityID) -> WitnessTenant? { tenants.first { $0.id == id } }

    func notifies(_ intermediary: IntermediaryID) -> Bool {
        precondition(
            intermediaryNotifies.indices.contains(intermediary.position),
            "The run has no intermediary \(intermediary.position).")
        return intermediaryNotifies[intermediary.position]
    }
}

/// What a witness knows of a tenant.
package struct WitnessTenant: Sendable, Hashable {
    /// As people name it.
    package var name: String
    /// As events name it.
    package var id: EntityID
    /// Eleven digits.
    package var taxCode: String
    /// Who holds its debt positions.
    package var intermediary: IntermediaryID
    /// `app_id` of the proxy that writes its payments; nil where nobody knows.
    package var proxyAppID: String?

    /// A tenant whose payments any proxy may write, where `proxyAppID` does not say otherwise.
    package init(
        name: String, id: EntityID, taxCode: String, intermediary: IntermediaryID, proxyAppID: String? = nil
    ) {
        self.name = name
        self.id = id
        self.taxCode = taxCode
        self.intermediary = intermediary
        self.proxyAppID = proxyAppID
    }
}
