import PaymentModel
import VirtualTime

/// What a witness must know of a run before it begins. The initial values are the documented defaults.
package struct WitnessSettings: Sendable {
    /// By position, as the world names them.
    package var tenantNames: [String] = []
    /// Facts name consumer groups, proxies and intermediaries by position in these.
    package var tags = MeasureTags()
    /// The poller's LOOP_TIME (<doc:/PaymentModel/Poller>).
    package var loopTime = Duration.seconds(90)
    /// What clocks show at the scenario's start.
    package var start: Timestamp
    /// Nanoseconds of virtual time at which citizens stop to arrive: means per second are taken up to here.
    package var loadEnd: Int64
    /// Nanoseconds of virtual time; what came before enters no figure.
    package var warmUpEnd: Int64 = 0
    /// Nanoseconds of virtual time; 0 in a run without faults.
    package var faultsEnd: Int64 = 0
    package var resolution = Duration.seconds(60)
    /// Payments whose life lines are kept.
    package var lifeLines = 1_000
    package var deadlines = Deadlines()
    /// How long a settled payment is still known, so that a late write to it is seen for what it is. A still later one
    /// shows as a first event, which I4 refuses unless it could be one.
    package var remembrance = Duration.seconds(86_400)

    package init(start: Timestamp, loadEnd: Int64) {
        self.start = start
        self.loadEnd = loadEnd
    }
}
