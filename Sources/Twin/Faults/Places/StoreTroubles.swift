import Scenarios
import StorageSimulation
import VirtualTime

extension StoreTrouble {
    /// What it is to a store.
    var faults: StoreFaults {
        var faults = StoreFaults()
        switch self {
        case .putFails(let share): faults.writeFailed = share ?? .always
        case .putAnswerLost(let share): faults.writeAnswerLost = share ?? .always
        case .staleRead(let share, let age):
            faults.staleRead = .init(share: share ?? .always, window: age ?? Self.usualAge)
        case .listLag(let age): faults.listLag = age
        case .unavailable(let share): faults.unavailable = share ?? .always
        case .delay(let delay): faults.addedLatency = delay.distribution
        }
        return faults
    }
}
