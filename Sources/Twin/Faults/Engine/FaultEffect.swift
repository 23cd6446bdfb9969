import VirtualTime

/// One fault of a run, wherever it acts: injected anew at each beginning, removed at each end. The engine says when.
final class FaultEffect {
    /// Something that faults are injected into, in the three words of all of them.
    struct Place {
        /// Nanoseconds of virtual time at which the fault will be removed.
        let inject: (_ end: Int64) -> FaultID
        let remove: (FaultID) -> Void
        let hits: (FaultID) -> FaultHits
        var isUnderWay: (FaultID) -> Bool = { _ in false }
    }

    private let places: [Place]
    /// By place, all so far.
    private var injected: [[FaultID]]
    /// By place, those that hold.
    private var holding: [[FaultID]]
    private let healing: ([FaultID]) -> Void
    private let ownEpisodes: (() -> FaultEpisodes)?

    /// - Parameters:
    ///   - places: the fault is injected into each of them.
    ///   - healing: told all that was injected as healing begins: what no end puts right, as a crashed process.
    init(_ places: [Place], healing: @escaping ([FaultID]) -> Void = { _ in }) {
        self.places = places
        self.healing = healing
        injected = places.map { _ in [] }
        holding = injected
        ownEpisodes = nil
    }

    /// A fault that was injected before the run began and acts by itself.
    init(
        injected fault: FaultID, hits: @escaping (FaultID) -> FaultHits, episodes: @escaping () -> FaultEpisodes
    ) {
        places = [
            Place(
                inject: { _ in preconditionFailure("It acts by itself, and nobody lets it begin.") }, remove: { _ in },
                hits: hits)
        ]
        injected = [[fault]]
        holding = [[]]
        healing = { _ in }
        ownEpisodes = episodes
    }

    /// Whether what began at one instant still goes on: it does not begin again meanwhile.
    var isUnderWay: Bool {
        zip(places, injected).contains { place, faults in faults.last.map(place.isUnderWay) ?? false }
    }

    /// - Parameter end: nanoseconds of virtual time at which it will end.
    func begin(until end: Int64) {
        for (position, place) in places.enumerated() {
            let fault = place.inject(end)
            holding[position].append(fault)
            injected[position].append(fault)
        }
    }

    func end() {
        for (position, place) in places.enumerated() {
            for fault in holding[position] { place.remove(fault) }
            holding[position] = []
        }
    }

    /// The begin of healing.
    func heal() { healing(injected.flatMap(\.self)) }

    /// What it has touched so far, in all its occurrences.
    var hits: UInt64 {
        zip(places, injected).reduce(0) { sum, pair in sum + pair.1.reduce(0) { $0 + pair.0.hits($1).hit } }
    }

    /// When it happened; nil when the engine let it begin and so knows by itself.
    var episodes: FaultEpisodes? { ownEpisodes?() }
}

/// How often something happened, and when first and last, in nanoseconds of virtual time.
struct FaultEpisodes: Sendable {
    var count: UInt64
    var first: Int64?
    var last: Int64?
}
