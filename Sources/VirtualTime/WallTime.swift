import Foundation

extension SimulatedProcess {
    /// The process's wall clock in milliseconds since the Unix epoch, as Kafka's timestamps count.
    package var wallMilliseconds: Int64 { wallTimeNanoseconds / 1_000_000 }

    /// The process's wall clock, to the microsecond: what a `Date` of this century can hold.
    package var wallDate: Date { Date(timeIntervalSince1970: Double(wallTimeNanoseconds / 1000) / 1_000_000) }
}

extension Simulation {
    /// The true time of day in milliseconds since the Unix epoch: what the world's own records are stamped with.
    package var wallMilliseconds: Int64 { (settings.epochNanoseconds + now.nanoseconds) / 1_000_000 }
}
