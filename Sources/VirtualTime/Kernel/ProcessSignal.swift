import CEntryPoints

/// A signal that can be sent to a simulated process, by its POSIX number.
public struct ProcessSignal: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// As on Linux.
    public let rawValue: Int32

    /// A signal by its number, such as `SIGUSR2`. Linux numbers them from 1 to 64; others are neither sent nor handled.
    public init(rawValue: Int32) { self.rawValue = rawValue }

    /// The terminal has gone.
    public static let sighup = ProcessSignal(rawValue: 1)
    /// Ctrl-C.
    public static let sigint = ProcessSignal(rawValue: 2)
    /// Ends a process that has no say in it.
    public static let sigkill = ProcessSignal(rawValue: 9)
    /// A request to end, as an orchestrator makes it.
    public static let sigterm = ProcessSignal(rawValue: 15)
    /// Goes on after `sigstop`.
    public static let sigcont = ProcessSignal(rawValue: 18)
    /// Stops a process that has no say in it.
    public static let sigstop = ProcessSignal(rawValue: 19)

    /// Its name, where it has one here.
    public var description: String {
        switch self {
        case .sighup: "SIGHUP"
        case .sigint: "SIGINT"
        case .sigkill: "SIGKILL"
        case .sigterm: "SIGTERM"
        case .sigcont: "SIGCONT"
        case .sigstop: "SIGSTOP"
        default: "signal \(rawValue)"
        }
    }

    /// Those that Linux ignores when nobody handles them: SIGCHLD, SIGURG, SIGWINCH.
    fileprivate var isIgnoredByDefault: Bool { [17, 23, 28].contains(rawValue) }
}

extension SimulatedProcess {
    /// Calls `body` whenever the process is sent `signal`, until it crashes; the last one that is given for a signal
    /// counts. It may start tasks, such as one that shuts a `ServiceGroup` down.
    public func handle(_ signal: ProcessSignal, _ body: @escaping () -> Void) {
        guard simulation.admits("handle(\(signal))"), exists(signal, "handle(\(signal))") else { return }
        guard ![.sigkill, .sigstop].contains(signal) else {
            return simulation.refuse(
                "handle(\(signal))", "a process has no say in it; handle another one",
                orTrap: "A process has no say in \(signal).")
        }
        guard isAlive else {
            return simulation.refuse(
                "handle(\(signal))", "\(fullName) has crashed; let its next incarnation handle it",
                orTrap: "A crashed incarnation handles nothing.")
        }
        signalHandlers[signal] = body
    }

    /// Sends the process a signal: to its handler (`handle`), or to the signal sources it has made (the
    /// `gracefulShutdownSignals` of a `ServiceGroup` are such), else with what Linux does by default, which is to end
    /// it. `sigkill`, `sigstop` and `sigcont` crash, pause and resume it. Nothing happens to one that has crashed.
    ///
    /// Signal sources need a program that loads Swift's libraries, as `swift build` and `swift test` make it; one that
    /// has them inside (`--static-swift-stdlib`) keeps its sources for itself, and traps here where no handler is set.
    public func send(_ signal: ProcessSignal) {
        guard simulation.admits("\(fullName).send(\(signal))"), isAlive, exists(signal, "send(\(signal))") else {
            return
        }
        noteSignal(signal)
        switch signal {
        case .sigkill: crash()
        case .sigstop: pause()
        case .sigcont: resume()
        default:
            precondition(
                signalHandlers[signal] != nil || Machine.seesDispatch,
                "Only a program that loads Swift's libraries sends signals that no handler takes.")
            guard state == .running else { return pendingSignals.append(signal) }
            deliver(signal)
        }
    }

    private func exists(_ signal: ProcessSignal, _ call: @autoclosure () -> String) -> Bool {
        if (1...64).contains(signal.rawValue) { return true }
        let trap = "Linux numbers its signals from 1 to 64."
        simulation.refuse(call(), "there is no such signal; give one from 1 to 64", orTrap: trap)
        return false
    }

    /// What came in a pause reaches it at its end, as on Linux.
    func deliverPendingSignals() {
        let pending = pendingSignals
        pendingSignals.removeAll()
        for signal in pending where isAlive { deliver(signal) }
    }

    /// By whom the process's signal sources know it; nobody else has this address while it exists.
    var signalOwner: UInt64 { UInt64(UInt(bitPattern: Unmanaged.passUnretained(self).toOpaque())) }

    /// Whether a signal that is sent to it can still wake what waits in it.
    var waitsForSignals: Bool { !signalHandlers.isEmpty || signal_sources_wait(signalOwner, 0) }

    /// Handlers of the dead would be called by nobody, but they hold what they would have told.
    func forgetSignalSources() {
        pendingSignals.removeAll()
        signalHandlers.removeAll()
        signal_sources_forget(signalOwner)
    }

    private func deliver(_ signal: ProcessSignal) {
        if let handler = signalHandlers[signal] {
            GlobalPool.capturing(into: kernel) { kernel.asProcess(index) { handler() } }
        } else if signal_sources_wait(signalOwner, signal.rawValue) {
            GlobalPool.capturing(into: kernel) {
                kernel.asProcess(index) { signal_sources_deliver(signalOwner, signal.rawValue) }
            }
        } else if !signal.isIgnoredByDefault {
            crash()
        }
    }
}

extension Kernel {
    /// Whom the signal sources belong to that are made now; 0 for the machine's own.
    var signalOwner: UInt64 {
        let process = state.pointee.processes.rows[Int(state.pointee.current)].object
        return process?._withUnsafeGuaranteedRef { $0.signalOwner } ?? 0
    }
}
