import Scenarios
import StorageSimulation
import VirtualTime

/// A fault of the buckets that fit its pattern, of the object store and of Core's database.
final class StoreEffect: FaultEffect {
    private let stores: [SimulatedObjectStore]
    private let faults: StoreFaults
    private let bucket: NamePattern
    private let name: String
    private var injected: [InjectedIDs]

    /// - Parameters:
    ///   - name: tells its streams of randomness from those of the others.
    ///   - stores: bucket names are theirs together.
    init(_ fault: FaultSpecification, named name: String, stores: [SimulatedObjectStore]) {
        self.stores = stores
        self.name = name
        faults = fault.storeFaults
        bucket = fault.targetPatterns[0]
        injected = stores.map { _ in InjectedIDs() }
    }

    func begin(until end: Int64) {
        for (position, store) in stores.enumerated() {
            injected[position].began(store.inject(faults, on: bucket, named: name))
        }
    }

    func end() {
        for (position, store) in stores.enumerated() { injected[position].ended { store.remove($0) } }
    }

    var hits: UInt64 { zip(stores, injected).reduce(0) { sum, pair in sum + pair.1.hits { pair.0.hits(of: $0) } } }
}

extension FaultSpecification {
    fileprivate var storeFaults: StoreFaults {
        var faults = StoreFaults()
        let share = share ?? .always
        switch kind {
        case .storePutFails: faults.writeFailed = share
        case .storePutAnswerLost: faults.writeAnswerLost = share
        case .storeStaleRead: faults.staleRead = .init(share: share, window: age ?? .seconds(10))
        case .storeListLag: faults.listLag = age
        case .storeUnavailable: faults.unavailable = share
        case .storeDelay: faults.addedLatency = delay?.distribution
        default: preconditionFailure("\(kind) is no fault of a store.")
        }
        return faults
    }
}
