import VirtualTime

/// What goes wrong at the buckets of an object store. Several on one bucket add up.
///
/// The shares are drawn request by request from a stream of its own, named by bucket and fault.
public struct StoreFaults: Sendable, Equatable {
    /// Reads of a bucket that does not yet show its last writes.
    public struct StaleRead: Sendable, Equatable {
        /// The share of the reads.
        public var share: Ratio
        /// How long after a write the version before it may still be read.
        public var window: Duration

        /// Stale reads of this share, within this window of a write.
        public init(share: Ratio, window: Duration) {
            self.share = share
            self.window = window
        }
    }

    /// Added to every request, half of it before the store acts.
    public var addedLatency: Distribution?
    /// Requests that are answered `unavailable` and do nothing.
    public var unavailable = Ratio.never
    /// Puts and deletes that are answered `unavailable` and do nothing.
    public var writeFailed = Ratio.never
    /// Puts and deletes that are answered `unavailable` although they were done.
    public var writeAnswerLost = Ratio.never
    /// Of what was written since the fault began. Conditions of a put are checked against what is stored, never against
    /// what a stale read showed.
    public var staleRead: StaleRead?
    /// How long a new key is missing in listings; keys that were new before the fault began are there.
    public var listLag: Duration?

    /// Nothing goes wrong.
    public init() {}

    /// Nothing goes wrong.
    public static let none = StoreFaults()
}
