import Synchronization

/// The tasks that simulations had left when they ended, by numbers that are given once: one that a later simulation
/// resumes is told with its name.
enum LeftTasks {
    struct Owner {
        /// Name and incarnation.
        let process: String
        /// Of the simulation that has ended.
        let seed: UInt64
    }

    private static let owners = Mutex<[UInt64: Owner]>([:])

    static func add(_ task: UnsafeMutableRawPointer, _ owner: Owner) {
        owners.withLock { $0[number(of: task)] = owner }
    }

    /// Who has left this task; nil for one of anybody else.
    static func owner(of task: UnsafeMutableRawPointer) -> Owner? { owners.withLock { $0[number(of: task)] } }

    private static func number(of task: UnsafeMutableRawPointer) -> UInt64 {
        TaskRuntime.number(of: unsafeBitCast(task, to: UnownedJob.self))
    }
}

extension Kernel {
    /// The simulation has ended, and these tasks have not.
    func rememberLeftTasks(seed: UInt64) {
        for process in state.pointee.processes.existing() {
            let owner = LeftTasks.Owner(process: "\(process.fullName)", seed: seed)
            process.forEachTask { task, _ in LeftTasks.add(task, owner) }
        }
        for entry in state.pointee.unstructured.unfinished {
            LeftTasks.add(entry.task, LeftTasks.Owner(process: "\(entry.origin)", seed: seed))
        }
    }
}
