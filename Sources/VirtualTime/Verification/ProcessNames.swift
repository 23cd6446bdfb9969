/// What an incarnation is called, also when it is gone.
final class ProcessName: Sendable, CustomStringConvertible {
    let description: String

    init(_ name: String, incarnation: Int) { description = "\(name)#\(incarnation)" }

    /// Of what no process does.
    static let world = ProcessName("world")

    private init(_ name: String) { description = name }
}

/// What the processes of a run are called, whose simulations may be several. An index is used again when its process is
/// gone, so that a name holds from one step on.
struct ProcessNames {
    private var entries: [(simulation: UInt16, index: UInt32, name: ProcessName, step: Int)] = []

    mutating func add(_ index: UInt32, of simulation: UInt16, _ name: ProcessName, at step: Int) {
        precondition(entries.last.map { $0.step <= step } ?? true, "Processes are named one after the other.")
        entries.append((simulation, index, name, step))
    }

    /// Who had this index when a step was made.
    func name(_ index: UInt32, of simulation: UInt16, at step: Int) -> String {
        if index == 0 { return "\(ProcessName.world)" }
        let entry = entries.last { $0.simulation == simulation && $0.index == index && $0.step <= step }
        return entry.map { "\($0.name)" } ?? "process \(index)"
    }
}
