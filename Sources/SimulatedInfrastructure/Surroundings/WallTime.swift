import Foundation
import VirtualTime

extension SimulatedProcess {
    /// The process's wall clock in milliseconds since the Unix epoch.
    func wallMilliseconds(since startMilliseconds: Int64) -> Int64 {
        startMilliseconds + simulation.now.nanoseconds / 1_000_000
    }

    /// The process's wall clock, to the microsecond: what a `Date` of this century can hold.
    func wallDate(since startMilliseconds: Int64) -> Date {
        let microseconds = startMilliseconds * 1000 + simulation.now.nanoseconds / 1000
        return Date(timeIntervalSince1970: Double(microseconds) / 1_000_000)
    }
}
