import VirtualTime

/// Hears the facts of a run as its witness does. Whoever listens changes nothing.
package protocol FactListener: AnyObject {
    /// A fact, in order of virtual time.
    func heard(_ fact: Fact, at instant: VirtualInstant)
}
