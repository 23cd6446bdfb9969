extension Simulation {
    /// Whether this thread runs it: whoever asks is inside.
    package var isRunning: Bool { GlobalPool.runs(kernel) }

    /// Whose code runs on this thread, by name and incarnation; nil where it is nobody's, and outside of `run`.
    package var runningProcess: String? {
        let running = kernel.state.pointee.current
        guard GlobalPool.runs(kernel), running != 0 else { return nil }
        return kernel.state.pointee.processes.name(running)
    }
}
