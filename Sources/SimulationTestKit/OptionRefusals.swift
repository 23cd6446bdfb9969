import VirtualTime

extension SimulationOptions {
    /// Whether each option does something.
    /// - Throws: `SimulationRefusal` with the name of the first that does not.
    func check() throws(SimulationRefusal) {
        if case .oneIn(let count) = verification, count < 1 {
            throw .option(
                name: "verification", value: ".oneIn(\(count))",
                reason: "there is no such share; give it 1 or more, or `.none` to verify no seed")
        }
        if stepsAtOneInstant == 0 {
            throw .option(
                name: "stepsAtOneInstant", value: "0", reason: "every run would be stalled; give it 1 or more")
        }
        if let defect = linkLatency.defectOnceDrawn {
            throw .option(name: "linkLatency", value: "\(linkLatency)", reason: defect)
        }
        // Beyond that a clock and what is added to it do not fit into what counts nanoseconds.
        if !(startOfWallClocks.timeIntervalSince1970.magnitude <= 6_000_000_000) {
            throw .option(
                name: "startOfWallClocks", value: "\(startOfWallClocks)",
                reason: "no clock here goes that far; give it a day from the years 1780 to 2160")
        }
        do { try kafka.check() } catch { throw .option(name: "kafka", value: "no cluster", reason: "\(error)") }
        var known: Set<LeakTolerance> = []
        for tolerance in toleratedLeaks {
            if tolerance.process.text.isEmpty {
                throw .option(
                    name: "toleratedLeaks", value: "\(tolerance)",
                    reason: "no process has an empty name; give it one, or `.any`")
            }
            if !known.insert(tolerance).inserted {
                throw .option(
                    name: "toleratedLeaks", value: "\(tolerance)", reason: "it is there twice; take one away")
            }
        }
    }
}

extension LeakTolerance: CustomStringConvertible {
    /// The kind and the processes.
    public var description: String { "\(kind) in \(process)" }
}
