import VirtualTime

extension SimulatedProcess {
    /// The process's wall clock in milliseconds since the Unix epoch.
    func wallMilliseconds(since startMilliseconds: Int64) -> Int64 {
        startMilliseconds + simulation.now.nanoseconds / 1_000_000
    }
}
