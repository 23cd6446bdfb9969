import CEntryPoints
import Synchronization

/// Where code that runs now, or a task that waits, was called from.
struct CallPlace {
    /// File, line and function of the innermost code of the program itself; nil where it does not know its own lines.
    let text: String?

    /// The time-outs of a `ServiceGroup` become virtual as everyone's do, and nothing of them is left to the machine.
    private static let serviceGroups = ["$s16ServiceLifecycle"]

    /// What swift-testing asks while it takes down an expectation of the program reaches no process.
    private static let testing = "$s7Testing"

    /// What is never the place: the simulation itself.
    private static let ownModules = ["$s11VirtualTime"]

    /// What was found for a chain of returns, the first that were asked: a search takes a millisecond.
    private static let known = Mutex<[[UInt]: CallPlace?]>([:])
    private static let mostKnown = 10_000

    /// Of a call to the machine; nil when it is one that libraries make for themselves, whatever the program does.
    static func ofMachineCall() -> CallPlace? { find(runningReturns(), isRunning: true, unlessIn: serviceGroups) }

    /// Of the running task that has just gone to sleep on a real clock; nil as for `ofMachineCall`.
    static func ofSleep() -> CallPlace? {
        guard let task = TaskRuntime.current else { return CallPlace(text: nil) }
        return find(TaskLayout.returns(of: task), isRunning: false, unlessIn: serviceGroups)
    }

    /// Of whatever calls now.
    static func ofCaller() -> CallPlace {
        find(runningReturns(), isRunning: true, unlessIn: []) ?? CallPlace(text: nil)
    }

    /// Of a suspended task.
    static func ofWaiting(_ task: UnsafeMutableRawPointer) -> String? {
        find(TaskLayout.returns(of: task), isRunning: false, unlessIn: [])?.text
    }

    private static func runningReturns() -> [UInt] {
        var places = [UnsafeRawPointer?](repeating: nil, count: 48)
        let count = Int(entry_points_returns(&places, Int32(places.count)))
        return places[..<count].map { UInt(bitPattern: $0) }
    }

    private static func find(_ returns: [UInt], isRunning: Bool, unlessIn modules: [String]) -> CallPlace? {
        if let place = known.withLock({ $0[returns] }) { return place }
        let place = search(returns, isRunning, unlessIn: modules)
        known.withLock { if $0.count < mostKnown { $0[returns] = .some(place) } }
        return place
    }

    private static func search(_ returns: [UInt], _ isRunning: Bool, unlessIn modules: [String]) -> CallPlace? {
        var symbols = CodeSymbol.symbols(at: returns, by: isRunning ? .returns : .resumes)
        // Each of the two ways to walk a stack stops in libraries that were built for the other.
        if isRunning, !symbols.contains(where: isOfProgram) { symbols = CodeSymbol.running() }
        if symbols.contains(where: { symbol in modules.contains { symbol.mangled.hasPrefix($0) } }) { return nil }
        let between = symbols.prefix { !isOfProgram($0) }
        if isRunning, between.contains(where: { $0.mangled.hasPrefix(testing) }) { return nil }
        return CallPlace(text: symbols.first(where: isOfProgram)?.description)
    }

    private static func isOfProgram(_ symbol: CodeSymbol) -> Bool {
        symbol.place != nil && !ownModules.contains { symbol.mangled.hasPrefix($0) }
    }
}
