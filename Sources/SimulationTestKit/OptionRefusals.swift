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
